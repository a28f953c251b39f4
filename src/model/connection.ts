import * as v from 'valibot';

export const TransportName = v.picklist(['websocket', 'polling']);
export type TransportName = v.InferOutput<typeof TransportName>;

/** A refusal that trying again cannot mend. */
export const RefusalCode = v.picklist(['wants-key', 'invalid-entity', 'access-denied', 'other']);
export type RefusalCode = v.InferOutput<typeof RefusalCode>;

/**
 * `idle`: nothing to connect to, or the user wants no connection. `offline`: the browser has no network.
 * `waiting`: the next try is at `until` (ms since the epoch). `refused`: stopped until the user acts.
 */
export const ConnectionState = v.variant('state', [
  v.object({ state: v.literal('idle') }),
  v.object({ state: v.literal('offline') }),
  v.object({ state: v.literal('connecting') }),
  v.object({ state: v.literal('connected'), transport: TransportName }),
  v.object({ state: v.literal('waiting'), until: v.number() }),
  v.object({ state: v.literal('refused'), code: RefusalCode, error: v.string() }),
]);
export type ConnectionState = v.InferOutput<typeof ConnectionState>;
