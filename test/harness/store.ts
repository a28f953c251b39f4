import 'fake-indexeddb/auto';
import type { ProfileId, RoomId } from '../../src/model/ids.ts';
import { openStore } from '../../src/store/indexed-db.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store, StoredRoom } from '../../src/store/store.ts';
import { ROOM } from './nouns.ts';

let opened = 0;

/** A name that no other test uses. */
export const newName = (): string => {
  opened += 1;
  return `store-${opened}`;
};

/** The stores that must behave alike. */
export const STORES: readonly [name: string, open: () => Promise<Store>][] = [
  ['IndexedDB', () => openStore(newName())],
  ['memory', async () => createMemoryStore()],
];

/** The stored room; undefined where none is stored. */
export const roomIn = async (
  store: Store,
  profile: ProfileId,
  roomId: RoomId,
): Promise<StoredRoom | undefined> => (await store.rooms(profile)).find(({ room }) => room.id === roomId);

export const storedRoom = (over: Partial<StoredRoom> = {}): StoredRoom => ({
  room: ROOM,
  headAt: undefined,
  tailReached: false,
  preview: '',
  updatedAt: 0,
  readOrder: undefined,
  ...over,
});
