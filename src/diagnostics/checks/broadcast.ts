import type { NoteName } from '../../model/note-name.ts';
import { type Evidence, isReceived, lastReceived, newestOf, payloadOf, roomNamed } from '../evidence.ts';
import type { LogEntry } from '../report.ts';
import { type Row, unseen } from '../row.ts';

/** The detail of an event that could not be decoded. */
const NOT_UNDERSTOOD: NoteName = 'not understood';

/** The newest event of an unknown name with a text for the room: probably this server's name for a broadcast. */
const misnamed = ({ report, room }: Evidence): LogEntry | undefined =>
  newestOf(
    report.latest
      .filter(
        (entry) =>
          isReceived(entry, 'unknown') || (entry.direction === 'in' && entry.detail === NOT_UNDERSTOOD),
      )
      .filter(({ name }) => name !== 'messageBroadcast')
      .filter((entry) => {
        const fields = payloadOf(entry);
        const isText = [fields.text, fields.message, fields.content].some((text) => typeof text === 'string');
        return isText && roomNamed(fields) === room?.id;
      }),
  );

/** Whether broadcasts for the room are received; broadcasts for other rooms alone are a warning. */
export const checkBroadcast = (evidence: Evidence): Row => {
  const id = 'broadcast';
  const { report, room } = evidence;
  const counts = report.foreignRooms.map(({ roomId, count }) => ({ name: roomId, count }));
  const [first] = counts;
  const foreign = first && {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    roomId: first.name,
  };
  const ours = report.log.findLast(
    (entry) => isReceived(entry, 'broadcast') && roomNamed(payloadOf(entry)) === room?.id,
  );
  const other = misnamed(evidence);
  if (other && other.id > (ours?.id ?? 0)) {
    const datum = { type: 'other-event', name: other.name, count: other.times ?? 1 } as const;
    return { id, mark: 'bad', datum, remedy: 'event-name', counts };
  }
  const count = lastReceived(evidence, 'broadcast')?.times ?? 0;
  if (ours) return { id, mark: 'good', datum: { type: 'broadcast', at: ours.at, count, foreign }, counts };
  if (!foreign) return unseen(id);
  return { id, mark: 'warn', datum: { type: 'foreign-only', ...foreign }, remedy: 'other-rooms', counts };
};
