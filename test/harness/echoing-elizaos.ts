import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import { versionBody } from './nouns.ts';

export interface EchoingElizaOS {
  url: string;
  /** Each request with its headers, and each handshake with its `auth`, as text. */
  heard: string[];
  stop(): Promise<void>;
}

const AGENT = 'b850bc30-45f8-0041-a00a-83df46d8555d';

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const part of request) body += part;
  return body;
};

/**
 * An ElizaOS that repeats `echo` in all that it says: in its version, names, errors, texts, thoughts, files, events
 * and headers. It redirects each renaming to `elsewhere`.
 */
export const startEchoingElizaOS = async (echo: string, elsewhere: string): Promise<EchoingElizaOS> => {
  const heard: string[] = [];
  const metadata = {
    agentName: echo,
    thought: echo,
    actions: [echo],
    echo,
    attachments: [{ id: echo, url: `http://a.example/?${echo}`, title: echo, contentType: echo }],
  };
  const row = (content: string, at: number, raw: object = {}): object => ({
    id: randomUUID(),
    channelId: 'c',
    authorId: AGENT,
    content,
    metadata,
    rawMessage: raw,
    created_at: at,
    createdAt: new Date(at).toISOString(),
  });
  const rows = [row(`First ${echo}`, Date.now() - 60_000)];
  const channelId = randomUUID();

  const answers: Record<string, unknown> = {
    '/api/system/version': { ...Object(versionBody('1.7.2')), version: `1.7.2 ${echo}`, environment: echo },
    '/api/agents': {
      success: true,
      data: {
        agents: [{ id: AGENT, name: `Eliza ${echo}`, characterName: echo, bio: echo, status: 'active' }],
      },
    },
    '/api/messaging/message-server/current': {
      success: true,
      data: { messageServerId: '00000000-0000-0000-0000-000000000000', echo },
    },
    '/api/messaging/dm-channel': { success: true, data: { id: channelId, name: echo } },
  };
  const answer = (request: IncomingMessage, response: ServerResponse): unknown => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const json = (status: number, value: unknown): ServerResponse =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    if (request.method === 'OPTIONS') return json(200, {});
    if (request.method === 'PATCH') {
      const location = `${elsewhere}/moved?${encodeURIComponent(echo)}`;
      return response.writeHead(307, { Location: location }).end();
    }
    if (request.method !== 'GET')
      return json(400, { success: false, error: { message: `No: ${echo}`, code: echo } });
    if (pathname.endsWith('/participants')) return json(200, { success: true, data: [AGENT] });
    if (pathname.endsWith('/details'))
      return json(200, { success: true, data: { id: channelId, name: echo } });
    if (pathname.endsWith('/messages')) return json(200, { success: true, data: { messages: rows } });
    const known = answers[pathname];
    return known ? json(200, known) : json(404, { success: false, error: echo });
  };

  const http = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Methods', '*');
    response.setHeader('Access-Control-Allow-Headers', '*, Authorization');
    response.setHeader('X-Echo', encodeURIComponent(echo));
    void bodyOf(request).then((body) => {
      heard.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`);
      answer(request, response);
    });
  });
  const io = new SocketServer(http, { cors: { origin: '*' } });
  io.on('connection', (socket) => {
    heard.push(`auth ${JSON.stringify(socket.handshake.auth)}`);
    socket.emit('authenticated', { message: echo });
    socket.emit('connection_established', { message: echo });
    socket.on('message', ({ type, payload }) => {
      const { roomId, senderId, message, messageId } = payload;
      const where = { roomId, channelId: roomId };
      if (type === 1) {
        socket.emit('channel_joined', { ...where, echo });
        socket.emit(`event ${echo}`, { [echo]: echo });
        socket.emit('userTyping', { ...where, userId: echo, userName: echo, isTyping: true });
        socket.emit('channelUpdated', { ...where, name: echo, updates: { name: echo } });
        return;
      }
      const id = randomUUID();
      socket.emit('messageBroadcast', {
        ...where,
        id,
        senderId,
        text: message,
        createdAt: Date.now(),
        clientMessageId: messageId,
      });
      socket.emit('messageAck', { ...where, clientMessageId: messageId, messageId: id, echo });
      const reply = {
        ...where,
        senderId: AGENT,
        senderName: `Eliza ${echo}`,
        text: `Answer ${echo}`,
        metadata,
        thought: echo,
        actions: [echo],
      };
      socket.emit('messageStreamChunk', {
        ...where,
        messageId: `s-${id}`,
        chunk: `Chunk ${echo}`,
        index: 0,
        agentId: AGENT,
      });
      socket.emit('messageStreamError', {
        ...where,
        messageId: `s-${id}`,
        agentId: AGENT,
        error: echo,
        partialText: echo,
      });
      socket.emit('messageBroadcast', { ...reply, id: randomUUID(), createdAt: Date.now() });
      socket.emit('messageBroadcast', { ...where, text: { not: echo } });
      socket.emit('messageError', { error: `No: ${echo}` });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(http.address() as AddressInfo).port}`,
    heard,
    stop: async () => {
      io.disconnectSockets(true);
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
};
