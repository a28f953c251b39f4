import { connect, createServer, type Server, type Socket } from 'node:net';

/** `up`: from the browser to the server. */
export type Way = 'up' | 'down';

export interface TcpProxyOptions {
  /** The port of the server behind it, on 127.0.0.1; nothing needs to listen there yet. */
  targetPort: number;
  /** 0, the default, stands for any. */
  port?: number;
  /**
   * How long this network still delivers what a client wrote before it went away, in ms: 1,000. No client can
   * know better than its own limit (W, 2 s by default), so a network that holds for longer proves nothing.
   */
  memoryMs?: number;
  /** Sees each piece as it arrives, before anything is done with it: a `stall()` in here keeps this piece. */
  onData?: (connection: number, way: Way, bytes: Buffer) => void;
}

/** A TCP proxy on 127.0.0.1 that is a bad network on demand. */
export interface TcpProxy {
  readonly port: number;
  readonly url: string;
  /** How many connections there are. */
  count(): number;
  /** Whether what the server says on a connection goes through to the browser. */
  isOpen(connection: number): boolean;
  /** Destroys all connections, and what they hold. */
  cut(): void;
  /** The connections that are there forward nothing more, either way; they stay open. New ones work. */
  stall(): void;
  /** Resumes the stalled connections, and delivers what they hold. */
  resume(): void;
  /** What comes upstream is held for `ms`, then delivered, or dropped together with its connection. */
  hold(ms: number, then: 'deliver' | 'drop'): void;
  /** Ends one direction: the browser (`down`) or the server (`up`) reads an end of file. */
  halfClose(way: Way): void;
  /** From now on each piece arrives `ms` later, either way; 0 ends it. */
  delay(ms: number): void;
  /** Nothing is forwarded, on connections old and new: new ones are accepted and hang. */
  blackhole(): void;
  /** Connections are refused, and those that are there are cut. */
  refuse(): Promise<void>;
  /** Ends a blackhole or a refusal. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

const MEMORY_MS = 1_000;

/** One direction of a connection: what waits in it, and why. */
interface Lane {
  queue: { bytes: Buffer | 'end'; due: number }[];
  heldUntil: number;
  timer: NodeJS.Timeout | undefined;
}

interface Connection {
  id: number;
  client: Socket;
  /** Not dialled while in a blackhole. */
  server: Socket | undefined;
  up: Lane;
  down: Lane;
  stalled: boolean;
  /** When the client's end closed. */
  goneAt: number | undefined;
}

const newLane = (): Lane => ({ queue: [], heldUntil: 0, timer: undefined });

export const startProxy = async (options: TcpProxyOptions): Promise<TcpProxy> => {
  const { targetPort, memoryMs = MEMORY_MS } = options;
  const connections = new Set<Connection>();
  let lastId = 0;
  let delayMs = 0;
  let isBlackhole = false;
  let listener: Server | undefined;

  const destroy = (connection: Connection): void => {
    connections.delete(connection);
    for (const lane of [connection.up, connection.down]) {
      clearTimeout(lane.timer);
      lane.queue = [];
    }
    // A reset, not an end of file: an end would ask the other side for its own.
    connection.client.resetAndDestroy();
    connection.server?.resetAndDestroy();
  };

  const hasForgotten = ({ goneAt }: Connection): boolean =>
    goneAt !== undefined && Date.now() - goneAt > memoryMs;

  /** Forwards what is due, and comes back for the rest. */
  const drain = (connection: Connection, way: Way): void => {
    const lane = connection[way];
    const to = way === 'up' ? connection.server : connection.client;
    clearTimeout(lane.timer);
    if (connection.stalled || isBlackhole || !to || !connections.has(connection)) return;
    if (way === 'up' && hasForgotten(connection)) {
      destroy(connection);
      return;
    }
    const now = Date.now();
    for (let head = lane.queue[0]; head; head = lane.queue[0]) {
      const due = Math.max(head.due, lane.heldUntil);
      if (due > now) {
        if (Number.isFinite(due)) lane.timer = setTimeout(() => drain(connection, way), due - now);
        return;
      }
      lane.queue.shift();
      if (!to.writable) continue;
      if (head.bytes === 'end') to.end();
      else to.write(head.bytes);
    }
  };

  const put = (connection: Connection, way: Way, bytes: Buffer | 'end'): void => {
    const lane = connection[way];
    const due = Math.max(Date.now() + delayMs, lane.queue.at(-1)?.due ?? 0);
    lane.queue.push({ bytes, due });
    drain(connection, way);
  };

  const dial = (connection: Connection): void => {
    const server = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    connection.server = server;
    server.on('data', (bytes) => {
      options.onData?.(connection.id, 'down', bytes);
      put(connection, 'down', bytes);
    });
    server.on('end', () => put(connection, 'down', 'end'));
    server.on('error', () => {
      // "close" follows.
    });
    server.on('close', (hadError) => {
      if (hadError && !connection.stalled && !isBlackhole) destroy(connection);
      else put(connection, 'down', 'end');
    });
    drain(connection, 'up');
  };

  const accept = (client: Socket): void => {
    lastId += 1;
    const connection: Connection = {
      id: lastId,
      client,
      server: undefined,
      up: newLane(),
      down: newLane(),
      stalled: false,
      goneAt: undefined,
    };
    connections.add(connection);
    const gone = (): void => {
      if (connection.goneAt !== undefined) return;
      connection.goneAt = Date.now();
      put(connection, 'up', 'end');
    };
    client.on('data', (bytes) => {
      options.onData?.(connection.id, 'up', bytes);
      put(connection, 'up', bytes);
    });
    client.on('end', gone);
    client.on('error', () => {
      // "close" follows.
    });
    client.on('close', () => {
      gone();
      if (!connection.server && !isBlackhole) destroy(connection);
      else if (connection.server?.destroyed) destroy(connection);
      else connection.server?.once('close', () => destroy(connection));
    });
    if (!isBlackhole) dial(connection);
  };

  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true }, accept);
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        listener = server;
        const address = server.address();
        resolve(address !== null && typeof address === 'object' ? address.port : port);
      });
    });

  const stopListening = async (): Promise<void> => {
    const server = listener;
    listener = undefined;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const connection of [...connections]) destroy(connection);
    });
  };

  const drainAll = (): void => {
    for (const connection of [...connections]) {
      drain(connection, 'up');
      drain(connection, 'down');
    }
  };

  const port = await listen(options.port ?? 0);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    count: () => connections.size,
    isOpen: (id) => !isBlackhole && [...connections].some((each) => each.id === id && !each.stalled),
    cut: () => {
      for (const connection of [...connections]) destroy(connection);
    },
    stall: () => {
      for (const connection of connections) connection.stalled = true;
    },
    resume: () => {
      for (const connection of connections) connection.stalled = false;
      drainAll();
    },
    hold: (ms, then) => {
      const until = Date.now() + ms;
      for (const connection of connections) {
        connection.up.heldUntil = then === 'drop' ? Number.POSITIVE_INFINITY : until;
        if (then === 'drop') setTimeout(() => destroy(connection), ms);
      }
    },
    halfClose: (way) => {
      for (const { client, server } of connections) (way === 'up' ? server : client)?.end();
    },
    delay: (ms) => {
      delayMs = ms;
    },
    blackhole: () => {
      isBlackhole = true;
    },
    refuse: stopListening,
    heal: async () => {
      isBlackhole = false;
      if (!listener) await listen(port);
      for (const connection of [...connections]) {
        if (connection.server) continue;
        if (connection.goneAt === undefined) dial(connection);
        else destroy(connection);
      }
      drainAll();
    },
    close: stopListening,
  };
};
