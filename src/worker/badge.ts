import type { ReadonlySession } from './session.ts';

/** More digits than these do not fit on the icon. */
const MOST = 99;

/**
 * The text on the extension's icon: "!" where the user must act, else how many messages are unread. A message
 * that comes in under the eyes of a reader counts as read.
 */
export const badgeText = (session: ReadonlySession, isWatched: boolean): string => {
  const { connection, rooms, profile } = session;
  if (connection.type === 'refused') return '!';
  let count = 0;
  for (const [roomId, { unread = 0 }] of rooms) if (!isWatched || roomId !== profile?.roomId) count += unread;
  return count > MOST ? `${MOST}+` : count > 0 ? String(count) : '';
};
