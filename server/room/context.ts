import type { RoomAgent } from './agent.ts';
import type { Ask } from './conversation.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** One event that came in: a socket event by its name, `connection` with its `auth`, a POST with its body. */
export interface Received {
  name: string;
  args: readonly unknown[];
}

/** What the socket and the HTTP side of one running server share. */
export interface RoomContext {
  agent: RoomAgent;
  ask: Ask;
  misbehaviour: Misbehaviour;
  /** Whether answers are streamed over the socket as they come. */
  stream: boolean;
  /** Whether other origins may read: the header `Access-Control-Allow-Origin: *`. */
  cors: boolean;
  received: Received[];
  maxHttpBufferSize: number;
  /** Aborts when the server stops. */
  signal: AbortSignal;
}
