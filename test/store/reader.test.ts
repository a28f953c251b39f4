import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { sent } from '../../src/delivery/entry.ts';
import type { RoomId } from '../../src/model/ids.ts';
import type { Message } from '../../src/model/message.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import { openStore } from '../../src/store/indexed-db.ts';
import { openReader, type StoreReader } from '../../src/store/reader.ts';
import { DATABASE_VERSION } from '../../src/store/schema.ts';
import { findMessages } from '../../src/views/search/find-messages.ts';
import { entryOf } from '../delivery/network.ts';
import { messageId, other, own, profileId, ROOM, roomId } from '../harness/nouns.ts';
import { readSnapshot, restore } from '../harness/old-database.ts';
import { newName } from '../harness/store.ts';

const US = profileId('p1');
const THEM = profileId('p10');

const idsOf = async (reader: StoreReader, room?: RoomId): Promise<string[]> => {
  const ids: string[] = [];
  for await (const batch of reader.messages(US, room)) ids.push(...batch.map(({ id }) => id));
  return ids;
};

/** A database of 2,300 messages in the room, over several batches, and some elsewhere. */
const filled = async () => {
  const name = newName();
  const store = await openStore(name);
  const many = Array.from({ length: 2_300 }, (_, index) =>
    other(`m${String(index).padStart(4, '0')}`, { at: 1_000 + Math.floor(index / 7) }),
  );
  const elsewhere = other('x1', { roomId: roomId('r2'), at: 5 });
  const put = (message: Message) => ({ type: 'message' as const, message });
  await store.commit(US, [...many, elsewhere, own('waits', { at: 1 })].map(put));
  await store.commit(THEM, [put(other('theirs'))]);
  return { name, store, ids: many.map(({ id }) => id as string) };
};

describe('the reader', () => {
  it('finds nothing where a later version keeps its messages elsewhere', async () => {
    const name = newName();
    (await openDB(name, 99, { upgrade: (database) => void database.createObjectStore('letters') })).close();
    expect(await idsOf(openReader(name))).toEqual([]);
  });

  it('shows what waits as far as its outbox entry has come', async () => {
    const name = newName();
    const store = await openStore(name);
    const sending = sent(entryOf(messageId('m1'), 1, ROOM.id), 'c1', 5, false);
    await store.commit(US, [
      { type: 'message', message: own('m1') },
      { type: 'outbox', entry: sending },
      { type: 'message', message: own('m2') },
    ]);
    await store.commit(THEM, [{ type: 'outbox', entry: { ...sending, messageId: messageId('m2') } }]);
    for (const room of [ROOM.id, undefined]) {
      for await (const batch of openReader(name).messages(US, room)) {
        expect(batch).toMatchObject([
          { id: 'm1', delivery: { type: 'sending' } },
          { id: 'm2', delivery: { type: 'unconfirmed' } },
        ]);
      }
    }
  });

  it('reads a room in its order, what waits last, and nothing of other rooms and servers', async () => {
    const { name, ids } = await filled();
    expect(await idsOf(openReader(name), ROOM.id)).toEqual([...ids, 'waits']);
    expect(await idsOf(openReader(name), roomId('r2'))).toEqual(['x1']);
    expect(await idsOf(openReader(name), roomId('r3'))).toEqual([]);
  });

  it('reads all rooms of a server', async () => {
    const { name, ids } = await filled();
    expect(await idsOf(openReader(name))).toEqual([...ids, 'waits', 'x1']);
  });

  it('mends the times of a database that no worker has opened since', async () => {
    const name = newName();
    const { stores } = readSnapshot(2);
    const messages = [other('good', { at: 5 }), other('evil', { at: 1e300 })].map((message) => {
      const { roomId: room, id, at } = message;
      return { profile: US, roomId: room, id, pending: 0, at, message };
    });
    await restore(name, { version: 2, stores, rows: { messages } });
    for await (const batch of openReader(name).messages(US)) {
      expect(batch.map(({ at }) => at)).toEqual([5, LAST_TIME]);
    }
    expect((await openDB(name)).version).toBe(2);
  });

  it('leaves out what does not decode, and goes on', async () => {
    const { name, ids } = await filled();
    const database = await openDB(name);
    await database.put('messages', {
      profile: US,
      roomId: ROOM.id,
      id: 'bad',
      pending: 0,
      order: 1_001,
      message: {},
    });
    database.close();
    expect(await idsOf(openReader(name), ROOM.id)).toEqual([...ids, 'waits']);
  });

  it('makes no database where there is none', async () => {
    const name = newName();
    expect(await idsOf(openReader(name))).toEqual([]);
    expect((await indexedDB.databases()).map((each) => each.name)).not.toContain(name);
    // The worker makes it as it should be.
    const store = await openStore(name);
    expect(await store.rooms(US)).toEqual([]);
    expect((await openDB(name)).version).toBe(DATABASE_VERSION);
  });

  it('steps aside for a newer version, also in the midst of reading', async () => {
    const { name } = await filled();
    const reading = openReader(name).messages(US);
    await reading.next();
    const newer = await openDB(name, DATABASE_VERSION + 1);
    expect(newer.version).toBe(DATABASE_VERSION + 1);
    await expect(reading.next()).rejects.toThrow();
  });

  it('lets go of the database when it is left', async () => {
    const { name } = await filled();
    for await (const _ of openReader(name).messages(US)) break;
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => resolve();
      request.onblocked = () => reject(new Error('it is still open'));
    });
  });
});

describe('a search', () => {
  const ROOMS = [
    { id: ROOM.id, at: 8_000 },
    { id: roomId('r2'), at: 9_000 },
  ];

  it('finds across rooms, the newest first, in titles of attachments too', async () => {
    const { name, store } = await filled();
    await store.commit(US, [
      { type: 'message', message: other('n1', { text: 'The Needle', at: 7 }) },
      { type: 'message', message: other('n2', { roomId: roomId('r2'), text: 'needles', at: 9_000 }) },
      {
        type: 'message',
        message: own('n3', {
          text: '',
          at: 8_000,
          attachments: [{ id: 'a', url: '/media/a', title: 'needle.pdf', contentType: '' }],
        }),
      },
      { type: 'message', message: other('n4', { text: 'stop. needle', stoppedAt: 5, at: 9_999 }) },
    ]);
    const found: string[] = [];
    for await (const batch of findMessages(openReader(name), US, ROOMS, ['needle'])) {
      found.push(...batch.map(({ id }) => id));
    }
    expect(found).toEqual(['n2', 'n3', 'n1']);
  });

  it('reads every row once, whatever waits or does not decode', async () => {
    const { name, ids } = await filled();
    const seen: unknown[] = [];
    const found: string[] = [];
    const isMeant = (stored: unknown): boolean => seen.push(stored) > 0;
    for await (const batch of openReader(name).newest(US, ROOMS, isMeant)) {
      found.push(...batch.map(({ id }) => id));
    }
    expect(seen).toHaveLength(2_302);
    expect([...found].sort()).toEqual([...ids, 'waits', 'x1'].sort());
    expect(found.filter((id) => ids.includes(id))).toEqual(ids.toReversed());
  });

  it('has its first hit after a part of the newest conversation, however much is stored', async () => {
    const { name } = await filled();
    const looked: unknown[] = [];
    const counted: StoreReader = {
      ...openReader(name),
      newest: (profile, rooms, isMeant) =>
        openReader(name).newest(profile, rooms, (stored) => looked.push(stored) > 0 && isMeant(stored)),
    };
    for await (const batch of findMessages(counted, US, [{ id: ROOM.id, at: 1_328 }], ['m2299'])) {
      expect(batch.map(({ id }) => id)).toEqual(['m2299']);
      break;
    }
    expect(looked.length).toBeLessThanOrEqual(500);
  });

  it('that is given up reads no further', async () => {
    let batches = 0;
    const reader: Pick<StoreReader, 'newest'> = {
      newest: async function* () {
        for (;;) {
          batches += 1;
          yield [other(`m${batches}`)];
        }
      },
    };
    for await (const _ of findMessages(reader, US, ROOMS, ['text'])) if (batches === 3) break;
    expect(batches).toBe(3);
  });
});
