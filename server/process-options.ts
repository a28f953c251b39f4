import * as v from 'valibot';

/** The options of the process that elizaos.ts starts, as JSON in its first argument: no secrets. */
export const ProcessOptions = v.object({
  /** At least 1: ElizaOS does not accept 0. */
  port: v.number(),
  databaseDir: v.string(),
  liftRateLimit: v.boolean(),
  /** The one extension that may use the server; any unless given. */
  extensionId: v.optional(v.string()),
  chunkDelayMs: v.number(),
  agents: v.array(v.object({ name: v.string(), bio: v.string() })),
});
export type ProcessOptions = v.InferOutput<typeof ProcessOptions>;

/** The process's message over IPC, once it has started or failed. */
export const ProcessReport = v.variant('type', [
  v.object({ type: v.literal('ready'), port: v.number() }),
  v.object({ type: v.literal('failed'), error: v.string() }),
]);
export type ProcessReport = v.InferOutput<typeof ProcessReport>;
