import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../server/ports.ts';
import { createSmallElizaOS } from '../test/harness/small-elizaos.ts';

/** The one agent of the server. */
export const AGENT = 'b850bc30-45f8-0041-a00a-83df46d8555d';

const QUIET_MS = 1_000;

/** Milliseconds since the epoch, to fractions. */
export const now = (): number => performance.timeOrigin + performance.now();

/** A small ElizaOS 1.7.2 in this process, which says what the bench wants said. */
export interface BenchServer {
  readonly url: string;
  /** The agent says something in a room: the history has it, and every socket hears it. Returns its id. */
  say(room: string, text: string): string;
  /** The broadcast that ends a stream. */
  sayAs(id: string, room: string, text: string): void;
  /** The same, heard by nobody. */
  write(room: string, text: string): void;
  emit(event: string, ...args: unknown[]): void;
  /** When the next message of a user arrives (ms since the epoch). */
  nextMessage(): Promise<number>;
  /** How many HTTP requests were answered. */
  requests(): number;
  /** Until no request has come for a second. */
  quiet(): Promise<void>;
  /** Closes all sockets; clients connect again. */
  disconnect(): void;
  stop(): Promise<void>;
}

export const startServer = async (): Promise<BenchServer> => {
  const small = createSmallElizaOS();
  const { url, io, stop } = await small.start(await freePort(0));
  let requests = 0;
  let arrived = (_at: number): void => {};
  io.httpServer.on('request', (request: { url?: string; method?: string }) => {
    if (!request.url?.startsWith('/socket.io/') && request.method !== 'OPTIONS') requests += 1;
  });
  io.on('connection', (socket) => {
    socket.on('message', ({ type }: { type: number }) => type === 2 && arrived(now()));
  });
  let lastAt = 0;
  const add = (room: string, content: string, id: string = randomUUID()) => {
    lastAt = Math.max(Date.now(), lastAt + 1);
    const row = {
      id,
      channelId: room,
      authorId: AGENT,
      content,
      rawMessage: {},
      created_at: lastAt,
    };
    small.rows.push(row);
    return row;
  };
  const broadcast = (room: string, text: string, as?: string): string => {
    const { id, created_at: createdAt } = add(room, text, as);
    const message = {
      id,
      senderId: AGENT,
      senderName: 'Eliza',
      text,
      roomId: room,
      channelId: room,
      createdAt,
    };
    io.emit('messageBroadcast', { ...message, source: 'agent_response', attachments: [] });
    return id;
  };
  return {
    url,
    say: broadcast,
    sayAs: (id, room, text) => void broadcast(room, text, id),
    quiet: async () => {
      for (let before = -1; before !== requests; await delay(QUIET_MS)) before = requests;
    },
    write: (room, text) => void add(room, text),
    emit: (event, ...args) => void io.emit(event, ...args),
    nextMessage: () =>
      new Promise((resolve) => {
        arrived = resolve;
      }),
    requests: () => requests,
    disconnect: () => io.disconnectSockets(true),
    stop,
  };
};
