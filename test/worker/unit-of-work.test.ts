import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { WorkerEvent } from '../../src/worker/events.ts';
import { emptySession, type ReadonlySession, roomStateOf } from '../../src/worker/session.ts';
import type { Transaction } from '../../src/worker/transaction.ts';
import { createUnitOfWork, type UnitOfWork } from '../../src/worker/unit-of-work.ts';
import { entryOf } from '../delivery/network.ts';
import { type HandClock, handClock } from '../harness/clock.ts';
import { messageId, other, own, ROOM } from '../harness/nouns.ts';
import { storedRoom } from '../harness/store.ts';
import { PROFILE } from '../harness/worker-parts.ts';

let clock: HandClock;
let session: ReadonlySession;
let store: Store;
let unit: UnitOfWork;
/** The changes of storage, session and views, in their order. */
let order: string[];
let events: WorkerEvent[];
let isFull: boolean;

const announced = () => events.flatMap((event) => (event.type === 'committed' ? event.changes : []));

beforeEach(async () => {
  [order, events, isFull] = [[], [], false];
  clock = handClock();
  const disk = createMemoryStore();
  store = {
    ...disk,
    commit: async (profile, writes) => {
      if (isFull) throw new Error('no space left');
      await disk.commit(profile, writes);
      order.push(`stored, ${session.rooms.size} rooms known`);
    },
  };
  session = {
    ...emptySession({ theme: 'auto', stayConnected: true, avoidSecondAnswer: false }),
    profile: PROFILE,
  };
  const emit = (event: WorkerEvent): void => {
    events.push(event);
    if (event.type === 'committed') order.push(`announced, ${session.rooms.size} rooms known`);
  };
  const connection = { answersEach: () => false, deliveryBound: () => 0 };
  const onFault = (error: unknown): void => void order.push(String(error));
  unit = createUnitOfWork({ store, session, clock, connection, emit, onFault });
});

const keepRoom = (tx: Transaction): Promise<void> =>
  tx.commit({ writes: [{ type: 'room', room: storedRoom() }], session: { wantsKey: true } });

describe('a commit', () => {
  it('is stored, then known, then announced', async () => {
    await unit.transact(keepRoom);
    expect(order).toEqual(['stored, 0 rooms known', 'announced, 1 rooms known']);
    expect(announced()).toMatchObject([{ type: 'room', summary: { room: ROOM } }]);
  });

  it.each<[string, (tx: Transaction) => Promise<void>]>([
    ['a commit', keepRoom],
    [
      'what is heard',
      (tx) =>
        tx.apply([
          { type: 'put', message: other('s1', { reply: 'streaming' }) },
          { type: 'composer', roomId: ROOM.id, disabled: true },
        ]),
    ],
    [
      'a message of ours',
      (tx) =>
        tx.apply([{ type: 'put', message: own('m1') }], {
          inputs: [{ type: 'queued', entry: entryOf(messageId('m1'), 1, ROOM.id) }],
        }),
    ],
  ])('changes nothing where storage fails: %s', async (_what, work) => {
    isFull = true;
    const before = structuredClone(session);
    await expect(unit.transact(work)).rejects.toThrow('no space left');
    expect(session).toEqual(before);
    expect(events).toEqual([]);
  });

  it('takes along what the connection said before, and does so later where storage fails', async () => {
    await unit.transact((tx) =>
      tx.apply([], { inputs: [{ type: 'queued', entry: entryOf(messageId('m1'), 1, ROOM.id) }] }),
    );
    await unit.transact((tx) =>
      tx.apply([], { inputs: [{ type: 'room-ready', roomId: ROOM.id, connectionId: 'a' }] }),
    );
    isFull = true;
    await expect(
      unit.hear({ type: 'connection-lost', connectionId: 'a', at: clock.now(), byItself: true }),
    ).rejects.toThrow();
    expect([...session.outbox.ready.keys()]).toEqual([ROOM.id]);
    isFull = false;
    await unit.transact((tx) => tx.apply([]));
    expect(session.outbox.ready.size).toBe(0);
    expect(await store.outbox(PROFILE.id)).toMatchObject([{ phase: { type: 'uncertain' } }]);
  });
});

describe('a transaction', () => {
  it('begins when the one before has ended, though that failed', async () => {
    const steps: string[] = [];
    const first = unit.transact(async () => {
      steps.push('first');
      await new Promise((resolve) => setImmediate(resolve));
      steps.push('first fails');
      throw new Error('no');
    });
    const second = unit.transact(async () => void steps.push('second'));
    await expect(first).rejects.toThrow('no');
    await second;
    expect(steps).toEqual(['first', 'first fails', 'second']);
  });

  it('is joined by what it runs', async () => {
    const steps: string[] = [];
    await unit.transact(async (tx) => {
      void unit.transact(async () => void steps.push('the next'));
      await tx.transact(async (joined) => {
        await joined.commit({ session: { wantsKey: true } });
        steps.push('joined');
      });
      steps.push('the first');
    });
    await unit.transact(async () => {});
    expect(steps).toEqual(['joined', 'the first', 'the next']);
    expect(session.wantsKey).toBe(true);
  });

  it('cannot be used once it has ended', async () => {
    const ended = await unit.transact(async (tx) => [tx]);
    for (const work of [
      ended[0]?.commit({}),
      ended[0]?.apply([]),
      ended[0]?.forget(PROFILE.id),
      ended[0]?.transact(async () => {}),
    ]) {
      await expect(work).rejects.toThrow('has ended');
    }
  });
});

describe('what is not stored', () => {
  it('is changed as well: activity, streams, the composer', async () => {
    const activity = { typing: [{ who: 'a', name: 'A', until: 9 }] };
    await unit.transact((tx) =>
      tx.apply([
        { type: 'activity', roomId: ROOM.id, activity },
        { type: 'composer', roomId: ROOM.id, disabled: true },
        { type: 'put', message: other('s1', { reply: 'streaming', text: 'Hel' }) },
        { type: 'append', roomId: ROOM.id, id: messageId('s1'), text: 'lo' },
      ]),
    );
    const state = roomStateOf(session, ROOM.id);
    expect(state).toMatchObject({ activity, composerDisabled: true });
    expect(state.streams.get(messageId('s1'))?.message.text).toBe('Hello');
  });

  it('is stored a few times a second where it is the text of a stream, and never once that has gone', async () => {
    const text = async () => (await store.message(PROFILE.id, ROOM.id, { clientId: messageId('s1') }))?.text;
    const append = (words: string) =>
      unit.transact((tx) =>
        tx.apply([{ type: 'append', roomId: ROOM.id, id: messageId('s1'), text: words }]),
      );
    await unit.transact((tx) =>
      tx.apply([{ type: 'put', message: other('s1', { reply: 'streaming', text: 'a' }) }]),
    );
    await append('b');
    await append('c');
    expect(await text()).toBe('a');
    clock.pass(300);
    await unit.transact(async () => {});
    expect(await text()).toBe('abc');
    await append('d');
    await unit.transact((tx) => tx.apply([{ type: 'removed', roomId: ROOM.id, id: messageId('s1') }]));
    clock.pass(300);
    await unit.transact(async () => {});
    expect(await text()).toBeUndefined();
  });
});
