import type { DBSchema, IDBPDatabase } from 'idb';
import type { OutboxEntry } from '../delivery/outbox.ts';
import type { Message } from '../model/message.ts';
import type { StoredRoom } from './store.ts';

export const DATABASE_NAME = 'parley';
export const DATABASE_VERSION = 1;

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

export interface ParleyDatabase extends DBSchema {
  rooms: { key: RoomKey; value: StoredRoom & { profile: string; roomId: string } };
  messages: {
    key: RowKey;
    value: MessageRow;
    indexes: {
      order: [profile: string, roomId: string, pending: number, at: number, id: string];
      server: [profile: string, roomId: string, serverId: string];
      streaming: [profile: string, roomId: string, streaming: number];
    };
  };
  outbox: { key: RowKey; value: { profile: string; roomId: string; id: string; entry: OutboxEntry } };
  drafts: { key: RoomKey; value: { profile: string; roomId: string; text: string } };
}

/** Brings a database of any earlier version up to the present one; each step stays as it is once released. */
export const upgrade = (database: IDBPDatabase<ParleyDatabase>, from: number): void => {
  if (from < 1) {
    database.createObjectStore('rooms', { keyPath: ['profile', 'roomId'] });
    const messages = database.createObjectStore('messages', { keyPath: ['profile', 'roomId', 'id'] });
    messages.createIndex('order', ['profile', 'roomId', 'pending', 'at', 'id']);
    messages.createIndex('server', ['profile', 'roomId', 'serverId']);
    messages.createIndex('streaming', ['profile', 'roomId', 'streaming']);
    database.createObjectStore('outbox', { keyPath: ['profile', 'roomId', 'id'] });
    database.createObjectStore('drafts', { keyPath: ['profile', 'roomId'] });
  }
};
