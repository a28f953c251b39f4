import type { ProfileId } from '../model/ids.ts';
import { createMemoryStore } from './memory.ts';
import type { Store, Write } from './store.ts';

/** How many messages of each room are taken along into memory. */
const TAKEN_ALONG = 200;

/**
 * A store that goes on in memory when the browser's storage fails: when it cannot be opened, is full or is
 * broken. `onFault` is told once, with the browser's words. What was stored stays where it is.
 */
export const openWithFallback = async (
  open: () => Promise<Store>,
  onFault: (words: string) => void,
): Promise<Store> => {
  let failed = false;
  const fail = (error: unknown): void => {
    failed = true;
    onFault(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  };
  const memory = createMemoryStore();
  const disk = await open().catch((error: unknown) => {
    fail(error);
    return memory;
  });

  const read = async <T>(ask: (store: Store) => Promise<T>): Promise<T> => {
    if (failed) return ask(memory);
    try {
      return await ask(disk);
    } catch (error) {
      fail(error);
      return ask(memory);
    }
  };

  return {
    rooms: (profile) => read((store) => store.rooms(profile)),
    room: (profile, roomId) => read((store) => store.room(profile, roomId)),
    page: (profile, roomId, limit, before) => read((store) => store.page(profile, roomId, limit, before)),
    message: (profile, roomId, ids) => read((store) => store.message(profile, roomId, ids)),
    unfinished: (profile, roomId) => read((store) => store.unfinished(profile, roomId)),
    outbox: (profile) => read((store) => store.outbox(profile)),
    draft: (profile, roomId) => read((store) => store.draft(profile, roomId)),
    commit: async (profile, writes) => {
      if (!failed) {
        try {
          await disk.commit(profile, writes);
          return;
        } catch (error) {
          await takeAlong(disk, memory, profile).catch(() => {
            // Storage that cannot even be read has nothing to take along.
          });
          fail(error);
        }
      }
      await memory.commit(profile, writes);
    },
  };
};

/** What can still be read of a full storage. */
const takeAlong = async (disk: Store, memory: Store, profile: ProfileId): Promise<void> => {
  const writes: Write[] = [];
  for (const room of await disk.rooms(profile)) {
    writes.push({ write: 'room', room });
    const { id: roomId } = room.room;
    const { messages } = await disk.page(profile, roomId, TAKEN_ALONG);
    writes.push(...messages.map((message): Write => ({ write: 'message', message })));
    writes.push({ write: 'draft', roomId, text: await disk.draft(profile, roomId) });
  }
  for (const entry of await disk.outbox(profile)) writes.push({ write: 'outbox', entry });
  await memory.commit(profile, writes);
};
