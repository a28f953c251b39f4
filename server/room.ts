import { createServer, type Server as HttpServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Server } from 'socket.io';
import type { Dice } from './eliza/respond.ts';
import { onlineModelFrom } from './online-model.ts';
import { elizaAgent, onlineAgent, type RoomAgent } from './room/agent.ts';
import type { Received } from './room/context.ts';
import { createConversations } from './room/conversation.ts';
import { answerHttp } from './room/http.ts';
import { GOOD_BEHAVIOUR, type Misbehaviour, malformedBroadcasts } from './room/misbehaviour.ts';
import { serveSockets } from './room/sockets.ts';
import { guard } from './wall/guard.ts';

export interface RoomServerOptions {
  /** 0, the default, is any free port. */
  port?: number;
  /** Answers in every room; ELIZA unless given. */
  agent?: RoomAgent;
  /** Chooses among ELIZA's answers; `Math.random` unless given. */
  dice?: Dice;
  /** The time before each chunk of ELIZA's answers, in ms; 20 unless given. */
  chunkDelayMs?: number;
  /** Streams answers over the socket. The document's server does not; false unless given. */
  stream?: boolean;
  /** The one extension that may use the server; any unless given. Pages of sites never may. */
  extensionId?: string;
  /** Sends CORS headers; true unless given. */
  cors?: boolean;
  /** The most bytes of a WebSocket message or a polling POST; 1e6, Socket.IO's default, unless given. */
  maxHttpBufferSize?: number;
}

export interface RoomServer {
  readonly url: string;
  readonly port: number;
  /** What the server received, oldest first. A restart keeps it. */
  readonly received: readonly Received[];
  /** Adds misbehaviour to that of earlier calls. */
  misbehave(how: Partial<Misbehaviour>): void;
  /** Ends all misbehaviour. */
  behave(): void;
  emit(roomId: string, name: string, ...args: unknown[]): void;
  control(roomId: string, action: 'disable_input' | 'enable_input'): void;
  /** Sends an invalid packet to every socket: clients close with "parse error". */
  sendMalformedFrame(): void;
  /** Sends invalid broadcasts to the room; returns how many. */
  sendMalformedBroadcasts(roomId: string): number;
  /** Sends every socket a broadcast for another room. */
  sendForeignBroadcast(foreignRoomId: string, text: string): void;
  /** Closes the transports: clients close with "transport close". */
  cutSockets(): void;
  /** Disconnects all: clients close with "io server disconnect" and do not reconnect by themselves. */
  disconnectSockets(): void;
  /** Stops the server and starts it on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const listen = (http: HttpServer, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', () => {
      const address = http.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });

interface Listening {
  io: Server;
  port: number;
  close(): Promise<void>;
}

/**
 * Starts the server that the ElizaOS Messaging page describes, in this process. Rejects where the port is
 * taken (EADDRINUSE).
 */
export const startRoomServer = async (options: RoomServerOptions = {}): Promise<RoomServer> => {
  const { stream = false, cors = true, chunkDelayMs = 20, maxHttpBufferSize = 1e6 } = options;
  const agent = options.agent ?? elizaAgent(chunkDelayMs, options.dice ?? Math.random);
  const misbehaviour: Misbehaviour = { ...GOOD_BEHAVIOUR };
  const received: Received[] = [];

  const open = async (port: number): Promise<Listening> => {
    const stopped = new AbortController();
    const { signal } = stopped;
    const ask = createConversations(agent, misbehaviour, signal);
    const context = { agent, ask, misbehaviour, stream, cors, received, signal, maxHttpBufferSize };
    const http = createServer();
    guard(http, { extensionId: options.extensionId });
    const io = serveSockets(http, context);
    http.on('request', (request, response) => {
      // Engine.IO serves this path.
      if (request.url?.startsWith('/socket.io/')) return;
      answerHttp(request, response, io, context).catch(() => response.destroy());
    });
    const bound = await listen(http, port);
    return {
      io,
      port: bound,
      close: async () => {
        stopped.abort();
        const closed = io.close();
        http.closeAllConnections();
        await closed;
      },
    };
  };

  let listening = await open(options.port ?? 0);
  const { port } = listening;
  /** Runs stops and restarts one after the other: a stop during a restart would leave the new server listening. */
  let last: Promise<void> = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    last = last.then(act, act);
    return last;
  };
  const emit: RoomServer['emit'] = (roomId, name, ...args) => {
    listening.io.to(roomId).emit(name, ...args);
  };
  return {
    url: `http://localhost:${port}`,
    port,
    received,
    misbehave: (how) => {
      Object.assign(misbehaviour, how);
    },
    behave: () => {
      Object.assign(misbehaviour, GOOD_BEHAVIOUR);
    },
    emit,
    control: (roomId, action) => emit(roomId, 'controlMessage', { roomId, action }),
    sendMalformedFrame: () => {
      for (const socket of listening.io.sockets.sockets.values()) socket.conn.write('9 is no packet type');
    },
    sendMalformedBroadcasts: (roomId) => {
      const broadcasts = malformedBroadcasts(roomId);
      for (const args of broadcasts) emit(roomId, 'messageBroadcast', ...args);
      return broadcasts.length;
    },
    sendForeignBroadcast: (foreignRoomId, text) => {
      listening.io.emit('messageBroadcast', {
        roomId: foreignRoomId,
        channelId: foreignRoomId,
        senderName: agent.name,
        text,
        metadata: {},
      });
    },
    cutSockets: () => {
      for (const socket of listening.io.sockets.sockets.values()) socket.conn.transport.close();
    },
    disconnectSockets: () => {
      listening.io.disconnectSockets();
    },
    restart: () =>
      inTurn(async () => {
        await listening.close();
        listening = await open(port);
      }),
    stop: () => inTurn(() => listening.close()),
  };
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '3000' } } });
  const online = onlineModelFrom(process.env);
  const agent = online === undefined ? elizaAgent(20, Math.random) : onlineAgent(online, fetch);
  const room = await startRoomServer({ port: Number(values.port), agent });
  console.log(`The room server listens on ${room.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void room.stop().then(() => process.exit(0)));
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
