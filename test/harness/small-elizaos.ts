import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import { type Answer, json, type Seen } from './http-server.ts';
import { versionBody } from './nouns.ts';

/** The rows of a history as ElizaOS keeps them. */
interface Row {
  id: string;
  channelId: string;
  authorId: string;
  content: string;
  rawMessage: object;
  created_at: number;
}

/**
 * As much of an ElizaOS as a conversation needs, in memory, with the statuses and shapes of 1.5.8 to 1.7.2. It
 * can be stopped and started again at whichever port, as whichever version, with all that it knew.
 */
export interface SmallElizaOS {
  version: string;
  rows: Row[];
  /** The changes, posts and uploads that reached it: all but GET and OPTIONS. */
  asked: Seen[];
  /** Answers in its place where it is set and handles the request. */
  instead: ((request: Seen) => Answer | undefined) | undefined;
  /** Says nothing on its sockets of what it was sent. */
  isMute: boolean;
  /** Emits an event on each socket. */
  tell(name: string, payload: object): void;
  /** Resolves once all that was emitted has left the process. */
  drained(): Promise<void>;
  start(port: number): Promise<{ stop(): Promise<void>; url: string; io: SocketServer }>;
}

const AGENT = 'b850bc30-45f8-0041-a00a-83df46d8555d';
const ZERO = '00000000-0000-0000-0000-000000000000';
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': '*',
  'Access-Control-Allow-Headers': '*',
};

const fieldsOf = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

const isCentral = (version: string): boolean => /^1\.([0-5]\.|6\.[0-4]$)/.test(version);

export const createSmallElizaOS = (version = '1.7.2'): SmallElizaOS => {
  let lastAt = 0;
  let sockets: SocketServer | undefined;
  const write = (channelId: string, authorId: string, content: string, rawMessage: object): Row => {
    lastAt = Math.max(Date.now(), lastAt + 1);
    const row = { id: randomUUID(), channelId, authorId, content, rawMessage, created_at: lastAt };
    server.rows.push(row);
    return row;
  };
  const posted = ({ id, channelId, authorId, content, rawMessage, created_at }: Row): object => ({
    id,
    channel_id: channelId,
    author_id: authorId,
    content,
    raw_message: rawMessage,
    created_at,
  });

  const post = (channelId: string, body: Record<string, unknown>, response: ServerResponse): void => {
    const row = write(channelId, String(body.author_id), String(body.content), Object(body.raw_message));
    const reply = { text: 'An answer', actions: ['REPLY'], responseId: randomUUID(), inReplyTo: row.id };
    const isOld = !server.version.startsWith('1.7');
    if (body.mode === 'stream' && !isOld) {
      response.writeHead(200, { ...CORS, 'Content-Type': 'text/event-stream' });
      response.write(`event: user_message\ndata: ${JSON.stringify(posted(row))}\n\n`);
      response.end(`event: done\ndata: ${JSON.stringify(reply)}\n\n`);
      return;
    }
    const also = body.mode === 'sync' ? { agentResponse: reply } : {};
    const answer = isOld ? { data: posted(row) } : { userMessage: posted(row), ...also };
    json({ success: true, ...answer }, 201)(response, NOBODY);
  };

  const answer: Answer = (response, request) => {
    const { method, path, body } = request;
    const ok = (data: unknown, status = 200): void =>
      json({ success: true, data }, status)(response, request);
    const url = new URL(path, 'http://localhost');
    const own = isCentral(server.version) ? 'central-channels' : 'channels';
    const [, kind, channel = '', part, member = ''] =
      /^\/api\/messaging\/([a-z-]+)(?:\/([^/]+)(?:\/([a-z-]+)(?:\/([^/]+))?)?)?$/.exec(url.pathname) ?? [];
    const asked = `${method} ${kind === own ? 'channels' : (kind ?? url.pathname)} ${part ?? (channel && '*')}`;
    switch (asked.trim()) {
      case 'GET /api/system/version':
        return json(versionBody(server.version))(response, request);
      case 'GET /api/agents':
        return ok({
          agents: [{ id: AGENT, name: 'Eliza', characterName: 'Eliza', bio: '', status: 'active' }],
        });
      case 'GET message-server *':
        return ok({ messageServerId: ZERO });
      case 'GET central-servers':
        return ok({ servers: [{ id: ZERO }] });
      case 'GET dm-channel':
        return ok({ id: randomUUID(), name: 'DM-' });
      case 'POST channels':
        return ok({ id: randomUUID(), name: fieldsOf(body).name }, 201);
      case 'PATCH channels *':
        return ok({ id: channel, name: fieldsOf(body).name });
      case 'POST channels upload-media':
        return ok({ url: `/media/uploads/channels/${channel}/1.txt`, type: 'text/plain' });
      case 'POST channels agents':
        return ok({ channelId: channel, agentId: fieldsOf(body).agentId }, 201);
      case 'DELETE channels agents':
        return ok({ channelId: channel, agentId: member });
      case 'GET channels participants':
        return ok([AGENT]);
      case 'GET channels messages': {
        const before = Number(url.searchParams.get('before') ?? Number.POSITIVE_INFINITY);
        const rows = server.rows.filter((row) => row.channelId === channel && row.created_at < before);
        return ok({ messages: rows.reverse().slice(0, Number(url.searchParams.get('limit'))) });
      }
      case 'POST channels messages':
        return post(channel, fieldsOf(body), response);
      case 'DELETE channels messages':
      case 'DELETE channels *':
        server.rows = server.rows.filter((row) => row.channelId !== channel);
        response.writeHead(204).end();
        return;
      default:
        json({ success: false, error: { message: 'API endpoint not found', code: 404 } }, 404)(
          response,
          request,
        );
    }
  };

  const start: SmallElizaOS['start'] = async (port) => {
    const http = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (piece: string) => {
        body += piece;
      });
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        const told = { method, path, headers, body };
        for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
        if (method === 'OPTIONS') return response.writeHead(204).end();
        if (method !== 'GET') server.asked.push(told);
        (server.instead?.(told) ?? answer)(response, told);
      });
    });
    const io = new SocketServer(http, { cors: { origin: '*' } });
    sockets = io;
    io.on('connection', (socket) => {
      socket.emit('authenticated', {});
      socket.on('message', ({ type, payload }) => {
        const { roomId, senderId, message, messageId } = payload;
        if (type === 1) socket.emit('channel_joined', { channelId: roomId, roomId });
        if (type !== 2) return;
        const row = write(roomId, senderId, message, { messageId });
        const told = {
          id: row.id,
          senderId,
          text: message,
          roomId,
          channelId: roomId,
          createdAt: row.created_at,
        };
        if (server.isMute) return;
        socket.emit('messageBroadcast', { ...told, clientMessageId: messageId });
        socket.emit('messageAck', { clientMessageId: messageId, messageId: row.id, roomId });
      });
    });
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    return {
      url: `http://localhost:${(http.address() as AddressInfo).port}`,
      io,
      stop: async () => {
        io.disconnectSockets(true);
        http.closeAllConnections();
        await new Promise((resolve) => http.close(resolve));
      },
    };
  };

  const server: SmallElizaOS = {
    version,
    rows: [],
    asked: [],
    instead: undefined,
    isMute: false,
    tell: (name, payload) => void sockets?.emit(name, payload),
    drained: async () => {
      for (const { conn } of sockets?.sockets.sockets.values() ?? []) {
        while (!conn.transport.writable) await once(conn.transport, 'drain');
      }
    },
    start,
  };
  return server;
};

const NOBODY: Seen = { method: '', path: '', headers: {}, body: '' };
