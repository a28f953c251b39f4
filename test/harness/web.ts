import type { Fetch } from '../../src/api/request.ts';
import { versionBody } from './nouns.ts';

/** A server as a browser meets it. */
export interface WebServer {
  up: boolean;
  /** The key that its requests must carry, if any. */
  key?: string;
  /** Its answer to requests without a key: 401 unless given. */
  keyStatus?: number;
  /** Whether it lets every origin read. */
  cors: boolean;
  /** Whether its history is never answered. */
  hangs: boolean;
  rows: object[];
  agents: { id: string; name: string }[];
  /** Its channels by their ids: what they are called, and who is in them. */
  channels: Record<string, { name: string; participants: string[] }>;
  /** Paths that were asked for and answered, with the secrets that came along. */
  asked: { path: string; key: string | undefined; authorization: string | undefined }[];
  /** Those that were asked for and given up. */
  givenUp: string[];
}

/** ElizaOS servers in memory, by origin, behind a browser that obeys CORS. */
export const createWeb = () => {
  const servers = new Map<string, WebServer>();
  const permitted = new Set<string>();
  const unreadable = (): TypeError => new TypeError('Failed to fetch');

  const answer = (server: WebServer, path: string, init: RequestInit): Promise<Response> | Response => {
    const headers = new Headers(init.headers);
    const key = headers.get('x-api-key') ?? undefined;
    server.asked.push({ path, key, authorization: headers.get('authorization') ?? undefined });
    if (server.key !== undefined && key !== server.key) {
      return Response.json({ error: 'API key required' }, { status: server.keyStatus ?? 401 });
    }
    if (path === '/api/system/version') return Response.json(versionBody('1.7.2'));
    if (path === '/api/agents') return Response.json({ success: true, data: { agents: server.agents } });
    const [, id = '', what] = /channels\/([^/]+)\/(details|participants)$/.exec(path) ?? [];
    const channel = server.channels[id];
    if (channel && what === 'participants') {
      return Response.json({ success: true, data: channel.participants });
    }
    if (channel && what === 'details') {
      return Response.json({ success: true, data: { id, name: channel.name } });
    }
    if (init.method === 'DELETE') return new Response(null, { status: 204 });
    if (path.includes('/messages')) {
      if (server.hangs) {
        return new Promise((_, reject) => {
          init.signal?.addEventListener('abort', () => {
            server.givenUp.push(path);
            reject(unreadable());
          });
        });
      }
      return Response.json({ success: true, data: { messages: server.rows } });
    }
    return Response.json({ error: 'Not found' }, { status: 404 });
  };

  const fetch: Fetch = async (input, init) => {
    const { origin, pathname } = new URL(input);
    const server = servers.get(origin);
    if (!server?.up) throw unreadable();
    if (init.mode === 'no-cors') return new Response();
    if (!server.cors && !permitted.has(origin)) throw unreadable();
    return answer(server, pathname, init);
  };

  return {
    fetch,
    permitted,
    add: (origin: string, over: Partial<WebServer> = {}): WebServer => {
      const server: WebServer = {
        up: true,
        cors: true,
        hangs: false,
        rows: [],
        agents: [],
        channels: {},
        asked: [],
        givenUp: [],
        ...over,
      };
      servers.set(origin, server);
      return server;
    },
  };
};
