import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { LAST_TIME } from '../../src/model/time.ts';
import { openStore } from '../../src/store/indexed-db.ts';
import { DATABASE_VERSION } from '../../src/store/schema.ts';
import { messageId, other, own, profileId, ROOM, serverId } from '../harness/nouns.ts';
import { readSnapshot, restore } from '../harness/old-database.ts';
import { newName, roomIn, storedRoom } from '../harness/store.ts';

const US = profileId('p1');

const VERSIONS = Array.from({ length: DATABASE_VERSION }, (_, index) => index + 1);

describe.each(VERSIONS)('a database of version %i', (version) => {
  it('is opened with everything in it', async () => {
    const name = newName();
    const snapshot = readSnapshot(version);
    await restore(name, snapshot);
    const unreadable: string[] = [];
    const store = await openStore(name, (reason) => unreadable.push(reason));
    const { messages } = await store.page(US, ROOM.id, 99);
    expect(messages.map(({ id }) => id)).toEqual(['m1', 's2', 's3', 'm2']);
    // Earlier versions have the same messages, and call their types otherwise.
    const kept = readSnapshot(DATABASE_VERSION).rows.messages as { id: string; message: unknown }[];
    for (const { id, message } of kept) {
      expect(messages.find((read) => read.id === id)).toEqual(message);
    }
    expect(await store.message(US, ROOM.id, { serverId: serverId('s1') })).toMatchObject({ id: 'm1' });
    expect((await store.unfinished(US)).map(({ id }) => id)).toEqual(['s3']);
    expect(await store.outbox(US)).toMatchObject([
      { messageId: 'm2', phase: { type: 'in-flight', connectionId: 'line-1' } },
    ]);
    const [row = {}] = snapshot.rows.rooms ?? [];
    const { profile: _, roomId: __, readAt: ___, ...room } = row as Record<string, unknown>;
    const known = { headOrder: 2_000, readOrder: 2_000, lastOrder: 2_500 + 1 / 16, lastAt: 2_000, unread: 0 };
    expect(await roomIn(store, US, ROOM.id)).toEqual({
      ...room,
      ...known,
      tail: { order: 1_000, at: 1_000 },
    });
    expect(await store.unread(US, ROOM.id, 2_000)).toBe(0);
    expect(await store.unread(US, ROOM.id, 1_999)).toBe(1);
    expect(await store.draft(US, ROOM.id)).toEqual({ text: 'half a sen', at: 0 });
    expect(unreadable).toEqual([]);
  });
});

describe('the layout', () => {
  it('of a new database is that of the snapshot of its version', async () => {
    const name = newName();
    await openStore(name);
    const database = await openDB(name);
    const { stores } = readSnapshot(DATABASE_VERSION);
    const made = Object.fromEntries(
      [...database.objectStoreNames].map((storeName) => {
        const store = database.transaction(storeName).store;
        const indexes = Object.fromEntries(
          [...store.indexNames].map((index) => [index, store.index(index).keyPath]),
        );
        return [storeName, { keyPath: store.keyPath, indexes }];
      }),
    );
    expect(made).toEqual(stores);
    expect(database.version).toBe(DATABASE_VERSION);
  });
});

describe('a row that does not decode', () => {
  const spoil = async (name: string, ids: readonly string[]): Promise<void> => {
    const database = await openDB(name);
    for (const id of ids) {
      await database.put('messages', {
        profile: US,
        roomId: ROOM.id,
        id,
        pending: 0,
        order: 5,
        message: { kind: 'hologram', id },
      });
    }
    database.close();
  };
  const openWith = async (ids: readonly string[]) => {
    const name = newName();
    const unreadable: string[] = [];
    const store = await openStore(name, (reason) => unreadable.push(reason));
    await store.commit(US, [
      { type: 'message', message: other('old', { at: 1 }) },
      { type: 'message', message: other('new', { at: 9 }) },
    ]);
    await spoil(name, ids);
    return { store, unreadable, name };
  };

  it('is left out, said, and left where it is', async () => {
    const { store, unreadable, name } = await openWith(['bad']);
    expect((await store.page(US, ROOM.id, 9)).messages.map(({ id }) => id)).toEqual(['old', 'new']);
    expect(unreadable).toEqual([expect.stringContaining('bad')]);
    expect(await store.message(US, ROOM.id, { clientId: messageId('bad') })).toBeUndefined();
    expect(await (await openDB(name)).get('messages', [US, ROOM.id, 'bad'])).toBeDefined();
  });

  it('does not make a page end before its time, however many there are', async () => {
    const { store } = await openWith(['b1', 'b2', 'b3', 'b4', 'b5']);
    const newest = await store.page(US, ROOM.id, 1);
    expect(newest).toMatchObject({ messages: [{ id: 'new' }], more: true });
    expect(await store.page(US, ROOM.id, 1, newest.messages[0])).toMatchObject({
      messages: [{ id: 'old' }],
      more: false,
    });
  });

  it('of a room does not keep the others from being read, and its times are mended', async () => {
    const name = newName();
    const unreadable: string[] = [];
    const store = await openStore(name, (reason) => unreadable.push(reason));
    const database = await openDB(name);
    const row = {
      ...storedRoom({ headAt: 1e300, updatedAt: -1, lastAt: 0.5 }),
      profile: US,
      roomId: ROOM.id,
    };
    await database.put('rooms', { profile: US, roomId: 'bad', room: 'none' });
    await database.put('rooms', row);
    database.close();
    const mended = storedRoom({ headAt: LAST_TIME, updatedAt: 0, lastAt: 0 });
    expect(await store.rooms(US)).toEqual([mended]);
    expect(await store.rooms(US)).toEqual([mended]);
    expect(unreadable).toEqual([expect.stringContaining('bad'), expect.stringContaining('bad')]);
  });

  it('in the outbox does not keep the others from being read', async () => {
    const name = newName();
    const unreadable: string[] = [];
    const store = await openStore(name, (reason) => unreadable.push(reason));
    const database = await openDB(name);
    await database.put('outbox', { profile: US, roomId: ROOM.id, id: 'bad', entry: { seq: 'one' } });
    database.close();
    expect(await store.outbox(US)).toEqual([]);
    expect(unreadable).toEqual([expect.stringContaining('bad')]);
  });
});

describe('two openings of one database', () => {
  it('see what the other has committed', async () => {
    const name = newName();
    const [one, two] = [await openStore(name), await openStore(name)];
    await one.commit(US, [{ type: 'message', message: own('m1') }]);
    expect((await two.page(US, ROOM.id, 9)).messages.map(({ id }) => id)).toEqual(['m1']);
  });

  it('step aside for a newer version', async () => {
    const name = newName();
    await openStore(name);
    const newer = await openDB(name, DATABASE_VERSION + 1);
    expect(newer.version).toBe(DATABASE_VERSION + 1);
  });
});
