import * as v from 'valibot';
import { Count } from '../model/count.ts';
import { DialectName } from '../model/server.ts';
import { Timestamp } from '../model/time.ts';

/** An event received or sent, a request with its answer, or a note. */
export const LogEntry = v.object({
  /** Grows with every entry; counts from the worker's start (ms since the epoch), so that no two workers share one. */
  id: Count,
  at: Timestamp,
  direction: v.picklist(['in', 'out', 'note']),
  /** The name of an event, `GET /path` of a request, a `NoteName` of a note. */
  name: v.string(),
  /** The decoded type of an event, the status of an answer, the text of a note. */
  detail: v.string(),
  /** JSON, shortened, without keys. */
  payload: v.optional(v.string()),
  /** How many equal entries in a row this one stands for; `at`, `id` and `payload` are those of the last. */
  times: v.optional(Count),
});
export type LogEntry = v.InferOutput<typeof LogEntry>;

/** What the worker has logged since it started. */
export const DiagnosticsReport = v.object({
  workerStartedAt: Timestamp,
  /** Events and rows that could not be decoded, counted by reason. */
  undecoded: v.array(v.object({ reason: v.string(), count: Count })),
  /** Broadcasts for other rooms, counted by room id. */
  foreignRooms: v.array(v.object({ roomId: v.string(), count: Count })),
  /** The last entry of each direction, name and detail, kept longer than the log; `times` counts all of them. */
  latest: v.array(LogEntry),
  /** Oldest first. In an answer to `after`, the newer entries alone. */
  log: v.array(LogEntry),
});
export type DiagnosticsReport = v.InferOutput<typeof DiagnosticsReport>;

/** The answer to a request of "Run the checks": version and dialect to `server`, participants to `participants`. */
export const Checked = v.object({
  version: v.optional(v.string()),
  dialect: v.optional(DialectName),
  participants: v.optional(v.array(v.string())),
});
export type Checked = v.InferOutput<typeof Checked>;
