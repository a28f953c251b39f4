import type { DBSchema, IDBPTransaction, StoreNames } from 'idb';
import type { OutboxEntry } from '../delivery/outbox.ts';
import type { Message } from '../model/message.ts';
import { mendTimes } from './mend-times.ts';
import type { StoredRoom } from './store.ts';

export const DATABASE_VERSION = 3;

type RoomKey = [profile: string, roomId: string];
type RowKey = [profile: string, roomId: string, id: string];

/**
 * A message's row. `pending` and `at` give the reading order; `streaming` is there (as 1) only while a
 * reply is being written, so that its index holds nothing else.
 */
export interface MessageRow {
  profile: string;
  roomId: string;
  id: string;
  serverId?: string;
  pending: 0 | 1;
  at: number;
  streaming?: 1;
  message: Message;
}

export type RoomRow = StoredRoom & { profile: string; roomId: string };

export interface ParleyDatabase extends DBSchema {
  rooms: { key: RoomKey; value: RoomRow };
  messages: {
    key: RowKey;
    value: MessageRow;
    indexes: {
      order: [profile: string, roomId: string, pending: number, at: number, id: string];
      server: [profile: string, roomId: string, serverId: string];
      streaming: [profile: string, roomId: string, streaming: number];
      /** What others wrote, by how far it has come: rows of ours have no `reply`, and do not stand in it. */
      replies: [profile: string, roomId: string, reply: string, at: number];
    };
  };
  outbox: { key: RowKey; value: { profile: string; roomId: string; id: string; entry: OutboxEntry } };
  drafts: { key: RoomKey; value: { profile: string; roomId: string; text: string } };
}

export type UpgradeTransaction = IDBPTransaction<
  ParleyDatabase,
  StoreNames<ParleyDatabase>[],
  'versionchange'
>;

/** Brings a database of any earlier version up to the present one; each step stays as it is once released. */
export const upgrade = async (transaction: UpgradeTransaction, from: number): Promise<void> => {
  const { db: database } = transaction;
  if (from < 1) {
    database.createObjectStore('rooms', { keyPath: ['profile', 'roomId'] });
    const messages = database.createObjectStore('messages', { keyPath: ['profile', 'roomId', 'id'] });
    messages.createIndex('order', ['profile', 'roomId', 'pending', 'at', 'id']);
    messages.createIndex('server', ['profile', 'roomId', 'serverId']);
    messages.createIndex('streaming', ['profile', 'roomId', 'streaming']);
    database.createObjectStore('outbox', { keyPath: ['profile', 'roomId', 'id'] });
    database.createObjectStore('drafts', { keyPath: ['profile', 'roomId'] });
  }
  if (from < 2) {
    const messages = transaction.objectStore('messages');
    const replies = messages.createIndex('replies', ['profile', 'roomId', 'message.reply', 'at']);
    // What was there before counts as read.
    let row = await transaction.objectStore('rooms').openCursor();
    while (row) {
      const complete = [row.value.profile, row.value.roomId, 'complete'];
      const range = IDBKeyRange.bound(complete, [...complete, []]);
      const last = await replies.openCursor(range, 'prev');
      await row.update({ ...row.value, readAt: last?.value.at });
      row = await row.continue();
    }
  }
  // Version 2 kept whatever a server or a file called a time.
  if (from < 3) await mendTimes(transaction);
};
