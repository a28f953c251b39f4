import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeRows } from '../../src/chat/place-rows.ts';
import type { Store } from '../../src/store/store.ts';
import { createConversation } from '../../src/views/state/conversation.ts';
import type { WireMessage } from '../../src/wire/events.ts';
import { createRowMerger } from '../../src/worker/history-rows.ts';
import { readOpenRoom } from '../../src/worker/snapshot.ts';
import { fixedChance } from '../harness/clock.ts';
import { echo, entityId, messageId, ROOM, serverId, wire } from '../harness/nouns.ts';
import { STORES } from '../harness/store.ts';
import { PROFILE, startWorkerParts } from '../harness/worker-parts.ts';

const HOUR = 3_600_000;
const NOON = 1_700_000_000_000;

/** A row that another member wrote: an agent's could be the answer to what is in flight. */
const rowOf = (id: string, createdAt: number, over: Partial<WireMessage> = {}): WireMessage =>
  wire({
    serverId: serverId(id),
    text: id,
    createdAt,
    senderId: entityId('bob'),
    senderName: 'Bob',
    ...over,
  });

const idsIn = async (store: Store): Promise<string[]> =>
  (await store.page(PROFILE.id, ROOM.id, 9_999)).messages.map(({ id }) => id);
const pagedIdsIn = async (store: Store, size: number): Promise<string[]> => {
  const ids: string[] = [];
  let page = await store.page(PROFILE.id, ROOM.id, size);
  for (;;) {
    ids.unshift(...page.messages.map(({ id }) => id));
    const [oldest] = page.messages;
    if (!page.more || !oldest) return ids;
    page = await store.page(PROFILE.id, ROOM.id, size, oldest);
  }
};

describe.each(STORES)('in a store in %s', (_name, open) => {
  it('twelve broadcasts of one moment stay in the order in which they came, also for the next worker', async () => {
    const disk = await open();
    const parts = await startWorkerParts(disk);
    const ids = ['10', '04', '01', '00', '11', '02', '09', '03', '08', '05', '07', '06'];
    for (const id of ids) await parts.inbound.handle({ type: 'broadcast', message: rowOf(id, NOON) });
    expect(await idsIn(disk)).toEqual(ids);
    expect(await pagedIdsIn(disk, 5)).toEqual(ids);
    const next = await startWorkerParts(disk);
    await next.inbound.handle({ type: 'broadcast', message: rowOf('-', NOON) });
    expect(await idsIn(disk)).toEqual([...ids, '-']);
  });

  it.each(['an echo', 'an acknowledgement'])(
    'an answer stands below its question where the server stamps whole seconds: %s',
    async (what) => {
      const disk = await open();
      const parts = await startWorkerParts(disk);
      await parts.joinAs('a');
      const second = Math.floor(parts.clock.now() / 1_000) * 1_000;
      parts.clock.pass(900);
      for (let turn = 1; turn <= 3; turn += 1) {
        const id = `m${turn}`;
        await parts.outbound.queue(ROOM.id, messageId(id), `text of ${id}`);
        await parts.settle();
        const message = echo(id, `s${turn}`, { createdAt: second });
        await parts.inbound.handle(
          what === 'an echo'
            ? { type: 'broadcast', message }
            : { type: 'acknowledged', clientId: messageId(id), serverId: message.serverId, roomId: ROOM.id },
        );
        const answer = wire({ serverId: serverId(`a${turn}`), createdAt: second });
        await parts.inbound.handle({ type: 'broadcast', message: answer });
      }
      expect(await idsIn(disk)).toEqual(['m1', 'a1', 'm2', 'a2', 'm3', 'a3']);
    },
  );

  it('an answer that is heard before its question was acknowledged comes to stand below it', async () => {
    const disk = await open();
    const parts = await startWorkerParts(disk);
    await parts.joinAs('a');
    await parts.outbound.queue(ROOM.id, messageId('m1'), 'text of m1');
    await parts.settle();
    const second = parts.clock.now() + 1_000;
    const answer = wire({ serverId: serverId('a1'), createdAt: second });
    await parts.inbound.handle({ type: 'broadcast', message: answer });
    await parts.inbound.handle({ type: 'broadcast', message: echo('m1', 's1', { createdAt: second }) });
    expect(await idsIn(disk)).toEqual(['m1', 'a1']);
  });

  it('rows that were missed once the server’s clock was set right stand below those from before', async () => {
    const disk = await open();
    const parts = await startWorkerParts(disk);
    const old = [rowOf('old', NOON), rowOf('ahead1', NOON + 3 * HOUR), rowOf('ahead2', NOON + 3 * HOUR + 1)];
    parts.rows = [...old].reverse();
    await parts.history.catchUp(ROOM.id, () => true);
    await parts.inbound.connectionLost();
    await parts.inbound.handle({ type: 'broadcast', message: rowOf('heard', NOON + 200) });
    const missed = Array.from({ length: 80 }, (_, index) => rowOf(`missed${index}`, NOON + 1 + index));
    const byTime = [...old.slice(1)].reverse();
    await parts.history.mergeRows(ROOM.id, [
      ...byTime,
      rowOf('heard', NOON + 200),
      ...[...missed].reverse(),
      rowOf('old', NOON),
    ]);
    const names = missed.map(({ text }) => text);
    expect(await idsIn(disk)).toEqual(['old', 'ahead1', 'ahead2', ...names, 'heard']);
  });
});

it('thousands of rows that were missed in one moment find room above what was heard before they were read', async () => {
  const parts = await startWorkerParts();
  parts.rows = [rowOf('known', NOON)];
  await parts.history.catchUp(ROOM.id, () => true);
  await parts.inbound.connectionLost();
  await parts.inbound.handle({ type: 'broadcast', message: rowOf('heard', NOON) });
  const missed = Array.from({ length: 3_000 }, (_, index) => rowOf(`missed${index}`, NOON));
  const changesOf = createRowMerger({ ...parts, chance: fixedChance() });
  const { headOrder: above } = parts.session.rooms.get(ROOM.id) ?? {};
  const listed = [rowOf('heard', NOON), ...[...missed].reverse(), rowOf('known', NOON)];
  for (let start = 0; start < listed.length; start += 50) {
    const page = listed.slice(Math.max(0, start - 1), start + 50);
    await parts.unit.transact(async (tx) => tx.apply((await changesOf(ROOM, page, { above })).changes));
  }
  expect(await idsIn(parts.disk)).toEqual(['known', ...missed.map(({ text }) => text), 'heard']);
});

/** What happens in a room, one after the other. `jump`: of the server's clock, in ms. */
type Step =
  | { type: 'say'; count: number; ms: number }
  | { type: 'jump'; ms: number }
  | { type: 'write' }
  | { type: 'take'; how: 'echo' | 'acknowledgement' }
  | { type: 'lose' }
  | { type: 'return'; heard: number; sizes: readonly number[] }
  | { type: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('say' as const),
    count: fc.integer({ min: 1, max: 9 }),
    ms: fc.constantFrom(0, 0, 1, 400),
  }),
  fc.record({ type: fc.constant('jump' as const), ms: fc.constantFrom(-3 * HOUR, 3 * HOUR, -1, -2_000) }),
  fc.constant({ type: 'write' as const }),
  fc.record({
    type: fc.constant('take' as const),
    how: fc.constantFrom('echo' as const, 'acknowledgement' as const),
  }),
  fc.constant({ type: 'lose' as const }),
  fc.record({
    type: fc.constant('return' as const),
    heard: fc.nat(3),
    sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.constant({ type: 'restart' as const }),
);

/** A room of a server whose clock may jump, and a worker that hears of it, or reads what it missed. */
const follow = async (disk: Store, steps: readonly Step[], isWholeSeconds: boolean) => {
  /** What a message in flight is looked for in never comes: here it is taken or waits. */
  const start = async () => {
    const started = await startWorkerParts(disk);
    started.answer = async () => ({ ok: false, error: { type: 'network' } });
    return started;
  };
  let parts = await start();
  let clock = NOON;
  let isHeard = false;
  let written = 0;
  const waiting: string[] = [];
  /** The server's rows and the order in which they are to be shown: as they came. */
  const rows: WireMessage[] = [];
  const shown: string[] = [];
  const time = (): number => (isWholeSeconds ? Math.floor(clock / 1_000) * 1_000 : clock);
  const view = async () => {
    const open = await readOpenRoom(parts.session, disk);
    if (!open) throw new Error('no room is open');
    parts.announced.length = 0;
    return createConversation(open);
  };

  const say = async (): Promise<void> => {
    const row = rowOf(`s${(rows.length * 7919) % 1_000}-${rows.length}`, time());
    rows.push(row);
    shown.push(String(row.serverId));
    if (isHeard) await parts.inbound.handle({ type: 'broadcast', message: row });
  };
  const take = async (how: 'echo' | 'acknowledgement'): Promise<void> => {
    const id = waiting.shift();
    if (id === undefined) return;
    const row = echo(id, `t${rows.length}`, { createdAt: time() });
    rows.push(row);
    shown.push(id);
    await parts.inbound.handle(
      how === 'echo'
        ? { type: 'broadcast', message: row }
        : { type: 'acknowledged', clientId: messageId(id), serverId: row.serverId, roomId: ROOM.id },
    );
    await parts.settle();
  };
  /** Reads the history in pages, newest first, while more is heard; nothing is missing from then on. */
  const come = async (heard: number, sizes: readonly number[]): Promise<void> => {
    isHeard = true;
    await parts.joinAs(`c${rows.length}`);
    for (let count = 0; count < heard; count += 1) await say();
    const listed = rows
      .map((row, index) => ({ row, index }))
      .sort((a, b) => (b.row.createdAt ?? 0) - (a.row.createdAt ?? 0) || b.index - a.index)
      .map(({ row }) => row);
    const changesOf = createRowMerger({ ...parts, chance: fixedChance() });
    const above = parts.session.rooms.get(ROOM.id)?.headOrder;
    for (let start = 0, page = 0; start < listed.length; page += 1) {
      const size = sizes[page % sizes.length] ?? 1;
      // Each page begins with the last row of the one before.
      const read = listed.slice(Math.max(0, start - 1), start + size);
      start += size;
      await parts.unit.transact(async (tx) => {
        await tx.apply((await changesOf(ROOM, read, { above })).changes);
      });
    }
    const headOrder = parts.session.rooms.get(ROOM.id)?.lastOrder;
    await parts.unit.transact((tx) =>
      tx.apply([], {
        rooms: new Map([[ROOM.id, { headOrder, headAt: clock, tailReached: true }]]),
        roomStates: new Map([[ROOM.id, { caughtUp: true }]]),
      }),
    );
  };

  await come(0, [1]);
  let conversation = await view();
  for (const next of steps) {
    clock += 1;
    switch (next.type) {
      case 'say':
        for (let count = 0; count < next.count; count += 1) {
          clock += next.ms;
          await say();
        }
        break;
      case 'jump':
        // What is missed is shown in the server's order, which tells nothing where its clock jumps meanwhile.
        if (isHeard) clock += next.ms;
        break;
      case 'write':
        written += 1;
        waiting.push(`m${written}`);
        await parts.outbound.queue(ROOM.id, messageId(`m${written}`), `text of m${written}`);
        await parts.settle();
        break;
      case 'take':
        if (isHeard) await take(next.how);
        break;
      case 'lose':
        isHeard = false;
        parts.lose();
        await parts.inbound.connectionLost();
        break;
      case 'return':
        if (!isHeard) await come(next.heard, next.sizes);
        break;
      case 'restart':
        isHeard = false;
        parts = await start();
        conversation = await view();
        break;
      default:
        next satisfies never;
    }
    for (const change of parts.announced.splice(0)) {
      if (change.type === 'put' || ('roomId' in change && change.type !== 'composer')) {
        conversation.applyChange(change);
      }
    }
  }
  if (!isHeard) await come(0, [5]);
  for (const change of parts.announced.splice(0)) if (change.type === 'put') conversation.applyChange(change);
  return {
    expected: [...shown, ...waiting],
    stored: await idsIn(disk),
    viewed: [...conversation.ids.peek()],
    paged: await pagedIdsIn(disk, 4),
  };
};

describe.each(STORES)('whatever the server’s clock says, in a store in %s', (name, open) => {
  it('the order of a room is that in which its messages came', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, isWholeSeconds) => {
        const { expected, stored, viewed, paged } = await follow(await open(), steps, isWholeSeconds);
        expect(stored).toEqual(expected);
        expect(paged).toEqual(expected);
        // A view holds what it has been shown.
        expect(viewed).toEqual(expected.slice(-viewed.length));
      }),
      { numRuns: name === 'memory' ? 300 : 40 },
    );
  });
});

describe('rows of the history', () => {
  it('keep the places that they have, and find theirs between them, whatever the times', () => {
    const row = fc.record({ at: fc.integer({ min: 0, max: 50 }), isKnown: fc.boolean() });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.integer({ min: 0, max: 3 }), (rows, seed) => {
        let last = NOON;
        const listed = rows.map(({ at, isKnown }) => {
          last += 1 + ((at * seed) % 7);
          return { at: NOON + at, order: isKnown ? last : undefined };
        });
        const orders = placeRows(listed);
        expect(orders).toHaveLength(rows.length);
        for (const [index, order] of orders.entries()) {
          expect(order).toBe(listed[index]?.order ?? order);
          if (index > 0) expect(order).toBeGreaterThan(orders[index - 1] ?? 0);
        }
      }),
    );
  });

  it('fit between two messages of one moment in pages of fifty, two thousand and more', () => {
    let upper = NOON + 65_536;
    const lower = NOON;
    const all: number[] = [];
    for (let page = 0; page < 200; page += 1) {
      const orders = placeRows(
        Array.from({ length: 50 }, () => ({ at: NOON - HOUR, order: undefined })),
        { above: lower, below: upper },
      );
      upper = orders[0] ?? Number.NaN;
      all.unshift(...orders);
    }
    expect(new Set(all).size).toBe(10_000);
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(all[0]).toBeGreaterThan(lower);
  });
});
