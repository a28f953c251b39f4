import { type Evidence, last, payloadOf, roomNamed } from '../evidence.ts';
import type { LogEntry } from '../report.ts';
import { type Row, unseen } from '../row.ts';

/** An event of another name that carries a text for a room: a broadcast, as it looks, of a server that calls it so. */
const misnamed = ({ report, room }: Evidence): LogEntry | undefined =>
  report.latest
    .filter(
      ({ direction, detail }) => direction === 'in' && (detail === 'unknown' || detail === 'not understood'),
    )
    .filter(({ name }) => name !== 'messageBroadcast')
    .filter((entry) => {
      const fields = payloadOf(entry);
      const isText = [fields.text, fields.message, fields.content].some((text) => typeof text === 'string');
      return isText && roomNamed(fields) === room?.id;
    })
    .sort((a, b) => a.id - b.id)
    .at(-1);

/** What was last broadcast to the room, and what was meant for others. */
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
    (entry) => entry.detail === 'broadcast' && roomNamed(payloadOf(entry)) === room?.id,
  );
  const other = misnamed(evidence);
  if (other && other.id > (ours?.id ?? 0)) {
    const datum = { code: 'other-event', name: other.name, count: other.times ?? 1 } as const;
    return { id, mark: 'bad', datum, remedy: 'event-name', counts };
  }
  const count = last(evidence, 'in', undefined, 'broadcast')?.times ?? 0;
  if (ours) return { id, mark: 'good', datum: { code: 'broadcast', at: ours.at, count, foreign }, counts };
  if (!foreign) return unseen(id);
  return { id, mark: 'warn', datum: { code: 'foreign-only', ...foreign }, remedy: 'other-rooms', counts };
};
