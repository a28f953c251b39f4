import type { DBSchema, IDBPTransaction, StoreNames } from 'idb';
import type { OutboxEntry } from '../delivery/entry.ts';
import type { Message } from '../model/message.ts';
import type { StoredRoom } from './store.ts';

export const DATABASE_VERSION = 5;

type RoomKey = [profile: string, roomId: string];
type RowKey = [profile: string, roomId: string, id: string];

/**
 * A row of `messages`. `pending` and `order` give the reading order. `streaming` is set while a reply is being
 * written and absent otherwise, so that its index holds those replies alone.
 */
export interface MessageRow {
  profile: string;
  roomId: string;
  id: string;
  serverId?: string;
  pending: 0 | 1;
  order: number;
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
      order: [profile: string, roomId: string, pending: number, order: number, id: string];
      server: [profile: string, roomId: string, serverId: string];
      streaming: [profile: string, roomId: string, streaming: number];
      /** By `message.reply` and order. Messages of ours have no `reply` and are not in this index. */
      replies: [profile: string, roomId: string, reply: string, order: number];
    };
  };
  outbox: { key: RowKey; value: { profile: string; roomId: string; id: string; entry: OutboxEntry } };
  drafts: { key: RoomKey; value: { profile: string; roomId: string; text: string; at?: number } };
}

export type UpgradeTransaction = IDBPTransaction<
  ParleyDatabase,
  StoreNames<ParleyDatabase>[],
  'versionchange'
>;
