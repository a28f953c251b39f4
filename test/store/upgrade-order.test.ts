import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/model/message.ts';
import { openStore } from '../../src/store/indexed-db.ts';
import { openReader } from '../../src/store/reader.ts';
import { other, own, profileId, ROOM, roomId } from '../harness/nouns.ts';
import { readSnapshot, restore } from '../harness/old-database.ts';
import { newName, roomIn, storedRoom } from '../harness/store.ts';

const US = profileId('p1');

/** A message and its row as version 4 stored them, which ordered by time. */
const oldRow = ({ order: _, ...message }: Message): object => ({
  profile: US,
  roomId: message.roomId,
  id: message.id,
  pending: message.type === 'own' && message.delivery.type === 'queued' ? 1 : 0,
  at: message.at,
  message,
});

const opened = async (messages: readonly Message[], rooms: object[] = []) => {
  const name = newName();
  const { stores } = readSnapshot(4);
  const rows = { messages: messages.map(oldRow), rooms };
  await restore(name, { version: 4, stores, rows });
  return { name, store: await openStore(name) };
};

const inOldOrder = (messages: readonly Message[]): string[] => {
  const isWaiting = (message: Message) =>
    Number(message.type === 'own' && message.delivery.type === 'queued');
  return [...messages]
    .sort((a, b) => isWaiting(a) - isWaiting(b) || a.at - b.at || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
};

const message = fc.record({
  at: fc.integer({ min: 0, max: 5 }),
  kind: fc.constantFrom('other', 'sent', 'queued'),
  room: fc.constantFrom(ROOM.id, roomId('r2')),
});

describe('a database whose messages were ordered by time', () => {
  it('keeps every message, in the order in which it was read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 30 }), async (drawn) => {
        const messages = drawn.map(({ at, kind, room }, index): Message => {
          const id = `m${(index * 7919) % 101}-${index}`;
          if (kind === 'other') return other(id, { at, roomId: room });
          return own(id, { at, roomId: room, delivery: { type: kind === 'sent' ? 'sent' : 'queued' } });
        });
        const { store, name } = await opened(messages);
        for (const room of [ROOM.id, roomId('r2')]) {
          const expected = inOldOrder(messages.filter((each) => each.roomId === room));
          const page = await store.page(US, room, 99);
          expect(page.messages.map(({ id }) => id)).toEqual(expected);
          const orders = page.messages.map(({ order }) => order);
          expect(new Set(orders).size).toBe(orders.length);
          expect(page.messages.map(({ at }) => at)).toEqual(
            expected.map((id) => messages.find((each) => each.id === id)?.at),
          );
          const read: string[] = [];
          for await (const batch of openReader(name).messages(US, room))
            read.push(...batch.map(({ id }) => id));
          expect(read).toEqual(expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('knows by orders what it knew by times: what was read, what is known without a gap, both ends', async () => {
    const messages = [
      other('a', { at: 10, serverTime: true }),
      other('b', { at: 20, serverTime: true }),
      other('c', { at: 20, serverTime: true }),
      other('d', { at: 30, serverTime: true }),
      own('e', { at: 40, delivery: { type: 'sent' } }),
    ];
    const row = { ...storedRoom({ headAt: 20 }), readAt: 20, profile: US, roomId: ROOM.id };
    const { store } = await opened(messages, [row]);
    const order = async (id: string) =>
      (await store.page(US, ROOM.id, 9)).messages.find((each) => each.id === id)?.order;
    expect(await roomIn(store, US, ROOM.id)).toEqual({
      ...storedRoom({ headAt: 20 }),
      headOrder: await order('c'),
      readOrder: await order('c'),
      tail: { order: await order('a'), at: 10 },
      lastOrder: await order('e'),
      lastAt: 30,
      askedAt: 40,
      unread: 1,
    });
    expect(await store.unread(US, ROOM.id, await order('c'))).toBe(1);
  });

  it('is searched as it is before a worker has opened it', async () => {
    const name = newName();
    const { stores } = readSnapshot(4);
    const messages = ['b', 'a', 'c'].map((id) => oldRow(other(id, { at: 7 })));
    await restore(name, { version: 4, stores, rows: { messages } });
    const read: Message[] = [];
    for await (const batch of openReader(name).messages(US)) read.push(...batch);
    expect(read.map(({ id, order }) => [id, order])).toEqual([
      ['a', 7],
      ['b', 7],
      ['c', 7],
    ]);
  });
});
