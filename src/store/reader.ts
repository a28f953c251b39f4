import * as v from 'valibot';
import { withDelivery } from '../delivery/delivery-of.ts';
import { Count } from '../model/count.ts';
import { Gap } from '../model/gap.ts';
import { MessageId, type ProfileId, RoomId } from '../model/ids.ts';
import { Message } from '../model/message.ts';
import { Order } from '../model/order.ts';
import { Room } from '../model/room.ts';
import { Timestamp } from '../model/time.ts';
import { DATABASE_NAME, LAST_KEY } from './names.ts';
import type { MessageRow } from './schema.ts';

/** Read access to the database for a view: search and export. Only the worker writes. */
export interface StoreReader {
  /** The messages of a server, or of one room, in batches; those of a room in reading order. */
  messages(profile: ProfileId, roomId?: RoomId): AsyncGenerator<Message[], void>;
  /** How many messages of a room are stored. */
  count(profile: ProfileId, roomId: RoomId): Promise<number>;
  /**
   * The messages of the rooms in batches, the newest first, as far as `isMeant` says so of what is stored: of rows
   * that are not meant nothing is decoded. `at`: the time of a room's newest message. A batch may be empty.
   */
  newest(
    profile: ProfileId,
    rooms: readonly { id: RoomId; at: number }[],
    isMeant: (stored: unknown) => boolean,
  ): AsyncGenerator<Message[], void>;
}

/** A row of any version: before version 5 rows were ordered by `at`. */
type AnyRow = Omit<MessageRow, 'order'> & { order?: number; at?: number };

/** How many rows are read at once: so many that the page answers between two batches. */
const BATCH = 500;

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
const entriesOf = async (outbox: IDBObjectStore, range: IDBKeyRange): Promise<Map<MessageId, Waiting>> => {
  const rows: { entry: unknown }[] = await resultOf(outbox.getAll(range));
  return new Map(
    rows.flatMap(({ entry }) => {
      const read = v.safeParse(Waiting, entry);
      return read.success ? [[read.output.messageId, read.output]] : [];
    }),
  );
};

/** A room whose messages before `before`, a key of the index `order`, have not been read. `at`: not before the newest. */
interface Unread {
  from: IDBValidKey[];
  at: number;
  before: IDBValidKey | undefined;
}

/** The key of the row that stands `distance` rows before the end of the range; undefined where there are fewer. */
const keyBack = (index: IDBIndex, range: IDBKeyRange, distance: number): Promise<IDBValidKey | undefined> =>
  new Promise((resolve, reject) => {
    const request = index.openKeyCursor(range, 'prev');
    let hasAdvanced = false;
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor && !hasAdvanced) {
        hasAdvanced = true;
        cursor.advance(distance);
      } else resolve(cursor?.key);
    };
  });

/** Reads the newest rows of a room that have not been read, the newest last, and the room without them. */
const readBack = async (
  database: IDBDatabase,
  { from, at, before = [...from, LAST_KEY] }: Unread,
): Promise<{ rows: AnyRow[]; rest: Unread | undefined }> => {
  const index = database.transaction('messages').objectStore('messages').index('order');
  const all = IDBKeyRange.bound(from, before, false, true);
  const first = await keyBack(index, all, BATCH - 1);
  const range = first === undefined ? all : IDBKeyRange.bound(first, before, false, true);
  const rows: AnyRow[] = await resultOf(index.getAll(range));
  return {
    rows,
    rest: first === undefined ? undefined : { from, at: rows[0]?.message.at ?? at, before: first },
  };
};

const decode = (rows: readonly AnyRow[], entries: ReadonlyMap<MessageId, Waiting>): Message[] =>
  rows.flatMap(({ message, at }) => {
    const read = v.safeParse(Message, Object.assign({ order: at }, message));
    return read.success ? [withDelivery(read.output, entries)] : [];
  });

/** Opens the database for `use`; undefined where there is none, or one of a later version that stores elsewhere. */
const openMessages = async (name: string): Promise<IDBDatabase | undefined> => {
  const database = await openExisting(name);
  if (!database || database.objectStoreNames.contains('messages')) return database;
  database.close();
  return undefined;
};

/** Makes a reader. It keeps the database open while a caller iterates. Rejects with the browser's error. */
export const openReader = (name: string = DATABASE_NAME): StoreReader => ({
  messages: async function* (profile, roomId) {
    const database = await openMessages(name);
    if (!database) return;
    try {
      const from = roomId === undefined ? [profile] : [profile, roomId];
      let range = IDBKeyRange.bound(from, [...from, LAST_KEY]);
      const entries = await entriesOf(database.transaction('outbox').objectStore('outbox'), range);
      for (;;) {
        const index = database.transaction('messages').objectStore('messages').index('order');
        const rows: AnyRow[] = await resultOf(index.getAll(range, BATCH));
        const last = rows.at(-1);
        if (!last) return;
        yield decode(rows, entries);
        const { roomId: room, pending, order, at, id } = last;
        range = IDBKeyRange.bound([profile, room, pending, order ?? at, id], [...from, LAST_KEY], true);
      }
    } finally {
      database.close();
    }
  },
  count: async (profile, roomId) => {
    const database = await openMessages(name);
    if (!database) return 0;
    try {
      const store = database.transaction('messages').objectStore('messages');
      return await resultOf(store.count(IDBKeyRange.bound([profile, roomId], [profile, roomId, LAST_KEY])));
    } finally {
      database.close();
    }
  },
  newest: async function* (profile, rooms, isMeant) {
    const database = await openMessages(name);
    if (!database) return;
    try {
      const entries = await entriesOf(
        database.transaction('outbox').objectStore('outbox'),
        IDBKeyRange.bound([profile], [profile, LAST_KEY]),
      );
      const unread = new Set<Unread>(
        rooms.map(({ id, at }) => ({ from: [profile, id], at, before: undefined })),
      );
      while (unread.size > 0) {
        const next = [...unread].reduce((newest, room) => (room.at > newest.at ? room : newest));
        unread.delete(next);
        const { rows, rest } = await readBack(database, next);
        if (rest) unread.add(rest);
        const meant = rows.filter(({ message }) => isMeant(message));
        yield decode(meant.reverse(), entries);
      }
    } finally {
      database.close();
    }
  },
});

/** A room as it is stored, with its newest messages, oldest first. */
export interface StoredConversation {
  room: Room;
  /** The order of the newest message that the user has seen. */
  readOrder?: number;
  /** Where messages of the server are missing. */
  gaps?: Gap[];
  messages: Message[];
  hasOlder: boolean;
  draft: string;
  /** When the draft was written (ms since the epoch). */
  draftAt?: number;
}

/** As much of a room's row as is shown. */
const RoomRow = v.object({
  room: Room,
  readOrder: v.optional(Order),
  gaps: v.optional(v.array(Gap)),
  tailReached: v.boolean(),
});

const DraftRow = v.object({ text: v.string(), at: v.optional(Timestamp, 0) });

/** Reads a room with its `limit` newest messages; undefined where it is not stored. Rejects with the browser's error. */
export const readConversation = async (
  profile: ProfileId,
  roomId: RoomId,
  limit: number,
  name: string = DATABASE_NAME,
): Promise<StoredConversation | undefined> => {
  const database = await openExisting(name);
  if (!database) return undefined;
  try {
    const key = [profile, roomId];
    const transaction = database.transaction(['rooms', 'messages', 'outbox', 'drafts']);
    const index = transaction.objectStore('messages').index('order');
    const [row, draft, entries, rows] = await Promise.all([
      resultOf(transaction.objectStore('rooms').get(key)),
      resultOf(transaction.objectStore('drafts').get(key)),
      entriesOf(transaction.objectStore('outbox'), IDBKeyRange.bound(key, [...key, LAST_KEY])),
      newestOf(index, IDBKeyRange.bound(key, [...key, LAST_KEY]), limit + 1),
    ]);
    const stored = v.safeParse(RoomRow, row);
    if (!stored.success) return undefined;
    const { room, readOrder, gaps, tailReached } = stored.output;
    const written = v.safeParse(DraftRow, draft);
    return {
      room,
      ...(readOrder !== undefined && { readOrder }),
      ...(gaps && { gaps }),
      messages: decode(rows.slice(0, limit).reverse(), entries),
      hasOlder: rows.length > limit || (rows.length > 0 && !tailReached),
      draft: written.success ? written.output.text : '',
      ...(written.success && { draftAt: written.output.at }),
    };
  } finally {
    database.close();
  }
};

/** The last rows of a range, newest first. */
const newestOf = (index: IDBIndex, range: IDBKeyRange, limit: number): Promise<MessageRow[]> =>
  new Promise((resolve, reject) => {
    const rows: MessageRow[] = [];
    const request = index.openCursor(range, 'prev');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor) rows.push(cursor.value);
      if (cursor && rows.length < limit) cursor.continue();
      else resolve(rows);
    };
  });
