import type { DBSchema, IDBPTransaction, StoreNames } from 'idb';
import type { MessageRow, ParleyDatabase, RoomRow, UpgradeTransaction } from './schema.ts';

/** A row of `messages` before version 5, which ordered them by time. */
export type OldMessageRow = Omit<MessageRow, 'order'> & { at: number };

/** A row of `rooms` before version 5. */
export type OldRoomRow = RoomRow & { readAt?: number | undefined };

type OldMessages = ParleyDatabase['messages'];

/** The rows and indexes before version 5, as far as they were others. */
interface OldDatabase extends DBSchema {
  rooms: Omit<ParleyDatabase['rooms'], 'value'> & { value: OldRoomRow };
  messages: Omit<OldMessages, 'value' | 'indexes'> & {
    value: OldMessageRow;
    indexes: {
      order: [profile: string, roomId: string, pending: number, at: number, id: string];
      server: OldMessages['indexes']['server'];
      streaming: OldMessages['indexes']['streaming'];
      replies: [profile: string, roomId: string, reply: string, at: number];
    };
  };
}

export type OldTransaction = IDBPTransaction<OldDatabase, StoreNames<OldDatabase>[], 'versionchange'>;

/** The same transaction, for the steps of the upgrade that write rows of earlier versions. */
export const asOld = (transaction: UpgradeTransaction): OldTransaction =>
  transaction as unknown as OldTransaction;
