import type { IDBPTransaction } from 'idb';
import type { ProfileId, RoomId } from '../model/ids.ts';
import { isOursAlone, isPending, type Message } from '../model/message.ts';
import { NO_DRAFT, supersedes } from '../model/saved-draft.ts';
import { rowsIn } from './keys.ts';
import type { MessageRow, ParleyDatabase } from './schema.ts';
import { orderable, type Write } from './store.ts';

export const OBJECT_STORES = ['rooms', 'messages', 'outbox', 'drafts'] as const;

export type WriteTransaction = IDBPTransaction<ParleyDatabase, (typeof OBJECT_STORES)[number][], 'readwrite'>;

/** Makes one write of a commit in its transaction. */
export const applyWrite = async (
  transaction: WriteTransaction,
  profile: ProfileId,
  write: Write,
): Promise<void> => {
  switch (write.type) {
    case 'room':
      await transaction.objectStore('rooms').put({ profile, roomId: write.room.room.id, ...write.room });
      break;
    case 'remove-room': {
      const { roomId } = write;
      await Promise.all([
        transaction.objectStore('rooms').delete([profile, roomId]),
        transaction.objectStore('drafts').delete([profile, roomId]),
        transaction.objectStore('messages').delete(rowsIn(profile, roomId)),
        transaction.objectStore('outbox').delete(rowsIn(profile, roomId)),
      ]);
      break;
    }
    case 'message':
      await transaction
        .objectStore('messages')
        [write.isNew ? 'add' : 'put'](messageRow(profile, orderable(write.message)));
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
    case 'draft': {
      const { roomId, text, at = 0 } = write;
      const drafts = transaction.objectStore('drafts');
      const { text: saved, at: savedAt = 0 } = (await drafts.get([profile, roomId])) ?? NO_DRAFT;
      if (supersedes({ text, at }, { text: saved, at: savedAt })) {
        await drafts.put({ profile, roomId, text, at });
      }
      break;
    }
    default:
      write satisfies never;
  }
};

const messageRow = (profile: ProfileId, message: Message): MessageRow => ({
  profile,
  roomId: message.roomId,
  id: message.id,
  ...(message.serverId && { serverId: message.serverId }),
  pending: isPending(message) ? 1 : 0,
  order: message.order,
  ...(message.type === 'other' && message.reply === 'streaming' && { streaming: 1 as const }),
  message,
});

const clearRoom = async (transaction: WriteTransaction, profile: ProfileId, roomId: RoomId) => {
  let cursor = await transaction.objectStore('messages').openCursor(rowsIn(profile, roomId));
  while (cursor) {
    if (!isOursAlone(cursor.value.message)) await cursor.delete();
    cursor = await cursor.continue();
  }
};
