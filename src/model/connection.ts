import * as v from 'valibot';
import { Timestamp } from './time.ts';

/** `rest`: no socket; messages are sent as HTTP requests, and replies come with the answers. */
export const TransportName = v.picklist(['websocket', 'polling', 'rest']);
export type TransportName = v.InferOutput<typeof TransportName>;

/** Which transports the socket may use. `automatic`: WebSocket, else polling. */
export const TransportChoice = v.picklist(['automatic', 'websocket', 'polling']);
export type TransportChoice = v.InferOutput<typeof TransportChoice>;

/**
 * How messages are sent. `socket`: as the event SEND_MESSAGE. `websocket`, `stream`, `sync`: as a POST, in
 * ElizaOS's mode of that name. `automatic`: the socket, else `stream`, else `sync`.
 */
export const SendMode = v.picklist(['automatic', 'socket', 'websocket', 'stream', 'sync']);
export type SendMode = v.InferOutput<typeof SendMode>;

/** Why the server refuses a connection, where only the user can change that. */
export const RefusalCode = v.picklist(['wants-key', 'invalid-entity', 'access-denied']);
export type RefusalCode = v.InferOutput<typeof RefusalCode>;

/**
 * What answers at the server's address in its place. `portal`: a network that wants a sign-in. `redirects`: a
 * redirect to another address. `faulty`: a proxy that cannot reach the server.
 */
export const Obstacle = v.picklist(['not-elizaos', 'portal', 'redirects', 'faulty']);
export type Obstacle = v.InferOutput<typeof Obstacle>;

/** The close reason of a connection whose server did not confirm that the open room was joined. */
export const JOIN_NOT_CONFIRMED = 'the join was not confirmed';

/**
 * `idle`: no server is set up, or no connection is wanted. `offline`: the browser has no network. `waiting`: the
 * next attempt is at `until`. `refused`: no further attempt until the user acts; `access-denied` may be of the open
 * room alone, while the connection stands for the other rooms.
 */
export const ConnectionState = v.variant('type', [
  v.object({ type: v.literal('idle') }),
  v.object({ type: v.literal('offline') }),
  v.object({ type: v.literal('connecting'), obstacle: v.optional(Obstacle) }),
  v.object({ type: v.literal('connected'), transport: TransportName }),
  v.object({ type: v.literal('waiting'), until: Timestamp, obstacle: v.optional(Obstacle) }),
  v.object({ type: v.literal('refused'), code: RefusalCode, error: v.string() }),
]);
export type ConnectionState = v.InferOutput<typeof ConnectionState>;
