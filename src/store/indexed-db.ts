import { type IDBPDatabase, openDB, unwrap } from 'idb';
import * as v from 'valibot';
import { OutboxEntry } from '../delivery/entry.ts';
import { isPending, Message } from '../model/message.ts';
import { NO_DRAFT } from '../model/saved-draft.ts';
import { applyWrite, OBJECT_STORES, type WriteTransaction } from './apply-write.ts';
import { rowsOf } from './keys.ts';
import { DATABASE_NAME, LAST_KEY } from './names.ts';
import { DATABASE_VERSION, type MessageRow, type ParleyDatabase } from './schema.ts';
import { MOST_UNREAD, type Store, StoredRoom } from './store.ts';
import { upgrade } from './upgrade.ts';

type Database = IDBPDatabase<ParleyDatabase>;

/**
 * Opens the database and upgrades it to the present version. Rejects with the browser's words when it cannot be
 * opened. `onUnreadable` hears of each row that does not decode; the row stays stored.
 */
export const openStore = async (
  name: string = DATABASE_NAME,
  onUnreadable: (reason: string) => void = () => {},
): Promise<Store> => {
  const database = await openDatabase(name);
  return { ...createReads(database, onUnreadable), ...createWrites(database) };
};

const openDatabase = (name: string): Promise<Database> =>
  new Promise((resolve, reject) => {
    openDB<ParleyDatabase>(name, DATABASE_VERSION, {
      upgrade: (_db, from, _to, transaction) => upgrade(transaction, from),
      // A page of an older version keeps the database open.
      blocked: () => reject(new Error('the database is in use by an older version')),
      blocking: (_from, _to, { target }) => {
        if (target instanceof IDBDatabase) target.close();
      },
    }).then(resolve, reject);
  });

const createReads = (
  database: Database,
  onUnreadable: (reason: string) => void,
): Omit<Store, 'commit' | 'forget'> => {
  const decode = <S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S>[] => {
    const decoded = v.safeParse(schema, value);
    if (decoded.success) return [decoded.output];
    onUnreadable(`${what}: ${decoded.issues[0].message}`);
    return [];
  };
  const messagesOf = (rows: readonly MessageRow[]): Message[] =>
    rows.flatMap(({ id, message }) => decode(Message, message, `stored message ${id}`));

  const find: Store['find'] = (profile, wanted) => {
    const { store } = database.transaction('messages');
    const server = store.index('server');
    return Promise.all(
      wanted.map(async ({ roomId, serverId, clientId }) => {
        const row =
          (clientId && (await store.get([profile, roomId, clientId]))) ||
          (serverId && (await server.get([profile, roomId, serverId]))) ||
          (serverId && (await store.get([profile, roomId, serverId])));
        return row ? messagesOf([row])[0] : undefined;
      }),
    );
  };

  return {
    rooms: async (profile) => {
      const rows = await database.getAll('rooms', rowsOf(profile));
      return rows.flatMap((row) => decode(StoredRoom, row, `stored room ${row.roomId}`));
    },
    page: async (profile, roomId, limit, before) => {
      const upper = before
        ? [profile, roomId, isPending(before) ? 1 : 0, before.order, before.id]
        : [profile, roomId, 2];
      const range = IDBKeyRange.bound([profile, roomId], upper, false, true);
      const messages: Message[] = [];
      const index = database.transaction('messages').store.index('order');
      let cursor = await index.openCursor(range, 'prev');
      // Rows that do not decode do not count, or a page of them would look like the end.
      while (cursor && messages.length <= limit) {
        messages.push(...messagesOf([cursor.value]));
        cursor = await cursor.continue();
      }
      return { messages: messages.slice(0, limit).reverse(), more: messages.length > limit };
    },
    message: async (...[profile, roomId, ids]) => (await find(profile, [{ ...ids, roomId }]))[0],
    messages: (...[profile, roomId, ids]) =>
      find(
        profile,
        ids.map((each) => ({ ...each, roomId })),
      ),
    find,
    unread: async (profile, roomId, after) => {
      const room = [profile, roomId, 'complete'];
      const lower = after === undefined ? room : [...room, after];
      const newer = IDBKeyRange.bound(lower, [...room, LAST_KEY], true);
      return (await database.getAllKeysFromIndex('messages', 'replies', newer, MOST_UNREAD)).length;
    },
    // The index holds streaming replies alone.
    unfinished: async (profile) =>
      messagesOf(await database.getAllFromIndex('messages', 'streaming', rowsOf(profile))),
    outbox: async (profile) => {
      const rows = await database.getAll('outbox', rowsOf(profile));
      return rows.flatMap(({ id, entry }) => decode(OutboxEntry, entry, `outbox entry ${id}`));
    },
    draft: async (profile, roomId) => {
      const { text, at = 0 } = (await database.get('drafts', [profile, roomId])) ?? NO_DRAFT;
      return { text, at };
    },
  };
};

const createWrites = (database: Database): Pick<Store, 'commit' | 'forget'> => ({
  forget: async (profile) => {
    const transaction = database.transaction([...OBJECT_STORES], 'readwrite');
    await Promise.all([
      ...OBJECT_STORES.map((name) => transaction.objectStore(name).delete(rowsOf(profile))),
      transaction.done,
    ]);
  },
  commit: async (profile, writes) => {
    const transaction = database.transaction([...OBJECT_STORES], 'readwrite', {
      // An outbox entry must outlive a crash of the machine; the rest can be read from the server again.
      durability: writes.some(({ type }) => type === 'outbox') ? 'strict' : 'relaxed',
    });
    try {
      // Requests keep their order: a write that begins with all of its requests need not be waited for.
      const begun: Promise<void>[] = [];
      for (const write of writes) {
        const made = applyWrite(transaction, profile, write);
        begun.push(made);
        if (write.type === 'draft' || write.type === 'clear-room') await Promise.all(begun.splice(0));
      }
      await Promise.all(begun);
      await transaction.done;
    } catch (error) {
      abort(transaction);
      throw error;
    }
  },
});

/** Aborts a transaction, unless it has failed and so has aborted itself. */
const abort = (transaction: WriteTransaction): void => {
  transaction.done.catch(() => {});
  if (unwrap(transaction).error === null) transaction.abort();
};
