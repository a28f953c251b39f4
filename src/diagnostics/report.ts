import * as v from 'valibot';

/** One event in or out, as the log keeps it: names and sizes, never texts or keys. */
export const LogEntry = v.object({
  at: v.number(),
  direction: v.picklist(['in', 'out', 'note']),
  name: v.string(),
  detail: v.string(),
  /** How often it came one after the other; `at` is the last time. */
  times: v.optional(v.number()),
});
export type LogEntry = v.InferOutput<typeof LogEntry>;

/** What the diagnostics page shows. */
export const DiagnosticsReport = v.object({
  workerStartedAt: v.number(),
  /** What could not be decoded, counted by reason. */
  undecoded: v.array(v.object({ reason: v.string(), count: v.number() })),
  /** Broadcasts that were meant for another room, counted by its id. */
  foreignRooms: v.array(v.object({ roomId: v.string(), count: v.number() })),
  log: v.array(LogEntry),
});
export type DiagnosticsReport = v.InferOutput<typeof DiagnosticsReport>;
