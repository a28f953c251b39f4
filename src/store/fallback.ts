import type { ProfileId } from '../model/ids.ts';
import { createMemoryStore } from './memory.ts';
import { isAlreadyStored, type Store, type Write } from './store.ts';

/** How many messages of each room are copied into memory when storage fails. */
const COPIED_MESSAGES = 200;

/**
 * Opens a store that changes over to memory when the browser's storage fails: cannot be opened, is full or is
 * broken. `onFault` is called once, with the browser's words. What was stored stays stored.
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
  let disk = await open().catch((error: unknown) => {
    fail(error);
    return memory;
  });

  /** Retries once on a database that is opened again, since the browser may close a database by itself. */
  const onDisk = async <T>(act: (store: Store) => Promise<T>): Promise<T> => {
    try {
      return await act(disk);
    } catch (error) {
      if (isAlreadyStored(error)) throw error;
      disk = await open();
      return act(disk);
    }
  };

  const read = async <T>(act: (store: Store) => Promise<T>): Promise<T> => {
    if (failed) return act(memory);
    try {
      return await onDisk(act);
    } catch (error) {
      fail(error);
      return act(memory);
    }
  };

  const commit: Store['commit'] = async (profile, writes) => {
    if (!failed) {
      try {
        await onDisk((store) => store.commit(profile, writes));
        return;
      } catch (error) {
        if (isAlreadyStored(error)) throw error;
        await copyTo(memory, disk, profile).catch(() => {
          // A storage that cannot be read has nothing to copy.
        });
        fail(error);
      }
    }
    await memory.commit(profile, writes);
    if (disk !== memory) await noteDelivery(disk, profile, writes);
  };

  return {
    rooms: (profile) => read((store) => store.rooms(profile)),
    page: (profile, roomId, limit, before) => read((store) => store.page(profile, roomId, limit, before)),
    message: (profile, roomId, ids) => read((store) => store.message(profile, roomId, ids)),
    messages: (profile, roomId, ids) => read((store) => store.messages(profile, roomId, ids)),
    find: (profile, wanted) => read((store) => store.find(profile, wanted)),
    unread: (profile, roomId, after) => read((store) => store.unread(profile, roomId, after)),
    unfinished: (profile) => read((store) => store.unfinished(profile)),
    outbox: (profile) => read((store) => store.outbox(profile)),
    draft: (profile, roomId) => read((store) => store.draft(profile, roomId)),
    forget: async (profile) => {
      if (disk !== memory) await onDisk((store) => store.forget(profile));
      await memory.forget(profile);
    },
    commit,
  };
};

/**
 * Tries to write outbox entries and messages of ours to the disk, where little may still find room. The next
 * worker reads the outbox there, and would send again what was sent since.
 */
const noteDelivery = async (disk: Store, profile: ProfileId, writes: readonly Write[]): Promise<void> => {
  const entries = writes.filter(({ type }) => type === 'outbox' || type === 'remove-from-outbox');
  const messages = writes.filter((write) => write.type === 'message' && write.message.type === 'own');
  for (const part of [entries, messages]) {
    await disk.commit(profile, part).catch(() => {
      // The next worker may send this message twice; the history then shows it.
    });
  }
};

/** Copies what can be read from a full storage. */
const copyTo = async (memory: Store, disk: Store, profile: ProfileId): Promise<void> => {
  const writes: Write[] = [];
  for (const room of await disk.rooms(profile)) {
    writes.push({ type: 'room', room });
    const { id: roomId } = room.room;
    const { messages } = await disk.page(profile, roomId, COPIED_MESSAGES);
    writes.push(...messages.map((message): Write => ({ type: 'message', message })));
    writes.push({ type: 'draft', roomId, ...(await disk.draft(profile, roomId)) });
  }
  for (const entry of await disk.outbox(profile)) writes.push({ type: 'outbox', entry });
  await memory.commit(profile, writes);
};
