import type { SendMode, TransportChoice } from '../model/connection.ts';

/**
 * A way to the server. `socket`: Socket.IO over one of its transports; with `posts`, messages are sent by REST mode
 * `websocket` and answered over the socket. `rest`: no socket, each reply comes with the answer to its request.
 */
export type Route =
  | { type: 'socket'; transport: 'websocket' | 'polling'; posts: boolean }
  | { type: 'rest'; mode: 'stream' | 'sync' };

/** How long a route may take to open while another one is left, in milliseconds. */
const NEXT_ROUTE_MS = 4_000;
/** How long the last route may take to open, in milliseconds. */
const LAST_ROUTE_MS = 10_000;
/** The first trial of a better route comes soon, since a server may just have been restarting. In milliseconds. */
const FIRST_TRIAL_MS = 5_000;
const LONGEST_TRIAL_MS = 5 * 60_000;

/** The routes that a server's settings allow, the best first. */
export const routesFor = (mode: SendMode, transports: TransportChoice): Route[] => {
  const sockets = (posts: boolean): Route[] =>
    (transports === 'automatic' ? (['websocket', 'polling'] as const) : [transports]).map((transport) => ({
      type: 'socket',
      transport,
      posts,
    }));
  switch (mode) {
    case 'automatic':
      return [...sockets(false), { type: 'rest', mode: 'stream' }, { type: 'rest', mode: 'sync' }];
    case 'socket':
      return sockets(false);
    case 'websocket':
      return sockets(true);
    case 'stream':
    case 'sync':
      return [{ type: 'rest', mode }];
    default:
      return mode satisfies never;
  }
};

/**
 * How long to wait for the route at `index` to open, in milliseconds: engine.io itself never notices a WebSocket that
 * hangs.
 */
export const openingTime = (routes: readonly Route[], index: number): number =>
  index < routes.length - 1 ? NEXT_ROUTE_MS : LAST_ROUTE_MS;

/** How long to wait before trial number `trials` (0 for the first) of a better route, in milliseconds. */
export const trialDelay = (trials: number): number =>
  Math.min(LONGEST_TRIAL_MS, FIRST_TRIAL_MS * 2 ** trials);

/** Whether each message is answered by itself, since it is sent as a request. */
export const answersEach = (route: Route): boolean => route.type === 'rest' || route.posts;
