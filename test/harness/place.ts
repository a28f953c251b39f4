import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import type { Answer, Seen } from './http-server.ts';

/** An address at which one thing listens after the other. */
export interface Place {
  readonly port: number;
  readonly url: string;
  /** Ends what listens, and has another one listen: one that ends when it is told. */
  put(start: (port: number) => Promise<{ stop(): Promise<void> }>): Promise<void>;
  /** Ends what listens, and has this answer to all; what reached it. */
  answerWith(answer: Answer): Promise<Seen[]>;
  /** The same by a Socket.IO server that lets everybody in; `refusal`: nobody, in these words. */
  talk(answer: Answer, refusal?: string): Promise<Seen[]>;
  /** Nothing listens there any more. */
  clear(): Promise<void>;
}

const listen = async (server: Server, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
};

const end = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

/** Notes all that comes before it is answered. */
const noting =
  (seen: Seen[], answer: Answer): RequestListener =>
  (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const told = { method, path, headers, body };
      seen.push(told);
      answer(response, told);
    });
  };

/** At that port, which nothing else may have; any free one unless told otherwise. */
export const openPlace = async (at = 0): Promise<Place> => {
  const first = createServer();
  const port = await listen(first, at);
  let stop = (): Promise<void> => end(first);
  const clear = async (): Promise<void> => {
    await stop();
    stop = async () => {};
  };
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    clear,
    put: async (start) => {
      await clear();
      const running = await start(port);
      stop = () => running.stop();
    },
    answerWith: async (answer) => {
      await clear();
      const seen: Seen[] = [];
      const server = createServer(noting(seen, answer));
      await listen(server, port);
      stop = () => end(server);
      return seen;
    },
    talk: async (answer, refusal) => {
      await clear();
      const seen: Seen[] = [];
      const server = createServer(noting(seen, answer));
      const io = new SocketServer(server, { cors: { origin: '*' } });
      io.use((_socket, next) => next(refusal === undefined ? undefined : new Error(refusal)));
      io.on('connection', (socket) => {
        socket.onAny((name: string, ...args: unknown[]) => {
          seen.push({ method: name, path: '', headers: {}, body: JSON.stringify(args) });
        });
      });
      await listen(server, port);
      stop = async () => {
        io.disconnectSockets(true);
        await end(server);
      };
      return seen;
    },
  };
};
