import type { OutboxEntry } from '../delivery/entry.ts';
import type { Gap } from '../model/gap.ts';
import type { RoomId } from '../model/ids.ts';
import type { RoomSummary } from '../relay/to-view.ts';
import { codecOf } from '../wire/codecs.ts';
import { type ReadonlySession, roomStateOf } from './session.ts';

/** The rooms as a list shows them, the latest first. */
export const summaries = (session: ReadonlySession): RoomSummary[] =>
  [...session.rooms.values()]
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .map(({ room, preview, updatedAt, readAt }) => ({
      room,
      preview,
      at: updatedAt,
      unread: roomStateOf(session, room.id).unread,
      waiting: waitingIn(session, room.id).length,
      readAt,
    }));

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
