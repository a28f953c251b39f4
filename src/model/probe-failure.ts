import * as v from 'valibot';

/** Why no supported server was found at an address. The views explain each and name a remedy. */
export const ProbeFailure = v.variant('type', [
  v.object({ type: v.literal('bad-address'), input: v.string() }),
  v.object({ type: v.literal('nothing-listens'), host: v.string() }),
  v.object({ type: v.literal('not-elizaos'), host: v.string() }),
  /** A Socket.IO 1 or 2 answers, whose protocol is not supported. */
  v.object({ type: v.literal('old-socket-io'), host: v.string() }),
  v.object({ type: v.literal('wants-key'), host: v.string(), keyGiven: v.boolean() }),
  /** The browser forbids reading from the server (CORS); `origin` is the match pattern of the permission. */
  v.object({ type: v.literal('not-allowed'), host: v.string(), origin: v.string() }),
  /** A network that wants a sign-in answers in the server's place. */
  v.object({ type: v.literal('portal'), host: v.string() }),
  /** A proxy cannot reach the server, or the server limits requests; `status` is the HTTP status. */
  v.object({ type: v.literal('faulty'), host: v.string(), status: v.number() }),
  /** The server redirects to another address, which must not get the secrets. */
  v.object({ type: v.literal('redirects'), host: v.string() }),
  v.object({ type: v.literal('timeout'), host: v.string(), seconds: v.number() }),
]);
export type ProbeFailure = v.InferOutput<typeof ProbeFailure>;
