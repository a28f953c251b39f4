import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { messageIn } from './client-packet.ts';
import { type Link, webSocketLink } from './link.ts';
import { bodyOf, createPollingSessions } from './polling-sessions.ts';
import { CORS, type Rest, type RestAnswer, routeOf, trueAnswer } from './rest.ts';
import type { Row } from './said.ts';

/** By what the server lets the client in: a socket of one transport, or requests alone. */
export type Way = Link['transport'] | 'requests';

/** Answers a request in place of the server, which has said what it would answer. */
export type Instead = (answer: RestAnswer, response: ServerResponse) => void;

/** A server that speaks as ElizaOS 1.7.2 does, until it is told what else to say. */
export interface HostileServer {
  readonly url: string;
  readonly port: number;
  /** Keeps what was said in the room, for its history; a row of the same id is replaced. */
  keepRow(row: Row): void;
  /** The user's messages, by the ids that they were sent under and the server's. */
  readonly own: { clientId: string; serverId: string; text: string }[];
  readonly room: string;
  readonly agent: string;
  /** The user's entity; undefined before it has joined. */
  me(): string | undefined;
  /** Lets the client in by one way alone; a link of another way is closed. */
  letIn(way: Way): void;
  /**
   * Has the next request of a route answered in another way; resolves with whether it came in time, once that answer
   * has ended.
   */
  answerNext(route: string, limitMs: number, instead: Instead): Promise<boolean>;
  /** The link on which the room is joined. */
  link(): Link | undefined;
  /** Until the room is joined the next time, or is now. */
  untilJoined(): Promise<Link>;
  stop(): Promise<void>;
}

const ROOM = '1cc83756-9ea8-4b1b-a564-0a8277f1f400';
const AGENT = 'b850bc30-45f8-0041-a00a-83df46d8555d';
const HANDSHAKE = { pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 };
/** The most that a client may send at once, in bytes. */
const MOST = 1_000_000;

export const startHostileServer = async (): Promise<HostileServer> => {
  const rows = new Map<string, Row>();
  const keepRow = (row: Row): void => void rows.set(row.id, row);
  const own: HostileServer['own'] = [];
  let me: string | undefined;
  let way: Way = 'websocket';
  let joined: Link | undefined;
  const open = new Set<Link>();
  let waiting: ((link: Link) => void)[] = [];
  const instead = new Map<string, Instead>();

  const tell = (link: Link, name: string, payload: object): void =>
    link.write([`42${JSON.stringify([name, payload])}`]);

  /** Keeps what the user said, and answers as ElizaOS does. */
  const keep = (clientId: string, text: string, authorId: string, createdAt: number): Row => {
    const row: Row = { id: randomUUID(), text, authorId, createdAt, clientId };
    keepRow(row);
    own.push({ clientId, serverId: row.id, text });
    return row;
  };

  const hear = (link: Link, packet: string): void => {
    if (packet.startsWith('40')) {
      link.write([`40${JSON.stringify({ sid: randomUUID() })}`]);
      tell(link, 'authenticated', {});
      tell(link, 'connection_established', {});
      return;
    }
    const message = messageIn(packet);
    if (message === undefined) return;
    const { type, payload } = message;
    const roomId = String(payload.roomId);
    if (type === 1) {
      tell(link, 'channel_joined', { channelId: roomId, roomId });
      if (roomId !== ROOM) return;
      me = String(payload.entityId);
      joined = link;
      for (const resolve of waiting.splice(0)) resolve(link);
    }
    if (type !== 2) return;
    const clientMessageId = String(payload.messageId);
    const { id, text, authorId, createdAt } = keep(
      clientMessageId,
      String(payload.message),
      String(payload.senderId),
      Date.now(),
    );
    const told = { id, senderId: authorId, text, roomId, channelId: roomId, createdAt };
    tell(link, 'messageBroadcast', { ...told, clientMessageId });
    tell(link, 'messageAck', { clientMessageId, messageId: id, roomId });
  };

  const ends = (own: () => Link) => ({
    onPacket: (packet: string) => hear(own(), packet),
    onClose: () => {
      open.delete(own());
      if (joined === own()) joined = undefined;
    },
  });

  const handlePolling = createPollingSessions(HANDSHAKE, (own) => {
    const hooks = ends(own);
    return { ...hooks, onOpen: () => void open.add(own()) };
  });
  const rest: Rest = { room: ROOM, agent: AGENT, rows, keep };
  const http = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (url.pathname === '/socket.io/') {
      if (way === 'polling') void handlePolling(request, response, url);
      else response.writeHead(400).end('{"code":0,"message":"Transport unknown"}');
    } else {
      void bodyOf(request).then((said) => {
        const method = request.method ?? '';
        const answer = trueAnswer(rest, method, url, said);
        const other = instead.get(routeOf(method, url));
        if (other) other(answer, response);
        else {
          response.writeHead(answer.status, { 'Content-Type': 'application/json' });
          response.end(JSON.stringify(answer.body));
        }
      });
    }
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST });
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (way !== 'websocket') {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const link: Link = webSocketLink(
        webSocket,
        socket,
        ends(() => link),
      );
      open.add(link);
      link.write([`0${JSON.stringify({ sid: randomUUID(), upgrades: [], ...HANDSHAKE })}`]);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;

  return {
    url: `http://localhost:${port}`,
    port,
    keepRow,
    own,
    room: ROOM,
    agent: AGENT,
    me: () => me,
    letIn: (next) => {
      way = next;
      for (const link of [...open]) if (link.transport !== next) link.close();
    },
    answerNext: (route, limitMs, answer) =>
      new Promise((resolve) => {
        const late = setTimeout(() => {
          instead.delete(route);
          resolve(false);
        }, limitMs);
        instead.set(route, (truth, response) => {
          instead.delete(route);
          clearTimeout(late);
          response.on('close', () => resolve(true));
          answer(truth, response);
        });
      }),
    link: () => joined,
    untilJoined: async () => {
      if (joined?.isOpen()) return joined;
      return new Promise((resolve) => waiting.push(resolve));
    },
    stop: async () => {
      for (const link of [...open]) link.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      waiting = [];
    },
  };
};
