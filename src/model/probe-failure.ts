import * as v from 'valibot';

/** What the setup's probe can find out, each with a remedy of its own. */
export const ProbeFailure = v.variant('code', [
  v.object({ code: v.literal('bad-address'), input: v.string() }),
  v.object({ code: v.literal('nothing-listens'), host: v.string() }),
  v.object({ code: v.literal('not-elizaos'), host: v.string() }),
  /** It answers as Socket.IO 1 or 2 does, which no client of ours understands. */
  v.object({ code: v.literal('old-socket-io'), host: v.string() }),
  v.object({ code: v.literal('wants-key'), host: v.string(), keyGiven: v.boolean() }),
  /** The browser may not read from the server (CORS); `origin` is the match pattern to ask for. */
  v.object({ code: v.literal('not-allowed'), host: v.string(), origin: v.string() }),
  /** A network on the way answers in the server's place, and wants a sign-in. */
  v.object({ code: v.literal('portal'), host: v.string() }),
  /** The server behind a proxy is away, or lets nobody ask for now; the HTTP status. */
  v.object({ code: v.literal('faulty'), host: v.string(), status: v.number() }),
  /** It sends requests on to another address, and what is secret goes to nobody else. */
  v.object({ code: v.literal('redirects'), host: v.string() }),
  v.object({ code: v.literal('timeout'), host: v.string(), seconds: v.number() }),
]);
export type ProbeFailure = v.InferOutput<typeof ProbeFailure>;
