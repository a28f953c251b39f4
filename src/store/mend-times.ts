import { clampTime, isTime, justAfter, LAST_TIME } from '../model/time.ts';
import type { OldMessageRow, OldRoomRow, OldTransaction } from './old-schema.ts';

/**
 * Rewrites rows whose times are invalid (see model/time.ts), so that the index by time can order them. A message
 * with a time beyond the last valid one goes right after the others of its room. Rows that do not decode stay.
 */
export const mendTimes = async (transaction: OldTransaction): Promise<void> => {
  const messages = transaction.objectStore('messages');
  const newest = new Map<string, number>();
  const spoilt: OldMessageRow[] = [];
  for (let cursor = await messages.openCursor(); cursor; cursor = await cursor.continue()) {
    const row = cursor.value;
    const at: unknown = row.message?.at;
    if (isTime(at) && at === row.at) newest.set(roomOf(row), Math.max(at, newestIn(newest, row)));
    else if (typeof at === 'number') spoilt.push(row);
  }
  for (const row of spoilt.sort((a, b) => a.message.at - b.message.at)) {
    const last = newestIn(newest, row);
    const at = row.message.at > LAST_TIME ? justAfter(last) : clampTime(row.message.at);
    newest.set(roomOf(row), Math.max(at, last));
    // The new time is not the server's.
    const { serverTime: _, ...message } = row.message;
    await messages.put({ ...row, at, message: { ...message, at } });
  }
  const rooms = transaction.objectStore('rooms');
  for (let cursor = await rooms.openCursor(); cursor; cursor = await cursor.continue()) {
    await cursor.update(mendedRoom(cursor.value, newestIn(newest, cursor.value)));
  }
};

const roomOf = ({ profile, roomId }: { profile: string; roomId: string }): string =>
  JSON.stringify([profile, roomId]);

const newestIn = (newest: ReadonlyMap<string, number>, row: OldRoomRow | OldMessageRow): number =>
  newest.get(roomOf(row)) ?? 0;

/** Drops an invalid `headAt`, so that the room's history is read again. */
const mendedRoom = (row: OldRoomRow, newest: number): OldRoomRow => {
  const mended = (at: number): number => (at > LAST_TIME ? newest : clampTime(at));
  const { headAt, updatedAt, readAt } = row;
  return {
    ...row,
    headAt: headAt === undefined || headAt > LAST_TIME ? undefined : clampTime(headAt),
    updatedAt: mended(updatedAt),
    readAt: readAt && mended(readAt),
  };
};
