import type { ConnectionState, Obstacle, TransportName } from '../../model/connection.ts';
import type { Ask } from '../../relay/to-worker.ts';
import { text } from '../text.ts';
import { secondsUntil } from '../time.ts';

/** The one word for the state of the connection. */
export const connectionWord = (connection: ConnectionState): string => {
  switch (connection.state) {
    case 'idle':
    case 'offline':
      return text('connection_offline');
    case 'connecting':
      return text('connection_connecting');
    case 'connected':
      return connectedWord(connection.transport);
    case 'waiting':
      return text('connection_waiting');
    case 'refused':
      return text('connection_refused');
    default:
      return connection satisfies never;
  }
};

/** A WebSocket is what is expected; what else it is, is said. */
const connectedWord = (transport: TransportName): string => {
  switch (transport) {
    case 'websocket':
      return text('connection_connected');
    case 'polling':
      return text('connection_connected_polling');
    case 'rest':
      return text('connection_connected_rest');
    default:
      return transport satisfies never;
  }
};

export interface BannerWords {
  what: string;
  detail: string;
  /** What can be pressed, and what it asks for; absent where nothing would help. */
  action: { name: string; ask: Ask } | undefined;
}

const tryNow = (): BannerWords['action'] => ({ name: text('try_now'), ask: { type: 'connect-now' } });

/**
 * The line for the state of the connection to `host`; `blocked` is the host that the browser may not read from.
 */
export const connectionLine = (
  connection: ConnectionState,
  blocked: string | undefined,
  host = '',
): string => {
  if (connection.state === 'refused' && connection.code === 'wants-key') return text('connection_wants_key');
  const word = connectionWord(connection);
  const obstacle = 'obstacle' in connection ? connection.obstacle : undefined;
  if (obstacle) return `${word} · ${obstacleWords(obstacle, host).what}`;
  return blocked === undefined ? word : text('connection_blocked', word, blocked);
};

/** What answers in the server's place, and what to do about it. */
const obstacleWords = (obstacle: Obstacle, host: string): { what: string; remedy: string } => {
  switch (obstacle) {
    case 'not-elizaos':
      return { what: text('obstacle_not_elizaos', host), remedy: text('obstacle_not_elizaos_remedy') };
    case 'portal':
      return { what: text('obstacle_portal'), remedy: text('obstacle_portal_remedy') };
    case 'redirects':
      return { what: text('obstacle_redirects', host), remedy: text('obstacle_redirects_remedy') };
    case 'faulty':
      return { what: text('obstacle_faulty', host), remedy: text('obstacle_faulty_remedy') };
    default:
      return obstacle satisfies never;
  }
};

const refusedDetail = (
  connection: Extract<ConnectionState, { state: 'refused' }>,
  hasKey: boolean,
): string => {
  switch (connection.code) {
    case 'wants-key':
      return text(hasKey ? 'refused_wrong_key' : 'refused_wants_key');
    case 'invalid-entity':
      return text('refused_invalid_entity');
    case 'access-denied':
      return text('refused_access_denied');
    default:
      return connection.code satisfies never;
  }
};

/**
 * What the banner says at `now` of the connection to `host`, or nothing where there is no need of one. While a
 * lost connection is tried again (`lost`) the banner stays, so that it does not come and go with every try.
 */
export const bannerWords = (
  connection: ConnectionState,
  lost: boolean,
  now: number,
  hasKey = false,
  host = '',
): BannerWords | undefined => {
  const obstacle = 'obstacle' in connection ? connection.obstacle : undefined;
  const plain = plainWords(connection, lost, now, hasKey);
  if (!plain || !obstacle) return plain;
  const { what, remedy } = obstacleWords(obstacle, host);
  return { ...plain, what, detail: `${remedy} ${plain.detail}` };
};

const plainWords = (
  connection: ConnectionState,
  lost: boolean,
  now: number,
  hasKey: boolean,
): BannerWords | undefined => {
  switch (connection.state) {
    case 'connected':
      return undefined;
    case 'connecting':
      return lost
        ? { what: text('banner_lost'), detail: text('banner_trying'), action: undefined }
        : undefined;
    case 'waiting':
      return {
        what: text('banner_lost'),
        detail: text('banner_next_try', secondsUntil(connection.until, now)),
        action: tryNow(),
      };
    case 'offline':
      return { what: text('banner_offline'), detail: text('banner_offline_detail'), action: tryNow() };
    case 'idle':
      return {
        what: text('banner_idle'),
        detail: '',
        action: { name: text('connect'), ask: { type: 'connect-now' } },
      };
    case 'refused':
      return {
        what: text('banner_refused'),
        detail: refusedDetail(connection, hasKey),
        // The field for the key stands beside it.
        action: connection.code === 'wants-key' ? undefined : tryNow(),
      };
    default:
      return connection satisfies never;
  }
};
