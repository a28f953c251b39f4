import type { ConnectionState } from '../model/connection.ts';
import type { DescribedServer } from '../model/described-server.ts';
import type { Room } from '../model/room.ts';
import { type Fields, isFields, maybeFields } from '../wire/read.ts';
import type { Checked, CheckName, DiagnosticsReport, LogEntry } from './report.ts';

/** What came of a check: the server's answer, or why there is none. */
export type CheckResult = { at: number } & (
  | ({ ok: true } & Checked)
  | { ok: false; code: string; words: string }
);

/** All that the checks are judged by. Plain data: of this run, and of no other. */
export interface Evidence {
  now: number;
  profile: DescribedServer;
  connection: ConnectionState;
  room: Room | undefined;
  report: DiagnosticsReport;
  /** What "Run the checks" was answered since the page was opened. */
  asked: Partial<Record<CheckName, CheckResult>>;
  storageFault: string | undefined;
}

/** The newest entry of a kind; `names` and `detail` left out stand for any. */
export const last = (
  { report }: Evidence,
  direction: LogEntry['direction'],
  names?: string | readonly string[],
  detail?: string,
): LogEntry | undefined =>
  report.latest
    .filter(
      (entry) =>
        entry.direction === direction &&
        (names === undefined || [names].flat().includes(entry.name)) &&
        (detail === undefined || detail === entry.detail),
    )
    .sort((a, b) => a.id - b.id)
    .at(-1);

/** The newest answer to a request over HTTP, of those whose method and path `matches`. */
export const lastRequest = ({ report }: Evidence, matches: RegExp): LogEntry | undefined =>
  report.latest
    .filter(({ direction, name }) => direction === 'in' && matches.test(name))
    .sort((a, b) => a.id - b.id)
    .at(-1);

/** Whether `entry` came after `than`; what never came is older than anything. */
export const isAfter = (entry: LogEntry | undefined, than: LogEntry | undefined): boolean =>
  (entry?.id ?? 0) > (than?.id ?? 0);

/** A payload as it was logged; without fields where it was cut. */
export const payloadOf = (entry: LogEntry | undefined): Fields => maybeFields(parsed(entry?.payload));

/** `{type, payload}`: what stands in the envelope of a `message`. */
export const enclosed = (entry: LogEntry | undefined): Fields => maybeFields(payloadOf(entry).payload);

/** The room that a payload names, in either field, or in what it encloses. */
export const roomNamed = (fields: Fields): string | undefined => {
  for (const value of [fields.roomId, fields.channelId]) if (typeof value === 'string') return value;
  const inner = fields.payload ?? fields.message;
  return isFields(inner) ? roomNamed(inner) : undefined;
};

const parsed = (json: string | undefined): unknown => {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
};
