import * as v from 'valibot';
import { Count } from '../model/count.ts';
import { DialectName } from '../model/server.ts';
import { Timestamp } from '../model/time.ts';

/** One event in or out, one request with its answer, or a note of what happened in between. */
export const LogEntry = v.object({
  /** Grows with every entry, from the worker's start (ms since the epoch) on: no two workers share any. */
  id: Count,
  at: Timestamp,
  direction: v.picklist(['in', 'out', 'note']),
  name: v.string(),
  detail: v.string(),
  /** JSON, cut short, without keys. */
  payload: v.optional(v.string()),
  /** How often it came one after the other; `at`, `id` and `payload` are the last one's. */
  times: v.optional(Count),
});
export type LogEntry = v.InferOutput<typeof LogEntry>;

/** What the worker has seen since it started. */
export const DiagnosticsReport = v.object({
  workerStartedAt: Timestamp,
  /** What could not be decoded, counted by reason. */
  undecoded: v.array(v.object({ reason: v.string(), count: Count })),
  /** Broadcasts that were meant for another room, counted by its id. */
  foreignRooms: v.array(v.object({ roomId: v.string(), count: Count })),
  /** The last entry of each kind, which the log may have let go; `times`: how many there were in all. */
  latest: v.array(LogEntry),
  /** Oldest first; of an answer to an `after`, those alone that came since. */
  log: v.array(LogEntry),
});
export type DiagnosticsReport = v.InferOutput<typeof DiagnosticsReport>;

/** What "Run the checks" asks the server, one after the other. */
export type CheckName = 'server' | 'participants' | 'history';

/** What the server answered to a check. */
export const Checked = v.object({
  version: v.optional(v.string()),
  dialect: v.optional(DialectName),
  participants: v.optional(v.array(v.string())),
});
export type Checked = v.InferOutput<typeof Checked>;
