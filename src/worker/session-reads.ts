import type { OutboxEntry } from '../delivery/entry.ts';
import type { Gap } from '../model/gap.ts';
import type { RoomId } from '../model/ids.ts';
import type { Places } from '../model/order.ts';
import type { RoomSummary } from '../relay/to-view.ts';
import { codecOf } from '../wire/codecs.ts';
import { type ReadonlyRoom, type ReadonlySession, roomStateOf } from './session.ts';

/** The rooms as a list shows them, the latest first. */
export const summaries = (session: ReadonlySession): RoomSummary[] =>
  [...session.rooms.values()]
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .map((stored) => summaryOf(session, stored));

const summaryOf = (
  session: ReadonlySession,
  { room, preview, updatedAt, unread = 0, readOrder }: ReadonlyRoom,
): RoomSummary => ({
  room,
  preview,
  at: updatedAt,
  unread,
  waiting: waitingIn(session, room.id).length,
  readOrder,
});

/** A room as a list shows it; undefined where it is not here. */
export const summaryIn = (session: ReadonlySession, id: RoomId): RoomSummary | undefined => {
  const stored = session.rooms.get(id);
  return stored && summaryOf(session, stored);
};

/** Where messages of a room may be placed. */
export const placesIn = (session: ReadonlySession, roomId: RoomId): Places => {
  const { caughtUp, answer } = roomStateOf(session, roomId);
  const { headOrder, lastOrder } = session.rooms.get(roomId) ?? {};
  // Until the history was read once, its rows are placed by their times.
  const hasGap = headOrder !== undefined && !caughtUp && hasHistory(session);
  return { last: lastOrder, hasGap, answer };
};

/** The gaps of the open room. */
export const openGaps = ({ profile, rooms }: ReadonlySession): Gap[] => [
  ...((profile?.roomId && rooms.get(profile.roomId)?.gaps) || []),
];

/** The outbox entries of one room. */
export const waitingIn = (session: ReadonlySession, roomId: RoomId): OutboxEntry[] =>
  [...session.outbox.entries.values()].filter((entry) => entry.roomId === roomId);

/** Whether the entered server keeps a history. */
export const hasHistory = ({ profile }: ReadonlySession): boolean =>
  profile !== undefined && codecOf(profile.dialect).capabilities.hasHistory;
