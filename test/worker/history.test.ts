import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiResult } from '../../src/api/request.ts';
import type { HistoryPage } from '../../src/wire/decode-rest.ts';
import type { WireMessage } from '../../src/wire/events.ts';
import { echo, messageId, own, profileId, ROOM, serverId, wire } from '../harness/nouns.ts';
import { roomIn, storedRoom } from '../harness/store.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
});

const onLine = (): boolean => true;
const row = (at: number): WireMessage => wire({ serverId: serverId(`s${at}`), text: `${at}`, createdAt: at });
/** The server has the rows of these times. */
const has = (...times: number[]): void => {
  parts.rows = times.map(row).reverse();
};
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const hear = (at: number): Promise<void> => parts.inbound.handle({ type: 'broadcast', message: row(at) });
const times = async (): Promise<number[]> => (await parts.messages()).map(({ at }) => at);
const allTimes = async (): Promise<number[]> =>
  (await parts.store.page(PROFILE.id, ROOM.id, 999)).messages.map(({ at }) => at);
const headAt = async (): Promise<number | undefined> =>
  (await roomIn(parts.store, PROFILE.id, ROOM.id))?.headAt;

describe('catching up', () => {
  it('begins with one page, and knows whether there is more', async () => {
    has(...range(1, 70));
    expect(await parts.history.catchUp(ROOM.id, onLine)).toEqual({ type: 'ended', end: 'reached' });
    expect(await times()).toEqual(range(21, 70));
    expect(await roomIn(parts.store, PROFILE.id, ROOM.id)).toMatchObject({ headAt: 70, tailReached: false });
  });

  it('reads everything since, however much it is', async () => {
    has(1, 2);
    await parts.history.catchUp(ROOM.id, onLine);
    has(...range(1, 300));
    await parts.history.catchUp(ROOM.id, onLine);
    expect(await allTimes()).toEqual(range(1, 300));
    expect(await headAt()).toBe(300);
  });

  it('for the first time leaves no gap to what was heard before a worker that did not get to it', async () => {
    await hear(1);
    parts = await startWorkerParts(parts.store);
    has(...range(1, 100));
    await parts.history.catchUp(ROOM.id, onLine);
    expect(await allTimes()).toEqual(range(1, 100));
  });

  it('for the first time leaves no gap to what was heard meanwhile, on a line that was lost', async () => {
    has(...range(2, 100));
    const reading = parts.history.catchUp(ROOM.id, () => false);
    await hear(1);
    await reading;
    has(...range(1, 100));
    await parts.history.catchUp(ROOM.id, onLine);
    expect(await parts.history.closeGaps(ROOM.id, onLine)).toBeUndefined();
    expect(await allTimes()).toEqual(range(1, 100));
  });

  it('moves the head with what is heard, once there is no gap', async () => {
    has(1);
    await parts.history.catchUp(ROOM.id, onLine);
    await hear(5);
    expect(await headAt()).toBe(5);
  });

  it('leaves the head where it is while there may be a gap', async () => {
    has(1);
    await parts.history.catchUp(ROOM.id, onLine);
    await parts.inbound.connectionLost();
    await hear(5);
    expect(await headAt()).toBe(1);
  });

  it('that ends after its line was lost vouches for nothing that is heard on the next', async () => {
    has(1);
    await parts.history.catchUp(ROOM.id, onLine);
    let answer: (page: ApiResult<HistoryPage>) => void = () => {};
    parts.answer = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    let isOnLine = true;
    const late = parts.history.catchUp(ROOM.id, () => isOnLine);
    isOnLine = false;
    await parts.inbound.connectionLost();
    answer({ ok: true, value: { messages: [row(1)], rows: 1, reasons: [] } });
    await late;
    // What is said now, at 2 to 99, is heard by nobody; the next catch-up fails; 100 is heard.
    parts.answer = async () => ({ ok: false, error: { type: 'network' } });
    expect(await parts.history.catchUp(ROOM.id, onLine)).toEqual({
      type: 'failed',
      error: { type: 'network' },
    });
    await hear(100);
    parts.answer = undefined;
    has(...range(1, 100));
    await parts.history.catchUp(ROOM.id, onLine);
    expect(await allTimes()).toEqual(range(1, 100));
  });

  it('settles a message of ours that is found there, and keeps it one', async () => {
    await parts.joinAs('a');
    await parts.outbound.queue(ROOM.id, messageId('m1'), 'text of m1');
    await parts.settle();
    parts.rows = [echo('m1', 's2', { createdAt: 9 }), echo('m1', 's1', { createdAt: 4 })];
    await parts.history.catchUp(ROOM.id, onLine);
    expect(await parts.messages()).toMatchObject([
      { id: 'm1', at: 4, delivery: { type: 'sent', twice: 'yes' } },
    ]);
    expect(await parts.store.outbox(PROFILE.id)).toEqual([]);
  });

  it('announces nothing that is here as it is', async () => {
    has(1, 2, 3);
    await parts.history.catchUp(ROOM.id, onLine);
    parts.announced.length = 0;
    await parts.history.catchUp(ROOM.id, onLine);
    expect(parts.announced).toEqual([]);
  });

  it('does not take the rows of one server for those of another', async () => {
    let answer: (page: ApiResult<HistoryPage>) => void = () => {};
    parts.answer = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const reading = parts.history.catchUp(ROOM.id, onLine);
    await parts.settle();
    await parts.commit({ session: { profile: { ...PROFILE, id: profileId('p2') } } });
    answer({ ok: true, value: { messages: [row(1)], rows: 1, reasons: [] } });
    await reading;
    expect(await parts.store.page(profileId('p2'), ROOM.id, 9)).toEqual({ messages: [], more: false });
  });
});

describe('older messages', () => {
  it('come from here first, then from the server, down to its first', async () => {
    has(...range(1, 120));
    await parts.history.catchUp(ROOM.id, onLine);
    const read: number[] = [];
    let hasOlder = true;
    let pages = 0;
    while (hasOlder && pages < 9) {
      pages += 1;
      const at = read[0] ?? 120;
      const before = await parts.known.find(ROOM.id, { serverId: serverId(`s${at}`) });
      if (!before) throw new Error('it is not here');
      const older = await parts.history.loadOlder(ROOM.id, before);
      if ('type' in older) throw new Error(older.type);
      read.unshift(...older.messages.map((message) => message.at));
      ({ hasOlder } = older);
    }
    expect(read).toEqual(range(1, 119));
  });

  it('come although a whole page shares the moment of the oldest one here', async () => {
    parts.rows = range(1, 70).map((id) => wire({ serverId: serverId(`s${100 - id}`), createdAt: 5 }));
    await parts.history.catchUp(ROOM.id, onLine);
    const [oldest] = await parts.messages();
    if (!oldest) throw new Error('there is none');
    expect(await parts.history.loadOlder(ROOM.id, oldest)).toMatchObject({ messages: { length: 20 } });
    expect(await allTimes()).toHaveLength(70);
    const [first] = await parts.messages();
    if (!first) throw new Error('there is none');
    expect(await parts.history.loadOlder(ROOM.id, first)).toEqual({ messages: [], hasOlder: false });
  });

  it('that cannot be read say why, and what is here comes all the same', async () => {
    has(...range(1, 60));
    await parts.history.catchUp(ROOM.id, onLine);
    parts.answer = async () => ({ ok: false, error: { type: 'network' } });
    const above = async (at: number) => {
      const message = await parts.known.find(ROOM.id, { serverId: serverId(`s${at}`) });
      if (!message) throw new Error('it is not here');
      return parts.history.loadOlder(ROOM.id, message);
    };
    expect(await above(13)).toMatchObject({ messages: [{ at: 11 }, { at: 12 }], hasOlder: true });
    expect(await above(11)).toEqual({ type: 'network' });
  });

  it('that come when another server was entered are stored nowhere', async () => {
    has(...range(1, 60));
    await parts.history.catchUp(ROOM.id, onLine);
    let answer: (page: ApiResult<HistoryPage>) => void = () => {};
    parts.answer = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const oldest = (await parts.messages())[0];
    if (!oldest) throw new Error('there is none');
    const reading = parts.history.loadOlder(ROOM.id, oldest);
    await parts.settle();
    await parts.commit({ session: { profile: { ...PROFILE, id: profileId('p2') }, rooms: new Map() } });
    answer({ ok: true, value: { messages: [row(1)], rows: 1, reasons: [] } });
    await reading;
    expect(await parts.store.rooms(profileId('p2'))).toEqual([]);
    expect(await parts.store.page(profileId('p2'), ROOM.id, 9)).toEqual({ messages: [], more: false });
  });
});

it('a room is told of by its last words, and by the time of the server', async () => {
  await parts.commit({ writes: [{ type: 'room', room: storedRoom({ updatedAt: 3 }) }] });
  await hear(7);
  expect(await roomIn(parts.store, PROFILE.id, ROOM.id)).toMatchObject({ preview: '7', updatedAt: 7 });
  // The last words are those that came last, also where the server's clock was set back.
  await hear(5);
  expect(await roomIn(parts.store, PROFILE.id, ROOM.id)).toMatchObject({ preview: '5', updatedAt: 5 });
  await parts.apply([{ type: 'put', message: own('m1', { text: 'mine', at: 99_999 }) }]);
  expect(await roomIn(parts.store, PROFILE.id, ROOM.id)).toMatchObject({
    preview: 'mine',
    updatedAt: 99_999,
  });
  await parts.inbound.handle({ type: 'broadcast', message: echo('m1', 's9', { createdAt: 9 }) });
  expect(await roomIn(parts.store, PROFILE.id, ROOM.id)).toMatchObject({ updatedAt: 9 });
});
