import * as v from 'valibot';
import { withDelivery } from '../delivery/delivery-of.ts';
import { Count } from '../model/count.ts';
import { MessageId, type ProfileId, RoomId } from '../model/ids.ts';
import { Message } from '../model/message.ts';
import { DATABASE_NAME, LAST_KEY } from './names.ts';
import type { MessageRow } from './schema.ts';

/** Read access to the database for a view: search and export. Only the worker writes. */
export interface StoreReader {
  /** The messages of a server, or of one room, in batches; those of a room in reading order. */
  messages(profile: ProfileId, roomId?: RoomId): AsyncGenerator<Message[], void>;
}

/** A row of any version: before version 5 rows were ordered by `at`. */
type AnyRow = Omit<MessageRow, 'order'> & { order?: number; at?: number };

/** How many rows are read at once. */
const BATCH = 2_000;

/** The result of a request to IndexedDB. */
const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Opens the database of any version; undefined where there is none. Only the worker creates it. */
const openExisting = async (name: string): Promise<IDBDatabase | undefined> => {
  const request = indexedDB.open(name);
  let isNew = false;
  request.onupgradeneeded = () => {
    isNew = true;
    request.transaction?.abort();
  };
  try {
    const database = await resultOf(request);
    // An upgrade by a newer worker must not wait.
    database.onversionchange = () => database.close();
    return database;
  } catch (error) {
    if (isNew) return undefined;
    throw error;
  }
};

/** As much of an outbox entry as is shown. */
const Waiting = v.object({
  roomId: RoomId,
  messageId: MessageId,
  attempts: Count,
  again: v.optional(v.literal(true)),
  phase: v.object({ type: v.optional(v.picklist(['queued', 'in-flight', 'uncertain'])) }),
});
type Waiting = v.InferOutput<typeof Waiting>;

/** The outbox entries of a server, or of one of its rooms, by message. */
const entriesOf = async (database: IDBDatabase, range: IDBKeyRange): Promise<Map<MessageId, Waiting>> => {
  const rows: { entry: unknown }[] = await resultOf(
    database.transaction('outbox').objectStore('outbox').getAll(range),
  );
  return new Map(
    rows.flatMap(({ entry }) => {
      const read = v.safeParse(Waiting, entry);
      return read.success ? [[read.output.messageId, read.output]] : [];
    }),
  );
};

/** Makes a reader. It keeps the database open while a caller iterates. Rejects with the browser's error. */
export const openReader = (name: string = DATABASE_NAME): StoreReader => ({
  messages: async function* (profile, roomId) {
    const database = await openExisting(name);
    if (!database) return;
    try {
      // A later version may store messages elsewhere.
      if (!database.objectStoreNames.contains('messages')) return;
      const from = roomId === undefined ? [profile] : [profile, roomId];
      let range = IDBKeyRange.bound(from, [...from, LAST_KEY]);
      const entries = await entriesOf(database, range);
      for (;;) {
        const index = database.transaction('messages').objectStore('messages').index('order');
        const rows: AnyRow[] = await resultOf(index.getAll(range, BATCH));
        const last = rows.at(-1);
        if (!last) return;
        yield rows.flatMap(({ message, at }) => {
          const read = v.safeParse(Message, Object.assign({ order: at }, message));
          return read.success ? [withDelivery(read.output, entries)] : [];
        });
        const { roomId: room, pending, order, at, id } = last;
        range = IDBKeyRange.bound([profile, room, pending, order ?? at, id], [...from, LAST_KEY], true);
      }
    } finally {
      database.close();
    }
  },
});
