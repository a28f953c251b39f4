import type { MessageIds } from '../chat/event-refs.ts';
import type { RoomId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import type { ReadonlySession } from './session.ts';
import type { Transaction } from './transaction.ts';

/** So many deletions of a room are remembered, the latest. */
const MOST_REMOVED = 1_000;

/** Whether the user has deleted here what the server tells of: it does not come back. */
export const isRemoved = (
  { rooms }: ReadonlySession,
  roomId: RoomId,
  { serverId, clientId }: MessageIds,
): boolean => {
  const { removed = [] } = rooms.get(roomId) ?? {};
  return removed.some((id) => id === serverId || id === clientId);
};

/** Deletes a message here that the server has. */
export const removeHere = async (
  tx: Transaction,
  { rooms }: ReadonlySession,
  { roomId, id, serverId }: Message,
): Promise<void> => {
  const stored = rooms.get(roomId);
  if (!stored) return;
  const removed = [...(stored.removed ?? []), id, ...(serverId ? [serverId] : [])].slice(-MOST_REMOVED);
  await tx.apply([{ type: 'removed', roomId, id }], { rooms: new Map([[roomId, { removed }]]) });
};
