import { isEqual } from '../model/equal.ts';
import type { RoomId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import { MOST_UNREAD, type StoredRoom, type Write } from '../store/store.ts';
import { type ReadonlySession, roomStateOf } from './session.ts';

/**
 * The writes of a commit, each room among them once: its row says what its messages are from now on, by what is
 * written of them. `unread` is dropped where that does not tell, and has to be counted in storage.
 */
export const withRoomRows = (session: ReadonlySession, writes: readonly Write[]): Write[] => {
  const rows = new Map<RoomId, StoredRoom>();
  for (const write of writes) {
    if (write.type === 'room') rows.set(write.room.room.id, markedRead(write.room, session));
  }
  const change = (roomId: RoomId, patch: (row: StoredRoom) => Partial<StoredRoom>): void => {
    const row = rows.get(roomId) ?? session.rooms.get(roomId);
    if (row) rows.set(roomId, { ...row, ...patch(row) } as StoredRoom);
  };
  const messages = new Map<string, Message>();
  for (const write of writes) {
    switch (write.type) {
      case 'message':
        messages.set(write.message.id, write.message);
        break;
      case 'remove-message':
      case 'clear-room':
        change(write.roomId, ({ unread }) => ({ unread: unread === 0 ? 0 : undefined }));
        break;
      case 'room':
      case 'remove-room':
      case 'outbox':
      case 'remove-from-outbox':
      case 'draft':
        break;
      default:
        write satisfies never;
    }
  }
  for (const message of [...messages.values()].sort((a, b) => a.order - b.order)) {
    const { streams } = roomStateOf(session, message.roomId);
    change(message.roomId, (row) => withMessage(row, message, streams.has(message.id)));
  }
  return [
    ...writes.filter(({ type }) => type !== 'room'),
    ...[...rows.values()]
      .filter((row) => !isEqual(row, session.rooms.get(row.room.id)))
      .map((room): Write => ({ type: 'room', room })),
  ];
};

/** The row with its unread messages, where it has been read further than before. */
const markedRead = (row: StoredRoom, { rooms }: ReadonlySession): StoredRoom => {
  const { readOrder, lastOrder } = row;
  if (readOrder === rooms.get(row.room.id)?.readOrder) return row;
  const isReadToItsEnd = lastOrder === undefined || (readOrder !== undefined && readOrder >= lastOrder);
  return { ...row, unread: isReadToItsEnd ? 0 : undefined };
};

/** What a message changes in the row of its room. `isStreaming`: it was a reply that was being written until now. */
const withMessage = (row: StoredRoom, message: Message, isStreaming: boolean): Partial<StoredRoom> => {
  const { order, at, serverTime } = message;
  const { lastOrder, tail } = row;
  const isNew = lastOrder === undefined || order > lastOrder;
  return {
    unread: unreadWith(row, message, isNew || isStreaming),
    ...((isNew || order === lastOrder) && {
      lastOrder: order,
      askedAt: message.type === 'own' && message.delivery.type === 'sent' ? at : undefined,
      ...(serverTime && { lastAt: at }),
    }),
    ...(serverTime && (!tail || order < tail.order) && { tail: { order, at } }),
  };
};

/** The unread messages with one more. `isNews`: it was not counted yet. */
const unreadWith = (
  { unread, readOrder }: StoredRoom,
  message: Message,
  isNews: boolean,
): number | undefined => {
  const isCounted = message.type === 'other' && message.reply === 'complete';
  if (!isCounted || unread === undefined || unread >= MOST_UNREAD) return unread;
  if (readOrder !== undefined && message.order <= readOrder) return unread;
  return isNews ? unread + 1 : undefined;
};
