import type { Change } from '../chat/change.ts';
import type { RoomId } from '../model/ids.ts';
import { orderOfDelivered } from '../model/order.ts';
import type { Room } from '../model/room.ts';
import type { ServerProfile } from '../model/server.ts';
import type { Store, Write } from '../store/store.ts';
import type { OutboxStep } from './outbox-step.ts';
import { pendingMessage } from './pending-message.ts';
import type { ReadonlySession } from './session.ts';
import { placesIn } from './session-reads.ts';

/** The room as far as it is known without asking the server: its id and the user in it. */
export const bareRoom = ({ entityId, userName, messageServerId }: ServerProfile, id: RoomId): Room => ({
  id,
  title: id,
  entityId,
  userName,
  messageServerId,
});

/** A room of which nothing has been read. */
export const newRoom = (room: Room, updatedAt: number) => ({
  type: 'room' as const,
  room: { room, updatedAt, tailReached: false, preview: '', unread: 0 },
});

/**
 * The messages that left the outbox, with what became of them; and their rooms, where storage does not have them:
 * what is nowhere else is kept, and seen. `now`: ms since the epoch.
 */
export const concludedIn = async (
  session: ReadonlySession,
  store: Pick<Store, 'message'>,
  concluded: OutboxStep['concluded'],
  now: number,
): Promise<{ changes: Change[]; rooms: Write[] }> => {
  const changes: Change[] = [];
  const rooms: Write[] = [];
  const { profile } = session;
  if (!profile) return { changes, rooms };
  for (const { entry, delivery } of concluded) {
    const { roomId, messageId: clientId } = entry;
    const stored = session.rooms.get(roomId);
    const room = stored?.room ?? bareRoom(profile, roomId);
    const message =
      (await store.message(profile.id, roomId, { clientId })) ??
      pendingMessage(room, entry, placesIn(session, roomId), now);
    // It stays where it was seen while it waited.
    const order = orderOfDelivered(message, placesIn(session, roomId));
    if (message.type === 'own') changes.push({ type: 'put', message: { ...message, order, delivery } });
    if (!stored) rooms.push(newRoom(room, now));
  }
  return { changes, rooms };
};
