import * as v from 'valibot';
import { withDelivery } from '../delivery/delivery-of.ts';
import { Count } from '../model/count.ts';
import { MessageId, type ProfileId, RoomId } from '../model/ids.ts';
import { Message } from '../model/message.ts';
import { DATABASE_NAME } from './names.ts';
import type { MessageRow } from './schema.ts';

/** What is stored, for a page that looks through it. It cannot write: the worker alone does. */
export interface StoreReader {
  /** The messages of a server, or of one of its rooms, in batches; those of a room in their reading order. */
  messages(profile: ProfileId, roomId?: RoomId): AsyncGenerator<Message[], void>;
}

const BATCH = 2_000;
/** Above every string: to IndexedDB a list is greater. */
const LAST: never[] = [];

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Opens the database of whatever version, if there is one: making it is the worker's. */
const openExisting = async (name: string): Promise<IDBDatabase | undefined> => {
  const request = indexedDB.open(name);
  let isNew = false;
  request.onupgradeneeded = () => {
    isNew = true;
    request.transaction?.abort();
  };
  try {
    const database = await answer(request);
    // A newer worker must not wait for who only reads.
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

/** What waits to go out of a server, or of one of its rooms. */
const entriesOf = async (database: IDBDatabase, range: IDBKeyRange): Promise<Map<MessageId, Waiting>> => {
  const rows: { entry: unknown }[] = await answer(
    database.transaction('outbox').objectStore('outbox').getAll(range),
  );
  return new Map(
    rows.flatMap(({ entry }) => {
      const read = v.safeParse(Waiting, entry);
      return read.success ? [[read.output.messageId, read.output]] : [];
    }),
  );
};

/** The database is open for as long as something is being read. */
export const openReader = (name: string = DATABASE_NAME): StoreReader => ({
  messages: async function* (profile, roomId) {
    const database = await openExisting(name);
    if (!database) return;
    try {
      // A later version may keep them elsewhere.
      if (!database.objectStoreNames.contains('messages')) return;
      const from = roomId === undefined ? [profile] : [profile, roomId];
      let range = IDBKeyRange.bound(from, [...from, LAST]);
      const entries = await entriesOf(database, range);
      for (;;) {
        const index = database.transaction('messages').objectStore('messages').index('order');
        const rows: MessageRow[] = await answer(index.getAll(range, BATCH));
        const last = rows.at(-1);
        if (!last) return;
        yield rows.flatMap(({ message }) => {
          const read = v.safeParse(Message, message);
          return read.success ? [withDelivery(read.output, entries)] : [];
        });
        const { roomId: room, pending, at, id } = last;
        range = IDBKeyRange.bound([profile, room, pending, at, id], [...from, LAST], true);
      }
    } finally {
      database.close();
    }
  },
});
