import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { NodeWebSocket } from 'engine.io-client';
import { Server as SocketServer } from 'socket.io';
import { createApi } from '../../../src/api/client.ts';
import { NoRedirectPolling } from '../../../src/api/polling.ts';
import type { Route } from '../../../src/transport/routes.ts';
import { socketTransport } from '../../../src/transport/socket.ts';
import { createTransports } from '../../../src/transport/transports.ts';
import { codecOf } from '../../../src/wire/codecs.ts';
import { handClock } from '../../harness/clock.ts';
import { ROOM, versionBody } from '../../harness/nouns.ts';
import { type Conduct, NO_KEY, REFUSAL, REPLY, type World } from './behaviour.ts';

interface Row {
  id: string;
  channelId: string;
  authorId: string;
  content: string;
  raw_message: object;
  created_at: number;
}

/** A message as either of the two ways brings it. */
interface Incoming {
  messageId: string;
  text: string;
  author: string;
}

/** As much of an ElizaOS 1.7 as sends and answers messages, on loopback, with a conduct that can be changed. */
const startServer = async () => {
  const received: string[] = [];
  const connections = new Set<NetSocket>();
  const server = { conduct: 'answer' as Conduct, isClosedToAll: false };
  let lastAt = 0;

  const take = ({ messageId, text, author }: Incoming): Row => {
    lastAt = Math.max(Date.now(), lastAt + 1);
    return {
      id: randomUUID(),
      channelId: ROOM.id,
      authorId: author,
      content: text,
      raw_message: { messageId },
      created_at: lastAt,
    };
  };
  const cut = (): void => {
    for (const connection of connections) connection.destroy();
  };
  const reply = (row: Row): object => ({ text: REPLY, responseId: randomUUID(), inReplyTo: row.id });

  const answerPost = (body: Record<string, unknown>, response: ServerResponse): void => {
    const { messageId } = Object(body.raw_message);
    received.push(String(messageId));
    const json = (status: number, value: object): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    };
    switch (server.conduct) {
      case 'refuse':
        json(400, { success: false, error: REFUSAL });
        return;
      case 'garble':
        json(201, { success: true, userMessage: {} });
        return;
      case 'lose':
        cut();
        return;
      case 'answer':
        break;
      default:
        server.conduct satisfies never;
    }
    const row = take({ messageId, text: String(body.content), author: String(body.author_id) });
    switch (body.mode) {
      case 'stream':
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write(`event: user_message\ndata: ${JSON.stringify(row)}\n\n`);
        response.end(`event: done\ndata: ${JSON.stringify(reply(row))}\n\n`);
        break;
      case 'sync':
        json(201, { success: true, userMessage: row, agentResponse: reply(row) });
        break;
      default:
        json(201, { success: true, userMessage: row });
        io.emit(
          'messageBroadcast',
          broadcastOf({ ...row, content: REPLY, authorId: String(ROOM.agentId), id: randomUUID() }),
        );
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const part of request) text += String(part);
    if (server.isClosedToAll) {
      response.writeHead(401, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: NO_KEY }));
    } else if (request.method === 'POST') answerPost(JSON.parse(text), response);
    else response.writeHead(200).end(JSON.stringify(versionBody('1.7.2')));
  };

  const http = createServer((request, response) => void handle(request, response));
  http.on('connection', (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });
  const io = new SocketServer(http);
  io.use((_socket, next) => next(server.isClosedToAll ? new Error(NO_KEY) : undefined));
  io.on('connection', (socket) =>
    socket.on('message', ({ type, payload }) => {
      const { roomId, messageId, message: text, senderId: author } = payload;
      if (type === 1) socket.emit('channel_joined', { channelId: roomId, roomId });
      if (type !== 2) return;
      received.push(messageId);
      switch (server.conduct) {
        case 'refuse':
          socket.emit('messageError', { error: REFUSAL });
          break;
        case 'garble':
          socket.emit('messageBroadcast', { text: 'of no room' });
          break;
        case 'lose':
          cut();
          break;
        case 'answer': {
          const row = take({ messageId, text, author });
          socket.emit('messageBroadcast', { ...broadcastOf(row), clientMessageId: messageId });
          socket.emit(
            'messageBroadcast',
            broadcastOf({ ...row, content: REPLY, authorId: String(ROOM.agentId), id: randomUUID() }),
          );
          break;
        }
        default:
          server.conduct satisfies never;
      }
    }),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    received,
    server,
    stop: async (): Promise<void> => {
      if (!http.listening) return;
      const stopped = new Promise((resolve) => http.close(resolve));
      cut();
      await stopped;
    },
  };
};

const broadcastOf = ({ id, channelId, authorId, content, created_at }: Row): object => ({
  id,
  roomId: channelId,
  senderId: authorId,
  text: content,
  createdAt: created_at,
});

/** Longer than a transport without a socket goes without asking whether the server is there, in milliseconds. */
const GREETED_MS = 20_000;

/** The product's own transports, to a real server on loopback. */
export const loopbackWorld =
  (route: Route): (() => Promise<World>) =>
  async () => {
    const { address, received, server, stop } = await startServer();
    const clock = handClock();
    const codec = codecOf('modern');
    const api = createApi(
      { fetch: (input, init) => fetch(input, init), address, key: undefined, now: clock.now },
      codec,
    );
    const openSocket = socketTransport({ websocket: NodeWebSocket, polling: NoRedirectPolling });
    let isAway = false;
    return {
      openTransport: createTransports({ openSocket, api: () => api, clock }),
      options: { address, entityId: ROOM.entityId, key: undefined, route, isOnly: true, codec },
      get conduct() {
        return server.conduct;
      },
      set conduct(next) {
        server.conduct = next;
      },
      received,
      refuseHandshakes: () => {
        server.isClosedToAll = true;
      },
      goAway: async () => {
        isAway = true;
        await stop();
        clock.pass(GREETED_MS);
      },
      settle: async () => {
        // What was on its way before has arrived when a request there and back has.
        for (let turn = 0; turn < 3 && !isAway; turn += 1)
          await fetch(address).then((answer) => answer.text());
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      },
      close: stop,
    };
  };
