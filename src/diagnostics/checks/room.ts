import { JOIN_NOT_CONFIRMED } from '../../model/connection.ts';
import { nearestId } from '../distance.ts';
import {
  type Evidence,
  isAfter,
  isNamed,
  isReceived,
  lastNote,
  lastSent,
  newestOf,
  payloadOf,
  roomNamed,
} from '../evidence.ts';
import type { LogEntry } from '../report.ts';
import { type Row, unseen } from '../row.ts';
import { lastSend } from './send.ts';
import { SILENT_MS } from './silence.ts';

const joinSent = (evidence: Evidence): LogEntry | undefined =>
  lastSent(evidence, `join ${evidence.room?.id}`);

/** The server's newest confirmation of a join: of our room, or of any. */
const confirmation = ({ report, room }: Evidence, which: 'ours' | 'any' = 'ours'): LogEntry | undefined =>
  newestOf(
    [...report.latest, ...report.log]
      .filter((entry) => isNamed(entry, ['channel_joined', 'room_joined']))
      .filter((entry) => which === 'any' || roomNamed(payloadOf(entry)) === room?.id),
  );

/** The newest known event for the room, other than the confirmation of its join. */
const heardInRoom = ({ report, room }: Evidence): LogEntry | undefined =>
  report.log.findLast(
    (entry) =>
      entry.direction === 'in' &&
      !isReceived(entry, 'joined') &&
      !isReceived(entry, 'unknown') &&
      roomNamed(payloadOf(entry)) === room?.id,
  );

/** The milliseconds from the join to its confirmation: a round trip and a query of the server's database. */
export const joinRoundTrip = (evidence: Evidence): number | undefined => {
  const sent = joinSent(evidence);
  const confirmed = confirmation(evidence);
  return sent && confirmed && isAfter(confirmed, sent) ? confirmed.at - sent.at : undefined;
};

/** Whether the room is joined: the server confirmed it, or events for the room arrive. */
export const checkRoom = (evidence: Evidence): Row => {
  const id = 'room';
  const { room, connection, profile, now } = evidence;
  if (!room) return unseen(id);
  const open = lastNote(evidence, 'open');
  const closed = lastNote(evidence, 'closed');
  const refused = lastNote(evidence, 'refused');
  if (refused && connection.type === 'refused' && connection.code === 'access-denied') {
    const datum = { type: 'refused', words: refused.detail, at: refused.at } as const;
    return { id, mark: 'bad', datum, remedy: 'ask-admin' };
  }
  if (closed?.detail === JOIN_NOT_CONFIRMED && isAfter(closed, open)) {
    const datum = { type: 'closed', words: closed.detail, at: closed.at } as const;
    return { id, mark: 'bad', datum, remedy: 'see-server-log' };
  }
  if (isAfter(closed, open)) return unseen(id);
  const confirmed = confirmation(evidence);
  if (confirmed && isAfter(confirmed, open)) {
    const datum = { type: 'joined', at: confirmed.at, ms: joinRoundTrip(evidence) } as const;
    return { id, mark: 'good', datum };
  }
  const heard = heardInRoom(evidence);
  if (heard && isAfter(heard, open)) return { id, mark: 'good', datum: { type: 'heard', at: heard.at } };
  const sent = joinSent(evidence);
  if (!sent || !isAfter(sent, open)) return unseen(id);
  // A server that confirms no join echoes what is sent to the room: silence after that is the only sign.
  const since = profile.capabilities.confirmsJoin ? sent : lastSend(evidence);
  if (since && isAfter(since, open) && now - since.at > SILENT_MS) {
    return { id, mark: 'bad', datum: { type: 'nothing-heard', since: since.at }, remedy: 'join-again' };
  }
  return { id, mark: 'unknown', datum: { type: 'joining', at: sent.at } };
};

/** Whether the room's id is right. An id of the server's that differs in a character or two is probably meant. */
export const checkIds = (evidence: Evidence): Row => {
  const id = 'ids';
  const { room, report } = evidence;
  if (!room) return unseen(id);
  const confirmed = roomNamed(payloadOf(confirmation(evidence, 'any')));
  const others = [...report.foreignRooms.map(({ roomId }) => roomId), ...(confirmed ? [confirmed] : [])];
  const theirs = nearestId(room.id, others);
  if (theirs !== undefined) {
    return { id, mark: 'bad', datum: { type: 'id-near', ours: room.id, theirs }, remedy: 'fix-room-id' };
  }
  const isKnown = confirmation(evidence) !== undefined || heardInRoom(evidence) !== undefined;
  return isKnown ? { id, mark: 'good', datum: { type: 'id-confirmed', id: room.id } } : unseen(id);
};
