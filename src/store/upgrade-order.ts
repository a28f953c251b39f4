import { isFields } from '../model/json.ts';
import { asOld, type OldMessageRow, type OldRoomRow } from './old-schema.ts';
import type { MessageRow, RoomRow, UpgradeTransaction } from './schema.ts';
import { MOST_UNREAD } from './store.ts';

/** How many rows are read at once. */
const BATCH = 1_000;
/** The distance of messages that had the same time. */
const STEP = 1 / 16;

/** A room while its messages are numbered. */
interface Numbered
  extends Pick<RoomRow, 'headOrder' | 'readOrder' | 'tail' | 'unread' | 'lastOrder' | 'lastAt' | 'askedAt'> {
  headAt: number | undefined;
  readAt: number | undefined;
}

const keyOf = ({ profile, roomId }: { profile: string; roomId: string }): string =>
  JSON.stringify([profile, roomId]);

/**
 * Gives each message of versions 1 to 4 an order: they were read by time, then by id. What a room knew by times
 * (its head, what was read) it knows by orders from then on. A message that does not decode stays.
 */
export const upgradeOrder = async (transaction: UpgradeTransaction): Promise<void> => {
  const rooms = new Map<string, Numbered>();
  const old = asOld(transaction);
  const oldRooms = await old.objectStore('rooms').getAll();
  for (const row of oldRooms) {
    const { headAt, readAt } = row;
    rooms.set(keyOf(row), { headAt, readAt, unread: 0 });
  }
  const messages = transaction.objectStore('messages');
  let range: IDBKeyRange | undefined;
  for (;;) {
    const batch = await old.objectStore('messages').index('order').getAll(range, BATCH);
    const last = batch.at(-1);
    if (!last) break;
    await Promise.all(
      batch.filter(isReadable).map((row) => messages.put(numbered(row, roomWith(rooms, row)))),
    );
    range = IDBKeyRange.lowerBound([last.profile, last.roomId, last.pending, last.at, last.id], true);
  }
  for (const row of oldRooms)
    await transaction.objectStore('rooms').put(upgradedRoom(row, rooms.get(keyOf(row))));
  messages.deleteIndex('order');
  messages.deleteIndex('replies');
  messages.createIndex('order', ['profile', 'roomId', 'pending', 'order', 'id']);
  messages.createIndex('replies', ['profile', 'roomId', 'message.reply', 'order']);
};

const roomWith = (rooms: Map<string, Numbered>, row: OldMessageRow): Numbered => {
  const room = rooms.get(keyOf(row)) ?? { headAt: undefined, readAt: undefined };
  rooms.set(keyOf(row), room);
  return room;
};

const isReadable = ({ message }: { message: unknown }): boolean =>
  isFields(message) && (message.type === 'own' || message.type === 'other');

const isReply = (message: unknown): boolean => isFields(message) && message.reply === 'complete';

const isSent = (message: unknown): boolean =>
  isFields(message) && isFields(message.delivery) && message.delivery.type === 'sent';

/** The row with the order that follows on the room's last one, which the room takes over. */
const numbered = ({ at, ...row }: OldMessageRow, room: Numbered): MessageRow => {
  const order = room.lastOrder === undefined ? at : Math.max(at, room.lastOrder + STEP);
  room.lastOrder = order;
  if (row.pending === 0) {
    if (room.readAt !== undefined && at <= room.readAt) room.readOrder = order;
    else if (isReply(row.message)) room.unread = Math.min((room.unread ?? 0) + 1, MOST_UNREAD);
    if (room.headAt !== undefined && at <= room.headAt) room.headOrder = order;
  }
  room.askedAt = isSent(row.message) ? at : undefined;
  if (row.message.serverTime) {
    room.tail ??= { order, at };
    room.lastAt = at;
  }
  return { ...row, order, message: { ...row.message, order } };
};

const upgradedRoom = (
  { readAt: _, ...row }: OldRoomRow,
  { headAt: __, readAt: ___, ...known }: Numbered = { headAt: undefined, readAt: undefined },
): RoomRow => ({ ...row, ...known });
