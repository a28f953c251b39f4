import type { Change } from '../chat/change.ts';
import type { OutboxEntry } from '../delivery/entry.ts';
import type { RoomId } from '../model/ids.ts';
import type { OwnMessage } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import type { ServerProfile } from '../model/server.ts';
import type { Store, Write } from '../store/store.ts';
import type { OutboxStep } from './outbox-step.ts';
import type { Session } from './session.ts';

/** What is known of a room without asking the server: who speaks in it. */
export const bareRoom = ({ entityId, userName, messageServerId }: ServerProfile, id: RoomId): Room => ({
  id,
  title: id,
  entityId,
  userName,
  messageServerId,
});

/** The message that an outbox entry holds, where its row is missing. `at`: its place (ms since the epoch). */
export const messageOf = (entry: OutboxEntry, room: Room, at: number): OwnMessage => ({
  kind: 'own',
  id: entry.messageId,
  roomId: entry.roomId,
  authorId: room.entityId,
  authorName: room.userName,
  text: entry.text,
  at,
  attachments: entry.attachments,
  delivery: { state: 'queued' },
  ...(entry.edits && { edits: entry.edits }),
});

/** A room of which nothing has been read. */
const newRoom = (room: Room, updatedAt: number): Write => ({
  write: 'room',
  room: { room, updatedAt, headAt: undefined, tailReached: false, preview: '', readAt: undefined },
});

/**
 * The messages that left the outbox, with what became of them; and their rooms, where storage does not have them:
 * what is nowhere else is kept, and seen. `now`: ms since the epoch.
 */
export const concludedIn = async (
  session: Session,
  store: Store,
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
    const message = (await store.message(profile.id, roomId, { clientId })) ?? messageOf(entry, room, now);
    if (message.kind === 'own') changes.push({ type: 'put', message: { ...message, delivery } });
    if (!stored) rooms.push(newRoom(room, now));
  }
  return { changes, rooms };
};
