import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../src/delivery/entry.ts';
import { openWithFallback } from '../../src/store/fallback.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { isAlreadyStored, type Store, type Write } from '../../src/store/store.ts';
import { messageId, other, own, profileId, ROOM, roomId } from '../harness/nouns.ts';
import { storedRoom } from '../harness/store.ts';

const US = profileId('p1');
const queued: OutboxEntry = {
  roomId: ROOM.id,
  messageId: messageId('m1'),
  seq: 1,
  text: 'x',
  attachments: [],
  after: 0,
  attempts: 0,
  phase: { type: 'queued' },
};
const inFlight: OutboxEntry = {
  ...queued,
  attempts: 1,
  phase: { type: 'in-flight', connectionId: 'c1', at: 1 },
};
const full = new DOMException('no space left', 'QuotaExceededError');

/** A disk on which some commits fail; what it holds is that of `disk`. */
const failing = (disk: Store, fails: (writes: readonly Write[]) => boolean): Store => ({
  ...disk,
  commit: async (profile, writes) => {
    if (fails(writes)) throw full;
    await disk.commit(profile, writes);
  },
});
const addsRoom = (writes: readonly Write[]): boolean => writes.some(({ type }) => type === 'room');

const opened = async (disk: () => Promise<Store>) => {
  const faults: string[] = [];
  return { store: await openWithFallback(disk, (words) => faults.push(words)), faults };
};

describe('a store that cannot be opened', () => {
  it('is one in memory, and says why', async () => {
    const { store, faults } = await opened(() => Promise.reject(full));
    expect(faults).toEqual(['QuotaExceededError: no space left']);
    await store.commit(US, [{ type: 'message', message: own('m1') }]);
    expect((await store.page(US, ROOM.id, 9)).messages).toHaveLength(1);
    expect(faults).toHaveLength(1);
  });
});

describe('a store that is told to store a new message which it has', () => {
  it('says so, and has not failed', async () => {
    const disk = createMemoryStore();
    const { store, faults } = await opened(async () => disk);
    const write: Write = { type: 'message', message: own('m1'), isNew: true };
    await store.commit(US, [write]);
    const error: unknown = await store.commit(US, [write]).catch((reason: unknown) => reason);
    expect(isAlreadyStored(error)).toBe(true);
    expect(faults).toEqual([]);
    await store.commit(US, [{ type: 'message', message: own('m2') }]);
    expect((await disk.page(US, ROOM.id, 9)).messages).toHaveLength(2);
  });
});

describe('a store that fails on the way', () => {
  const start = async (fails: (writes: readonly Write[]) => boolean) => {
    const disk = createMemoryStore();
    await disk.commit(US, [
      { type: 'room', room: storedRoom({ preview: 'kept' }) },
      { type: 'message', message: own('m1') },
      { type: 'message', message: other('s1') },
      { type: 'outbox', entry: queued },
      { type: 'draft', roomId: ROOM.id, text: 'half a sen' },
    ]);
    return { disk, ...(await opened(async () => failing(disk, fails))) };
  };

  it('opens it anew where the browser has closed it, and goes on there', async () => {
    const disk = createMemoryStore();
    let opens = 0;
    const closed = { ...disk, rooms: () => Promise.reject(new Error('the database was closed')) };
    const { store, faults } = await opened(async () => {
      opens += 1;
      return opens === 1 ? closed : disk;
    });
    await disk.commit(US, [{ type: 'room', room: storedRoom() }]);
    expect(await store.rooms(US)).toEqual([storedRoom()]);
    expect({ opens, faults }).toEqual({ opens: 2, faults: [] });
  });

  it('goes on in memory with what could still be read, and with the writes that failed', async () => {
    const { store, faults } = await start(addsRoom);
    const another = storedRoom({ room: { ...ROOM, id: roomId('r2') } });
    await store.commit(US, [
      { type: 'room', room: another },
      { type: 'message', message: other('s2', { at: 2_000 }) },
    ]);
    expect(faults).toEqual(['QuotaExceededError: no space left']);
    expect((await store.page(US, ROOM.id, 9)).messages.map(({ id }) => id)).toEqual(['s1', 's2', 'm1']);
    expect((await store.rooms(US)).map(({ room }) => room.id)).toEqual(['r1', 'r2']);
    expect(await store.outbox(US)).toEqual([queued]);
    expect(await store.draft(US, ROOM.id)).toEqual({ text: 'half a sen', at: 0 });
  });

  it('still notes what goes out, so that the next start does not send it again', async () => {
    const { disk, store } = await start(addsRoom);
    await store.commit(US, [{ type: 'room', room: storedRoom() }]);
    await store.commit(US, [
      { type: 'message', message: own('m1', { delivery: { type: 'sending' } }) },
      { type: 'outbox', entry: inFlight },
    ]);
    expect(await disk.outbox(US)).toEqual([inFlight]);
    await store.commit(US, [
      { type: 'message', message: own('m1', { delivery: { type: 'sent' } }) },
      { type: 'remove-from-outbox', roomId: ROOM.id, messageId: messageId('m1') },
    ]);
    expect(await disk.outbox(US)).toEqual([]);
    expect(await disk.message(US, ROOM.id, { clientId: messageId('m1') })).toMatchObject({
      delivery: { type: 'sent' },
    });
  });

  it('does without when not even that can be noted', async () => {
    const { store, faults } = await start(() => true);
    await store.commit(US, [{ type: 'outbox', entry: inFlight }]);
    await store.commit(US, [{ type: 'remove-from-outbox', roomId: ROOM.id, messageId: messageId('m1') }]);
    expect(await store.outbox(US)).toEqual([]);
    expect(faults).toHaveLength(1);
  });

  it('fails for reading too, without an error reaching who asks', async () => {
    const disk = createMemoryStore();
    const { store, faults } = await opened(async () => ({ ...disk, page: () => Promise.reject(full) }));
    expect(await store.page(US, ROOM.id, 9)).toEqual({ messages: [], more: false });
    expect(faults).toEqual(['QuotaExceededError: no space left']);
  });
});
