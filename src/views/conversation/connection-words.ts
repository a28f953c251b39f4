import type { ConnectionState, Obstacle, TransportName } from '../../model/connection.ts';
import type { Command } from '../../relay/to-worker.ts';
import { text } from '../i18n/text.ts';
import { secondsUntil } from '../i18n/time.ts';

type RefusedConnection = Extract<ConnectionState, { type: 'refused' }>;

/** The state of the connection in one word. */
export const connectionWord = (connection: ConnectionState): string => {
  switch (connection.type) {
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

/** Names the transport, unless it is a WebSocket. */
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

/** Whether the server refuses the connection without a (right) key. */
export const wantsKey = (connection: ConnectionState): boolean =>
  connection.type === 'refused' && connection.code === 'wants-key';

const obstacleOf = (connection: ConnectionState): Obstacle | undefined =>
  'obstacle' in connection ? connection.obstacle : undefined;

/** The status line of the connection to `host`. `blocked`: the host that the browser blocks requests to. */
export const connectionLine = (
  connection: ConnectionState,
  blocked: string | undefined,
  host = '',
): string => {
  if (wantsKey(connection)) return text('connection_wants_key');
  const word = connectionWord(connection);
  const obstacle = obstacleOf(connection);
  if (obstacle) return `${word} · ${obstacleWords(obstacle, host).what}`;
  return blocked === undefined ? word : text('connection_blocked', word, blocked);
};

/** What answers in place of the server, and what to do about it. */
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

const refusalDetail = ({ code }: RefusedConnection, hasKey: boolean): string => {
  switch (code) {
    case 'wants-key':
      return text(hasKey ? 'refused_wrong_key' : 'refused_wants_key');
    case 'invalid-entity':
      return text('refused_invalid_entity');
    case 'access-denied':
      return text('refused_access_denied');
    default:
      return code satisfies never;
  }
};

export interface BannerWords {
  what: string;
  detail: string;
  /** The button of the banner, and its command; absent where no command would help. */
  action: { name: string; command: Command } | undefined;
}

const connectNow = (name: string): BannerWords['action'] => ({ name, command: { type: 'connect-now' } });

/**
 * The banner for the state of the connection to `host` at `now` (ms since the epoch); undefined where none is
 * needed. `lost`: the connection was lost, so that the banner stays while the next attempt is made.
 */
export const bannerWords = (
  connection: ConnectionState,
  lost: boolean,
  now: number,
  hasKey = false,
  host = '',
): BannerWords | undefined => {
  const banner = bannerOf(connection, lost, now, hasKey);
  const obstacle = obstacleOf(connection);
  if (!banner || !obstacle) return banner;
  const { what, remedy } = obstacleWords(obstacle, host);
  return { ...banner, what, detail: `${remedy} ${banner.detail}` };
};

/** The banner without the words for an obstacle. */
const bannerOf = (
  connection: ConnectionState,
  lost: boolean,
  now: number,
  hasKey: boolean,
): BannerWords | undefined => {
  switch (connection.type) {
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
        action: connectNow(text('try_now')),
      };
    case 'offline':
      return {
        what: text('banner_offline'),
        detail: text('banner_offline_detail'),
        action: connectNow(text('try_now')),
      };
    case 'idle':
      return { what: text('banner_idle'), detail: '', action: connectNow(text('connect')) };
    case 'refused':
      return {
        what: text('banner_refused'),
        detail: refusalDetail(connection, hasKey),
        // The banner has a field for the key instead.
        action: wantsKey(connection) ? undefined : connectNow(text('try_now')),
      };
    default:
      return connection satisfies never;
  }
};
