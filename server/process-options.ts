import * as v from 'valibot';

/** What elizaos.ts hands to the process that it starts, as JSON in the first argument: no secrets in here. */
export const ProcessOptions = v.object({
  /** From 1 on: ElizaOS takes no 0. */
  port: v.number(),
  /** For the database alone. */
  databaseDir: v.string(),
  liftRateLimit: v.boolean(),
  chunkDelayMs: v.number(),
  agents: v.array(v.object({ name: v.string(), bio: v.string() })),
});
export type ProcessOptions = v.InferOutput<typeof ProcessOptions>;

/** What that process says over IPC: once, when it has started or could not. */
export const ProcessReport = v.variant('type', [
  v.object({ type: v.literal('ready'), port: v.number() }),
  v.object({ type: v.literal('failed'), error: v.string() }),
]);
export type ProcessReport = v.InferOutput<typeof ProcessReport>;
