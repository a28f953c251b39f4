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
  let disk = await open().catch((error: unknown) => {
    fail(error);
    return memory;
  });

  /** The browser may close a database by itself: what fails once is tried again on one that is opened anew. */
  const onDisk = async <T>(act: (store: Store) => Promise<T>): Promise<T> => {
    try {
      return await act(disk);
    } catch {
      disk = await open();
      return act(disk);
    }
  };

  const read = async <T>(ask: (store: Store) => Promise<T>): Promise<T> => {
    if (failed) return ask(memory);
    try {
      return await onDisk(ask);
    } catch (error) {
      fail(error);
      return ask(memory);
    }
  };

  return {
    rooms: (profile) => read((store) => store.rooms(profile)),
    page: (profile, roomId, limit, before) => read((store) => store.page(profile, roomId, limit, before)),
    message: (profile, roomId, ids) => read((store) => store.message(profile, roomId, ids)),
    unread: (profile, roomId, after) => read((store) => store.unread(profile, roomId, after)),
    unfinished: (profile, roomId) => read((store) => store.unfinished(profile, roomId)),
    outbox: (profile) => read((store) => store.outbox(profile)),
    draft: (profile, roomId) => read((store) => store.draft(profile, roomId)),
    forget: async (profile) => {
      if (disk !== memory) await onDisk((store) => store.forget(profile));
      await memory.forget(profile);
    },
    commit: async (profile, writes) => {
      if (!failed) {
        try {
          await onDisk((store) => store.commit(profile, writes));
          return;
        } catch (error) {
          await takeAlong(disk, memory, profile).catch(() => {
            // Storage that cannot even be read has nothing to take along.
          });
          fail(error);
        }
      }
      await memory.commit(profile, writes);
      if (disk !== memory) await note(disk, profile, writes);
    },
  };
};

/**
 * What goes out, or has arrived, is noted on the disk if at all possible, where little may still find its
 * place: the next worker reads there what waits, and would send it again.
 */
const note = async (disk: Store, profile: ProfileId, writes: readonly Write[]): Promise<void> => {
  const ways = writes.filter(({ type }) => type === 'outbox' || type === 'remove-from-outbox');
  const ours = writes.filter((write) => write.type === 'message' && write.message.kind === 'own');
  for (const part of [ways, ours]) {
    await disk.commit(profile, part).catch(() => {
      // Nothing more can be done: should the disk be read again, it still waits there.
    });
  }
};

/** What can still be read of a full storage. */
const takeAlong = async (disk: Store, memory: Store, profile: ProfileId): Promise<void> => {
  const writes: Write[] = [];
  for (const room of await disk.rooms(profile)) {
    writes.push({ type: 'room', room });
    const { id: roomId } = room.room;
    const { messages } = await disk.page(profile, roomId, TAKEN_ALONG);
    writes.push(...messages.map((message): Write => ({ type: 'message', message })));
    writes.push({ type: 'draft', roomId, text: await disk.draft(profile, roomId) });
  }
  for (const entry of await disk.outbox(profile)) writes.push({ type: 'outbox', entry });
  await memory.commit(profile, writes);
};
