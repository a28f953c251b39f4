import type { SendMode, TransportChoice } from '../model/connection.ts';

/**
 * A way to the server. `socket`: Socket.IO over one transport; `posts`: messages go out by REST mode
 * `websocket` and are answered over the socket. `rest`: no socket, each reply comes with its request.
 */
export type Road =
  | { by: 'socket'; transport: 'websocket' | 'polling'; posts: boolean }
  | { by: 'rest'; mode: 'stream' | 'sync' };

/** How long a road may take to open where another one could be tried instead, in milliseconds. */
const NEXT_ROAD_MS = 4_000;
/** How long the last one may take. */
const LAST_ROAD_MS = 10_000;
/** When to look whether a better road is open again: first soon, for a server may just have been restarting. */
const FIRST_LOOK_MS = 5_000;
const LONGEST_LOOK_MS = 5 * 60_000;

/** The roads that the settings of a server allow, the best first. */
export const roadsFor = (mode: SendMode, transports: TransportChoice): Road[] => {
  const sockets = (posts: boolean): Road[] =>
    (transports === 'automatic' ? (['websocket', 'polling'] as const) : [transports]).map((transport) => ({
      by: 'socket',
      transport,
      posts,
    }));
  switch (mode) {
    case 'automatic':
      return [...sockets(false), { by: 'rest', mode: 'stream' }, { by: 'rest', mode: 'sync' }];
    case 'socket':
      return sockets(false);
    case 'websocket':
      return sockets(true);
    case 'stream':
    case 'sync':
      return [{ by: 'rest', mode }];
    default:
      return mode satisfies never;
  }
};

/**
 * How long to wait for a road to open, in milliseconds: engine.io itself never notices a WebSocket that hangs.
 */
export const openingTime = (roads: readonly Road[], index: number): number =>
  index < roads.length - 1 ? NEXT_ROAD_MS : LAST_ROAD_MS;

/** When to look for a better road for the `attempt`th time (0 for the first), in milliseconds. */
export const lookAfter = (attempt: number): number => Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 2 ** attempt);
