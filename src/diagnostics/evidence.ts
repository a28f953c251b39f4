import type { CheckName } from '../model/check-name.ts';
import type { ConnectionState } from '../model/connection.ts';
import type { DescribedServer } from '../model/described-server.ts';
import { type Fields, isFields, parseJson } from '../model/json.ts';
import type { NoteName } from '../model/note-name.ts';
import type { Room } from '../model/room.ts';
import type { WireEvent } from '../wire/events.ts';
import { maybeFields } from '../wire/read.ts';
import type { Checked, DiagnosticsReport, LogEntry } from './report.ts';

/** The result of a request that "Run the checks" made. */
export type CheckResult = { at: number } & (
  | ({ ok: true } & Checked)
  | { ok: false; code: string; words: string }
);

/** All that the checks judge by. */
export interface Evidence {
  now: number;
  profile: DescribedServer;
  connection: ConnectionState;
  room: Room | undefined;
  report: DiagnosticsReport;
  /** The results of "Run the checks" since the page was opened. */
  asked: Partial<Record<CheckName, CheckResult>>;
  storageFault: string | undefined;
}

export const isNote = ({ direction, name }: LogEntry, noteName: NoteName): boolean =>
  direction === 'note' && name === noteName;

/** The entry with the highest id. */
export const newestOf = (entries: readonly LogEntry[]): LogEntry | undefined =>
  entries.reduce<LogEntry | undefined>(
    (newest, entry) => (entry.id >= (newest?.id ?? 0) ? entry : newest),
    undefined,
  );

/** The newest note of that name. */
export const lastNote = ({ report }: Evidence, name: NoteName): LogEntry | undefined =>
  newestOf(report.latest.filter((entry) => isNote(entry, name)));

/** The newest entry that was sent with that detail: `send`, or `join` and the room's id. */
export const lastSent = ({ report }: Evidence, detail: string): LogEntry | undefined =>
  newestOf(report.latest.filter((entry) => entry.direction === 'out' && entry.detail === detail));

/** Whether an event of that type was received. */
export const isReceived = ({ direction, detail }: LogEntry, type: WireEvent['type']): boolean =>
  direction === 'in' && detail === type;

/** Whether an event was received under one of the server's names. A REST transport logs types in their place. */
export const isNamed = ({ direction, name }: LogEntry, names: readonly string[]): boolean =>
  direction === 'in' && names.includes(name);

/** The newest event of that type. */
export const lastReceived = ({ report }: Evidence, type: WireEvent['type']): LogEntry | undefined =>
  newestOf(report.latest.filter((entry) => isReceived(entry, type)));

/** The newest answer to a request whose method and path `pattern` matches. */
export const lastAnswer = ({ report }: Evidence, pattern: RegExp): LogEntry | undefined =>
  newestOf(report.latest.filter(({ direction, name }) => direction === 'in' && pattern.test(name)));

/** Whether `entry` is newer than `than`. A missing entry is older than any other. */
export const isAfter = (entry: LogEntry | undefined, than: LogEntry | undefined): boolean =>
  (entry?.id ?? 0) > (than?.id ?? 0);

/** The fields of a logged payload; none where the payload was shortened and is no JSON any more. */
export const payloadOf = (entry: LogEntry | undefined): Fields =>
  maybeFields(parseJson(entry?.payload ?? ''));

/** The fields of the inner payload of a `message` event (`{type, payload}`). */
export const enclosed = (entry: LogEntry | undefined): Fields => maybeFields(payloadOf(entry).payload);

/** The room that a payload names: in `roomId`, in `channelId`, or in its inner payload. */
export const roomNamed = (fields: Fields): string | undefined => {
  for (const value of [fields.roomId, fields.channelId]) if (typeof value === 'string') return value;
  const inner = fields.payload ?? fields.message;
  return isFields(inner) ? roomNamed(inner) : undefined;
};
