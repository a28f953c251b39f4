import * as v from 'valibot';
import { Timestamp } from './time.ts';

/** `rest`: no socket at all; messages go out as HTTP requests, and replies come with their answers. */
export const TransportName = v.picklist(['websocket', 'polling', 'rest']);
export type TransportName = v.InferOutput<typeof TransportName>;

/** Which transports of the socket may be used; `automatic`: WebSocket, and polling where there is none. */
export const TransportChoice = v.picklist(['automatic', 'websocket', 'polling']);
export type TransportChoice = v.InferOutput<typeof TransportChoice>;

/**
 * How messages are sent. `socket`: MESSAGE_SEND. `websocket`, `stream`, `sync`: posted over REST, in the mode
 * of that name. `automatic`: the socket; where none can be had `stream`, then `sync`.
 */
export const SendMode = v.picklist(['automatic', 'socket', 'websocket', 'stream', 'sync']);
export type SendMode = v.InferOutput<typeof SendMode>;

/** A refusal that trying again cannot mend. */
export const RefusalCode = v.picklist(['wants-key', 'invalid-entity', 'access-denied']);
export type RefusalCode = v.InferOutput<typeof RefusalCode>;

/**
 * What answers in the server's place. `portal`: a network that wants a sign-in. `redirects`: it sends requests
 * elsewhere. `faulty`: what stands before the server says that it is away.
 */
export const Obstacle = v.picklist(['not-elizaos', 'portal', 'redirects', 'faulty']);
export type Obstacle = v.InferOutput<typeof Obstacle>;

/**
 * `idle`: nothing to connect to, or the user wants no connection. `offline`: the browser has no network.
 * `waiting`: the next try is at `until`. `refused`: stopped until the user acts.
 */
export const ConnectionState = v.variant('state', [
  v.object({ state: v.literal('idle') }),
  v.object({ state: v.literal('offline') }),
  v.object({ state: v.literal('connecting'), obstacle: v.optional(Obstacle) }),
  v.object({ state: v.literal('connected'), transport: TransportName }),
  v.object({ state: v.literal('waiting'), until: Timestamp, obstacle: v.optional(Obstacle) }),
  v.object({ state: v.literal('refused'), code: RefusalCode, error: v.string() }),
]);
export type ConnectionState = v.InferOutput<typeof ConnectionState>;
