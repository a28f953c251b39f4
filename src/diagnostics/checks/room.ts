import { nearestId } from '../distance.ts';
import { type Evidence, isAfter, last, payloadOf, roomNamed } from '../evidence.ts';
import type { LogEntry } from '../report.ts';
import { type Row, unseen } from '../row.ts';
import { lastSend } from './send.ts';

/** How long a server may take that answers at all, in milliseconds. */
const SILENT_MS = 10_000;
const NOT_CONFIRMED = 'the join was not confirmed';

const joinSent = (evidence: Evidence): LogEntry | undefined =>
  last(evidence, 'out', 'message', `join ${evidence.room?.id}`);

/** The server's last confirmation of a join: of our room, or of whichever it was. */
const confirmation = ({ report, room }: Evidence, which: 'ours' | 'any' = 'ours'): LogEntry | undefined =>
  [...report.latest, ...report.log]
    .filter(({ name }) => name === 'channel_joined' || name === 'room_joined')
    .filter((entry) => which === 'any' || roomNamed(payloadOf(entry)) === room?.id)
    .sort((a, b) => a.id - b.id)
    .at(-1);

/** What was last said in the room, under whichever name, other than that we are in it. */
export const heardInRoom = ({ report, room }: Evidence): LogEntry | undefined =>
  report.log.findLast(
    (entry) =>
      entry.direction === 'in' &&
      entry.detail !== 'joined' &&
      entry.detail !== 'unknown' &&
      roomNamed(payloadOf(entry)) === room?.id,
  );

/** From the join to its confirmation, in milliseconds: there and back, and a look into the server's database. */
export const joinRoundTrip = (evidence: Evidence): number | undefined => {
  const sent = joinSent(evidence);
  const confirmed = confirmation(evidence);
  return sent && confirmed && isAfter(confirmed, sent) ? confirmed.at - sent.at : undefined;
};

/** Whether we are in the room: confirmed, or known by what is heard there. */
export const checkRoom = (evidence: Evidence): Row => {
  const id = 'room';
  const { room, connection, profile, now } = evidence;
  if (!room) return unseen(id);
  const open = last(evidence, 'note', 'open');
  const closed = last(evidence, 'note', 'closed');
  const refused = last(evidence, 'note', 'refused');
  if (refused && connection.state === 'refused' && connection.code === 'access-denied') {
    const datum = { code: 'refused', words: refused.detail, at: refused.at } as const;
    return { id, mark: 'bad', datum, remedy: 'ask-admin' };
  }
  if (closed?.detail === NOT_CONFIRMED && isAfter(closed, open)) {
    const datum = { code: 'closed', words: closed.detail, at: closed.at } as const;
    return { id, mark: 'bad', datum, remedy: 'see-server-log' };
  }
  // Who is not on the line is in no room.
  if (isAfter(closed, open)) return unseen(id);
  const confirmed = confirmation(evidence);
  if (confirmed && isAfter(confirmed, open)) {
    const datum = { code: 'joined', at: confirmed.at, ms: joinRoundTrip(evidence) } as const;
    return { id, mark: 'good', datum };
  }
  const heard = heardInRoom(evidence);
  if (heard && isAfter(heard, open)) return { id, mark: 'good', datum: { code: 'heard', at: heard.at } };
  const sent = joinSent(evidence);
  if (!sent || !isAfter(sent, open)) return unseen(id);
  // Where no join is confirmed, that what was sent there is not heard again is the only sign.
  const since = profile.capabilities.confirmsJoin ? sent : lastSend(evidence);
  if (since && isAfter(since, open) && now - since.at > SILENT_MS) {
    return { id, mark: 'bad', datum: { code: 'nothing-heard', since: since.at }, remedy: 'join-again' };
  }
  return { id, mark: 'unknown', datum: { code: 'joining', at: sent.at } };
};

/** Whether our id of the room is the server's, to the letter. */
export const checkIds = (evidence: Evidence): Row => {
  const id = 'ids';
  const { room, report } = evidence;
  if (!room) return unseen(id);
  const confirmed = roomNamed(payloadOf(confirmation(evidence, 'any')));
  const others = [...report.foreignRooms.map(({ roomId }) => roomId), ...(confirmed ? [confirmed] : [])];
  const theirs = nearestId(room.id, others);
  if (theirs !== undefined) {
    return { id, mark: 'bad', datum: { code: 'id-near', ours: room.id, theirs }, remedy: 'fix-room-id' };
  }
  const isKnown = confirmation(evidence) !== undefined || heardInRoom(evidence) !== undefined;
  return isKnown ? { id, mark: 'good', datum: { code: 'id-confirmed', id: room.id } } : unseen(id);
};
