import { type IDBPDatabase, type IDBPTransaction, openDB, unwrap } from 'idb';
import * as v from 'valibot';
import { OutboxEntry } from '../delivery/outbox.ts';
import type { ProfileId, RoomId } from '../model/ids.ts';
import { isOursAlone, isPending, Message } from '../model/message.ts';
import { DATABASE_NAME } from './names.ts';
import { DATABASE_VERSION, type MessageRow, type ParleyDatabase, type RoomRow } from './schema.ts';
import { orderable, type Store, StoredRoom, type Write } from './store.ts';
import { upgrade } from './upgrade.ts';

const ALL = ['rooms', 'messages', 'outbox', 'drafts'] as const;

type WriteTransaction = IDBPTransaction<ParleyDatabase, (typeof ALL)[number][], 'readwrite'>;

/** Above every string, whatever an id may be: to IndexedDB a list is greater. */
const LAST: never[] = [];

/** Opens the database, bringing it up to date. Rejects with the browser's words when it cannot be opened. */
export const openStore = async (
  name: string = DATABASE_NAME,
  onUnreadable: (reason: string) => void = () => {},
): Promise<Store> => {
  const database = await new Promise<IDBPDatabase<ParleyDatabase>>((resolve, reject) => {
    openDB<ParleyDatabase>(name, DATABASE_VERSION, {
      upgrade: (_db, from, _to, transaction) => upgrade(transaction, from),
      // Another page of an older version holds it open and does not let go.
      blocked: () => reject(new Error('the database is in use by an older version')),
      blocking: (_from, _to, { target }) => {
        if (target instanceof IDBDatabase) target.close();
      },
    }).then(resolve, reject);
  });

  /** What of a row does not decode is left where it is, and said. */
  const read = <S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S>[] => {
    const decoded = v.safeParse(schema, value);
    if (decoded.success) return [decoded.output];
    onUnreadable(`${what}: ${decoded.issues[0].message}`);
    return [];
  };
  const messagesOf = (rows: readonly MessageRow[]): Message[] =>
    rows.flatMap(({ id, message }) => read(Message, message, `stored message ${id}`));
  const roomsOf = (rows: readonly RoomRow[]): StoredRoom[] =>
    rows.flatMap((row) => read(StoredRoom, row, `stored room ${row.roomId}`));

  return {
    rooms: async (profile) => roomsOf(await database.getAll('rooms', rowsOf(profile))),

    page: async (profile, roomId, limit, before) => {
      const upper = before
        ? [profile, roomId, isPending(before) ? 1 : 0, before.at, before.id]
        : [profile, roomId, 2];
      const range = IDBKeyRange.bound([profile, roomId], upper, false, true);
      const messages: Message[] = [];
      const index = database.transaction('messages').store.index('order');
      let cursor = await index.openCursor(range, 'prev');
      // Rows that do not decode count for nothing, or a page of them would be the end.
      while (cursor && messages.length <= limit) {
        messages.push(...messagesOf([cursor.value]));
        cursor = await cursor.continue();
      }
      return { messages: messages.slice(0, limit).reverse(), more: messages.length > limit };
    },

    message: async (profile, roomId, { serverId, clientId }) => {
      const row =
        (clientId && (await database.get('messages', [profile, roomId, clientId]))) ||
        (serverId && (await database.getFromIndex('messages', 'server', [profile, roomId, serverId]))) ||
        (serverId && (await database.get('messages', [profile, roomId, serverId])));
      return row ? messagesOf([row])[0] : undefined;
    },

    unread: (profile, roomId, after) => {
      const room = [profile, roomId, 'complete'];
      const newer = IDBKeyRange.bound([...room, after], [...room, LAST], true);
      return database.countFromIndex('messages', 'replies', newer);
    },

    unfinished: async (profile, roomId) =>
      messagesOf(await database.getAllFromIndex('messages', 'streaming', [profile, roomId, 1])),

    outbox: async (profile) => {
      const rows = await database.getAll('outbox', rowsOf(profile));
      return rows.flatMap(({ id, entry }) => read(OutboxEntry, entry, `outbox entry ${id}`));
    },

    draft: async (profile, roomId) => (await database.get('drafts', [profile, roomId]))?.text ?? '',

    forget: async (profile) => {
      const transaction = database.transaction([...ALL], 'readwrite');
      await Promise.all([
        ...ALL.map((name) => transaction.objectStore(name).delete(rowsOf(profile))),
        transaction.done,
      ]);
    },

    commit: async (profile, writes) => {
      const transaction = database.transaction([...ALL], 'readwrite', {
        // What is about to leave this machine must outlive it; the rest can be read from the server again.
        durability: writes.some(({ type }) => type === 'outbox') ? 'strict' : 'relaxed',
      });
      try {
        for (const write of writes) await perform(transaction, profile, write);
        await transaction.done;
      } catch (error) {
        abort(transaction);
        throw error;
      }
    },
  };
};

const rowsOf = (profile: ProfileId) => IDBKeyRange.bound([profile], [profile, LAST]);
const rowsIn = (profile: ProfileId, roomId: RoomId) =>
  IDBKeyRange.bound([profile, roomId], [profile, roomId, LAST]);

/** A transaction that already failed has aborted itself. */
const abort = (transaction: WriteTransaction): void => {
  transaction.done.catch(() => {});
  if (unwrap(transaction).error === null) transaction.abort();
};

const perform = async (transaction: WriteTransaction, profile: ProfileId, write: Write): Promise<void> => {
  switch (write.type) {
    case 'room':
      await transaction.objectStore('rooms').put(roomRow(profile, write.room));
      break;
    case 'remove-room': {
      const { roomId } = write;
      await transaction.objectStore('rooms').delete([profile, roomId]);
      await transaction.objectStore('drafts').delete([profile, roomId]);
      await transaction.objectStore('messages').delete(rowsIn(profile, roomId));
      await transaction.objectStore('outbox').delete(rowsIn(profile, roomId));
      break;
    }
    case 'message':
      await transaction.objectStore('messages').put(messageRow(profile, orderable(write.message)));
      break;
    case 'remove-message':
      await transaction.objectStore('messages').delete([profile, write.roomId, write.id]);
      break;
    case 'clear-room':
      await clearRoom(transaction, profile, write.roomId);
      break;
    case 'outbox': {
      const { roomId, messageId } = write.entry;
      await transaction.objectStore('outbox').put({ profile, roomId, id: messageId, entry: write.entry });
      break;
    }
    case 'remove-from-outbox':
      await transaction.objectStore('outbox').delete([profile, write.roomId, write.messageId]);
      break;
    case 'draft':
      await transaction.objectStore('drafts').put({ profile, roomId: write.roomId, text: write.text });
      break;
    default:
      write satisfies never;
  }
};

const roomRow = (profile: ProfileId, room: StoredRoom) => ({ profile, roomId: room.room.id, ...room });

const messageRow = (profile: ProfileId, message: Message): MessageRow => ({
  profile,
  roomId: message.roomId,
  id: message.id,
  ...(message.serverId && { serverId: message.serverId }),
  pending: isPending(message) ? 1 : 0,
  at: message.at,
  ...(message.kind === 'other' && message.reply === 'streaming' && { streaming: 1 as const }),
  message,
});

const clearRoom = async (transaction: WriteTransaction, profile: ProfileId, roomId: RoomId) => {
  let cursor = await transaction.objectStore('messages').openCursor(rowsIn(profile, roomId));
  while (cursor) {
    if (!isOursAlone(cursor.value.message)) await cursor.delete();
    cursor = await cursor.continue();
  }
};
