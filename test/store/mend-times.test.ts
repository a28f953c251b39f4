import fc from 'fast-check';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/model/message.ts';
import { isTime, LAST_TIME } from '../../src/model/time.ts';
import { openStore } from '../../src/store/indexed-db.ts';
import { openReader } from '../../src/store/reader.ts';
import { messageId, other, own, profileId, ROOM, roomId } from '../harness/nouns.ts';
import { readSnapshot, restore } from '../harness/old-database.ts';
import { newName, storedRoom } from '../harness/store.ts';

const US = profileId('p1');
/** One millisecond after the last date that JavaScript has: what a stream was put at below a broadcast of then. */
const NO_DATE = 8.64e15 + 1;

const rowOf = (message: Message): object => ({
  profile: US,
  roomId: message.roomId,
  id: message.id,
  pending: message.type === 'own' && message.delivery.type === 'queued' ? 1 : 0,
  at: message.at,
  message,
});

/** A database as that version left it, with these rows, opened. */
const opened = async (version: number, messages: readonly Message[], rows: Record<string, object[]> = {}) => {
  const name = newName();
  const { stores } = readSnapshot(version);
  await restore(name, { version, stores, rows: { messages: messages.map(rowOf), ...rows } });
  const unreadable: string[] = [];
  const store = await openStore(name, (reason) => unreadable.push(reason));
  return { name, store, unreadable };
};

/** All of a room, read page by page, so that no row is skipped or repeated. */
const paged = async ({ store }: Awaited<ReturnType<typeof opened>>, size: number): Promise<Message[]> => {
  let read: Message[] = [];
  for (;;) {
    const page = await store.page(US, ROOM.id, size, read[0]);
    read = [...page.messages, ...read];
    if (!page.more) return read;
  }
};
const timesOf = (messages: readonly Message[]) => messages.map(({ id, at }) => [id as string, at]);

describe.each([1, 2])('a database of version %i whose times are none', (version) => {
  it('is opened with all messages, in their order, and what comes next comes below them', async () => {
    const database = await opened(version, [
      other('first', { at: -5, serverTime: true }),
      other('half', { at: 1_000.5, serverTime: true }),
      other('good', { at: 2_000, serverTime: true }),
      other('evil', { at: 8.64e15, serverTime: true }),
      other('stream', { at: NO_DATE, reply: 'streaming' }),
      own('imported', { at: 1e300, delivery: { type: 'sent' } }),
      own('waits', { at: NO_DATE }),
    ]);
    const expected = [
      ['first', 0],
      ['half', 1_000],
      ['good', 2_000],
      ['evil', 2_001],
      ['stream', 2_002],
      ['imported', 2_004],
      ['waits', 2_003],
    ];
    for (const size of [1, 2, 99]) expect(timesOf(await paged(database, size))).toEqual(expected);
    const { store, name, unreadable } = database;
    // They were no times of the server's.
    const served = (await store.page(US, ROOM.id, 99)).messages.filter(({ serverTime }) => serverTime);
    expect(served.map(({ id }) => id)).toEqual(['good']);
    await store.commit(US, [{ type: 'message', message: other('next', { at: 3_000 }) }]);
    expect((await store.page(US, ROOM.id, 2)).messages.map(({ id }) => id)).toEqual(['next', 'waits']);
    expect(unreadable).toEqual([]);

    const read: Message[] = [];
    for await (const batch of openReader(name).messages(US, ROOM.id)) read.push(...batch);
    expect(read.map(({ id }) => id as string)).toEqual([
      ...expected.slice(0, -1).map(([id]) => id),
      'next',
      'waits',
    ]);
  });

  it('keeps the index and the messages of one mind, whatever stood in them', async () => {
    const anyAt = fc.oneof(
      fc.nat(5_000),
      fc.double({ noNaN: true }),
      fc.constantFrom(8.64e15, NO_DATE, Number.POSITIVE_INFINITY, LAST_TIME, LAST_TIME + 1, -1, Number.NaN),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyAt, { maxLength: 12 }), async (times) => {
        const messages = times.map((at, index) => other(`m${index}`, { at }));
        const database = await opened(version, messages);
        const read = await paged(database, 3);
        expect(read.map(({ id }) => id).sort()).toEqual(messages.map(({ id }) => id).sort());
        for (const row of await (await openDB(database.name)).getAll('messages')) {
          expect(isTime(row.message.at)).toBe(true);
          expect(row.message.order).toBe(row.order);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('does not count as known to its end, nor as read beyond it', async () => {
    const room = { ...storedRoom(), profile: US, roomId: ROOM.id };
    const rows = { rooms: [{ ...room, headAt: 8.64e15, updatedAt: NO_DATE, readAt: 8.64e15 }] };
    const { store } = await opened(version, [other('s1', { at: 900 }), other('evil', { at: 8.64e15 })], rows);
    expect(await store.rooms(US)).toEqual([
      storedRoom({ updatedAt: 901, readOrder: 901, lastOrder: 901, unread: 0 }),
    ]);
    expect(await store.unread(US, ROOM.id, 901)).toBe(0);
  });

  it('keeps what waits to go out', async () => {
    const entry = {
      roomId: ROOM.id,
      messageId: messageId('waits'),
      seq: 1e300,
      text: 'x',
      attachments: [],
      after: 8.64e15,
      attempts: 1,
      phase: { phase: 'doubtful', since: NO_DATE, absentAt: -1 },
    };
    const rows = { outbox: [{ profile: US, roomId: ROOM.id, id: 'waits', entry }] };
    const { store } = await opened(version, [own('waits', { at: NO_DATE })], rows);
    expect(await store.outbox(US)).toEqual([
      {
        ...entry,
        seq: Number.MAX_SAFE_INTEGER,
        after: LAST_TIME,
        phase: { type: 'uncertain', since: LAST_TIME, absentAt: 0 },
      },
    ]);
  });

  it('leaves alone what does not decode, and other rooms', async () => {
    const bad = { profile: US, roomId: ROOM.id, id: 'bad', pending: 0, at: 5, message: { kind: 'hologram' } };
    const elsewhere = other('s2', { roomId: roomId('r2'), at: 7 });
    const { name, store } = await opened(version, [], { messages: [bad, rowOf(elsewhere)] });
    expect(await (await openDB(name)).get('messages', [US, ROOM.id, 'bad'])).toEqual(bad);
    expect((await store.page(US, roomId('r2'), 9)).messages).toEqual([elsewhere]);
  });
});
