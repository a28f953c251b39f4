import type { RoomAgent } from './agent.ts';
import type { Ask } from './conversation.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** A received socket event, a `connection` with its `auth`, or a POST with its body. */
export interface Received {
  name: string;
  args: readonly unknown[];
}

/** The state that the socket and the HTTP part of a running server share. */
export interface RoomContext {
  agent: RoomAgent;
  ask: Ask;
  misbehaviour: Misbehaviour;
  /** Whether answers are streamed over the socket. */
  stream: boolean;
  /** Whether to let the origin of a request read the answer. */
  cors: boolean;
  received: Received[];
  maxHttpBufferSize: number;
  /** Aborts when the server stops. */
  signal: AbortSignal;
}
