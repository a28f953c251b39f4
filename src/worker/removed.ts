import type { MessageId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import type { Ledger } from './ledger.ts';
import type { Session } from './session.ts';

/** So many deletions of a room are remembered, the latest. */
const MOST_REMOVED = 1_000;

/** Whether the user has deleted here what the server tells of: it does not come back. */
export const isRemoved = (
  { rooms }: Session,
  roomId: RoomId,
  { serverId, clientId }: { serverId?: ServerMessageId | undefined; clientId?: MessageId | undefined },
): boolean => {
  const { removed = [] } = rooms.get(roomId) ?? {};
  return removed.some((id) => id === serverId || id === clientId);
};

/** Deletes a message here that the server has. To be called while nothing else changes. */
export const removeHere = async (session: Session, ledger: Ledger, message: Message): Promise<void> => {
  const { roomId, id, serverId } = message;
  const stored = session.rooms.get(roomId);
  if (!stored) return;
  const removed = [...(stored.removed ?? []), id, ...(serverId ? [serverId] : [])].slice(-MOST_REMOVED);
  await ledger.commit([{ type: 'room', room: { ...stored, removed } }], []);
  await ledger.apply([{ type: 'removed', roomId, id }]);
};
