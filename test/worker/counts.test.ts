import { afterEach, describe, expect, it, vi } from 'vitest';
import { compareMessages } from '../../src/model/message.ts';
import { openStore } from '../../src/store/indexed-db.ts';
import { MOST_UNREAD, type Store, type StoredRoom, type Write } from '../../src/store/store.ts';
import { badgeText } from '../../src/worker/badge.ts';
import { summaries } from '../../src/worker/session-reads.ts';
import { messageId, other, ROOM, roomId, serverId, wire } from '../harness/nouns.ts';
import { newName, roomIn, storedRoom } from '../harness/store.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What `work` asks of the database: its transactions, and its requests of any kind. */
const costOf = async (work: () => Promise<unknown>) => {
  const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
  const kinds = [IDBObjectStore.prototype, IDBIndex.prototype].flatMap((each) =>
    Object.keys(Object.getOwnPropertyDescriptors(each))
      .filter((name) => /^(get|count|open|put|add|delete)(?!Index)/.test(name))
      .map((name) => vi.spyOn(each as unknown as Record<string, () => void>, name)),
  );
  await work();
  const cost = {
    transactions: transactions.mock.calls.length,
    requests: kinds.reduce((sum, { mock }) => sum + mock.calls.length, 0),
  };
  vi.restoreAllMocks();
  return cost;
};

/** A store with so many rooms, and so many unread messages in the one that is open. */
const storeWith = async (rooms: number, unread: number): Promise<Store> => {
  const store = await openStore(newName());
  const parts = await startWorkerParts(store);
  await parts.commit({
    writes: Array.from({ length: rooms - 1 }, (_, index): Write & { type: 'room' } => ({
      type: 'room',
      room: storedRoom({ room: { ...ROOM, id: roomId(`room ${index}`) }, unread: 0 }),
    })),
  });
  await parts.commit({
    writes: Array.from({ length: unread }, (_, index) => ({
      type: 'message' as const,
      message: other(`old ${index}`, { at: 1_000 + index }),
    })),
  });
  return store;
};
const heard = (id: string) => ({
  type: 'broadcast' as const,
  message: wire({ serverId: serverId(id), createdAt: 9_000_000, text: id }),
});
const unreadIn = ({ session }: WorkerParts): number | undefined =>
  summaries(session).find(({ room }) => room.id === ROOM.id)?.unread;

describe('the cost of a message that is heard', () => {
  it('does not grow with the unread messages, nor with the rooms', { timeout: 60_000 }, async () => {
    const costs = [];
    for (const [rooms, unread] of [
      [1, 0],
      [1, 50],
      [1, 3_000],
      [300, 0],
    ] as const) {
      const parts = await startWorkerParts(await storeWith(rooms, unread));
      costs.push(await costOf(() => parts.inbound.handle(heard('new'))));
      // One room is told of, not all.
      expect(parts.announced.map(({ type }) => type).sort()).toEqual(['put', 'room']);
      expect(unreadIn(parts)).toBe(Math.min(unread + 1, MOST_UNREAD));
      expect(badgeText(parts.session, false)).toBe(unread > 99 ? '99+' : String(unread + 1));
    }
    const [alone] = costs;
    for (const cost of costs) expect(cost).toEqual(alone);
    expect(alone?.transactions).toBeLessThanOrEqual(3);
  });
});

describe('the cost of a burst', () => {
  const inRooms = (messages: number, rooms: number) =>
    Array.from({ length: messages }, (_, index) => ({
      type: 'broadcast' as const,
      message: wire({
        roomId: roomId(`room ${index % rooms}`),
        serverId: serverId(`s${index}`),
        createdAt: 9_000_000 + index,
        text: `${index}`,
      }),
    }));

  it('of 200 messages in 50 rooms is a few transactions, and none is lost or out of its order', async () => {
    const parts = await startWorkerParts(await storeWith(51, 0));
    parts.announced.length = 0;
    const burst = inRooms(200, 50);
    const cost = await costOf(async () => {
      for (const event of burst) parts.inbound.hear(event);
      parts.clock.pass(16);
      await parts.settle();
    });
    // The first message alone, then at most four of each room: each a read and a commit.
    expect(cost.transactions).toBeLessThanOrEqual(10);
    for (let room = 0; room < 50; room += 1) {
      const { messages } = await parts.disk.page(PROFILE.id, roomId(`room ${room}`), 99);
      expect(messages.map(({ text }) => Number(text))).toEqual([room, room + 50, room + 100, room + 150]);
      expect(summaries(parts.session).find((each) => each.room.id === `room ${room}`)?.unread).toBe(4);
    }
    expect(parts.faults).toEqual([]);
  });

  it('of one frame, one message a room, is one read and one commit', async () => {
    const parts = await startWorkerParts(await storeWith(51, 0));
    const [first, ...others] = inRooms(50, 50);
    if (first) await parts.inbound.handle(first);
    const cost = await costOf(async () => {
      for (const event of others) parts.inbound.hear(event);
      parts.clock.pass(16);
      await parts.settle();
    });
    expect(cost.transactions).toBe(2);
  });

  it('is not waited for by what tells of a message of ours, nor by the end of the connection', async () => {
    const parts = await startWorkerParts(await openStore(newName()));
    await parts.joinAs('a');
    await parts.outbound.queue(ROOM.id, messageId('m1'), 'm1');
    parts.inbound.hear(heard('a'));
    parts.inbound.hear(heard('b'));
    const broadcast = wire({ serverId: serverId('s1'), clientId: messageId('m1'), createdAt: 9_000_001 });
    parts.inbound.hear({ type: 'broadcast', message: { ...broadcast, senderId: ROOM.entityId as never } });
    await parts.settle();
    expect(parts.session.outbox.entries.size).toBe(0);
    expect((await parts.messages()).map(({ id }) => id).sort()).toEqual(['a', 'b', 'm1']);
    parts.inbound.hear(heard('c'));
    await parts.inbound.connectionLost();
    expect((await parts.messages()).map(({ id }) => id)).toContain('c');
  });

  it('fails alone where storage fails once', async () => {
    const disk = await openStore(newName());
    let fails = 0;
    const parts = await startWorkerParts({
      ...disk,
      commit: async (profile, writes) => {
        if (fails-- > 0) throw new Error('no space left');
        await disk.commit(profile, writes);
      },
    });
    fails = 1;
    const ends = ['a', 'b'].map((id) => parts.inbound.handle(heard(id)));
    await expect(ends[0]).rejects.toThrow('no space left');
    await ends[1];
    expect((await parts.messages()).map(({ id }) => id)).toEqual(['b']);
  });
});

describe('the cost of a message that is sent', () => {
  /** The transactions of the worker's store and the frames, in their order. */
  const steps = async (parts: WorkerParts, work: () => Promise<unknown>): Promise<string[]> => {
    const taken: string[] = [];
    const begin = IDBDatabase.prototype.transaction;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
      const [, mode = 'readonly', { durability = 'default' } = {}] = args;
      taken.push(mode === 'readonly' ? 'read' : durability);
      return begin.apply(this, args);
    });
    const frames = parts.emitted.push.bind(parts.emitted);
    vi.spyOn(parts.emitted, 'push').mockImplementation((...emitted) => {
      taken.push('frame');
      return frames(...emitted);
    });
    await work();
    await parts.settle();
    vi.restoreAllMocks();
    return taken;
  };
  const send = (id: string, draftAt?: number) =>
    ({ type: 'send', roomId: ROOM.id, messageId: messageId(id), text: id, draftAt }) as const;

  it.each([0, 3_000])(
    'is one strict commit before its frame, and nothing after it; %s unread',
    async (unread) => {
      const parts = await startWorkerParts(await storeWith(3, unread));
      await parts.joinAs('a');
      await parts.execute({ type: 'save-draft', roomId: ROOM.id, text: 'm1', at: 5 });
      expect(await steps(parts, () => parts.execute(send('m1', 6)))).toEqual(['strict', 'frame']);
      expect(await parts.disk.outbox(PROFILE.id)).toMatchObject([{ phase: { type: 'in-flight' } }]);
      expect(await parts.disk.draft(PROFILE.id, ROOM.id)).toEqual({ text: '', at: 6 });
    },
  );

  it('is one strict commit where it has to wait, and one more with what lets it go', async () => {
    const parts = await startWorkerParts(await openStore(newName()));
    expect(await steps(parts, () => parts.execute(send('m1')))).toEqual(['strict']);
    // The views are told that it is on its way: the row is read for that.
    expect(await steps(parts, () => parts.joinAs('a'))).toEqual(['read', 'strict', 'frame']);
    expect(await steps(parts, () => parts.execute(send('m2')))).toEqual(['strict']);
    const acknowledged = { type: 'acknowledged', clientId: messageId('m1'), roomId: ROOM.id } as const;
    const freed = await steps(parts, () => parts.inbound.handle({ ...acknowledged, serverId: undefined }));
    expect(freed.filter((step) => step !== 'read')).toEqual(['strict', 'frame']);
  });

  it('is one transaction that writes nothing where a view repeats it to the next worker', async () => {
    const disk = await openStore(newName());
    const first = await startWorkerParts(disk);
    await first.joinAs('a');
    await first.execute(send('m1', 6));
    await first.inbound.handle({
      type: 'acknowledged',
      clientId: messageId('m1'),
      serverId: undefined,
      roomId: ROOM.id,
    });
    await first.execute({ type: 'save-draft', roomId: ROOM.id, text: 'and', at: 7 });
    const parts = await startWorkerParts(disk);
    await parts.joinAs('a');
    parts.announced.length = 0;
    expect(await steps(parts, () => parts.execute(send('m1', 8)))).toEqual(['strict']);
    expect(await parts.messages()).toMatchObject([{ id: 'm1', delivery: { type: 'sent' } }]);
    expect(await disk.outbox(PROFILE.id)).toEqual([]);
    expect(await disk.draft(PROFILE.id, ROOM.id)).toEqual({ text: 'and', at: 7 });
    expect(parts.announced).toEqual([]);
  });

  it('is one commit for a draft that is saved meanwhile', async () => {
    const parts = await startWorkerParts(await openStore(newName()));
    const save = (text: string, at: number) =>
      steps(parts, () => parts.execute({ type: 'save-draft', roomId: ROOM.id, text, at }));
    expect(await save('later', 5)).toEqual(['relaxed']);
    expect(await save('written before', 4)).toEqual(['relaxed']);
    expect(await parts.disk.draft(PROFILE.id, ROOM.id)).toEqual({ text: 'later', at: 5 });
  });
});

describe('the cost of a start', () => {
  it('does not grow with the rooms', { timeout: 60_000 }, async () => {
    const costs = [];
    for (const rooms of [2, 500]) {
      const store = await storeWith(rooms, 300);
      costs.push(await costOf(() => startWorkerParts(store)));
    }
    const [two, many] = costs;
    expect(many).toEqual(two);
    expect(two?.transactions).toBeLessThanOrEqual(4);
  });

  it('is that of one count more for a room of which it is not known how many are unread', async () => {
    const store = await storeWith(3, 20);
    const { unread: _, ...room } = (await roomIn(store, PROFILE.id, ROOM.id)) as StoredRoom;
    await store.commit(PROFILE.id, [{ type: 'room', room }]);
    const parts = await startWorkerParts(store);
    expect(unreadIn(parts)).toBe(20);
  });
});

describe('the count of unread messages', () => {
  const stored = async (parts: WorkerParts) => (await roomIn(parts.disk, PROFILE.id, ROOM.id))?.unread;
  const counted = async (parts: WorkerParts): Promise<number> => {
    const room = await roomIn(parts.disk, PROFILE.id, ROOM.id);
    return parts.disk.unread(PROFILE.id, ROOM.id, room?.readOrder);
  };

  it('is kept in the row of the room, for the next worker', async () => {
    const parts = await startWorkerParts();
    for (const id of ['a', 'b', 'c']) await parts.inbound.handle(heard(id));
    expect(await stored(parts)).toBe(3);
    expect(unreadIn(await startWorkerParts(parts.disk))).toBe(3);
  });

  it('stays that of the store, whatever is heard, brought up to date, deleted and read', async () => {
    const parts = await startWorkerParts();
    const check = async (): Promise<void> => {
      const now = unreadIn(parts);
      expect(now).toBe(await counted(parts));
      expect([now, undefined]).toContain(await stored(parts));
    };
    const steps: (() => Promise<unknown>)[] = [
      () => parts.inbound.handle(heard('a')),
      () => parts.inbound.handle(heard('b')),
      () => parts.inbound.handle(heard('a')),
      () =>
        parts.inbound.handle({
          type: 'stream-chunk',
          roomId: ROOM.id,
          serverId: serverId('s'),
          senderId: ROOM.agentId as never,
          chunk: 'Hel',
          index: 0,
        }),
      () => parts.inbound.handle(heard('c')),
      () => parts.inbound.handle(heard('s')),
      () => parts.history.mergeRows(ROOM.id, [wire({ serverId: serverId('d'), createdAt: 8_999_999 })]),
      () => parts.execute({ type: 'discard', roomId: ROOM.id, messageId: messageId('b') }),
      async () => {
        const messages = (await parts.messages()).sort(compareMessages);
        const order = messages.at(-2)?.order ?? 0;
        return parts.execute({ type: 'mark-read', roomId: ROOM.id, order });
      },
      () => parts.inbound.handle(heard('e')),
      () => parts.execute({ type: 'mark-read', roomId: ROOM.id, order: Number.MAX_SAFE_INTEGER }),
      () => parts.inbound.handle(heard('f')),
      () => parts.inbound.handle({ type: 'channel-cleared', roomId: ROOM.id }),
      () => parts.inbound.handle(heard('g')),
    ];
    for (const step of steps) {
      await step();
      await check();
    }
  });

  it('is exact again once it falls below what is counted', async () => {
    const parts = await startWorkerParts();
    for (let id = 0; id < 120; id += 1) await parts.inbound.handle(heard(`m${id}`));
    expect(unreadIn(parts)).toBe(MOST_UNREAD);
    const { order } = (await parts.known.find(ROOM.id, { serverId: serverId('m79') })) ?? { order: 0 };
    await parts.execute({ type: 'mark-read', roomId: ROOM.id, order });
    expect(unreadIn(parts)).toBe(40);
  });
});
