import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

/** How a route is blocked. `hang`: requests are accepted and never answered. */
export type Passage = 'open' | 'refuse' | 'hang';

/** The routes through the proxy, each opened or closed by itself. */
export interface RouteBlock {
  url: string;
  port: number;
  /** For what comes from now on. */
  set(routes: Partial<Routes>): void;
  /**
   * Lets no message of more bytes through: 413 answers a request, and the end of the connection a WebSocket, all of
   * whose messages count as one.
   */
  limit(bytes: number): void;
  /** Ends whatever is under way. */
  cut(): void;
  /** Resolves when a request whose body matches was taken to the server, and its answer lost on the way back. */
  loseAnswer(body: RegExp): Promise<void>;
  close(): Promise<void>;
}

export interface Routes {
  websocket: Passage;
  /** All requests of a session but the handshake, which begins it. */
  polling: Passage;
  /** The handshake by polling. */
  handshake: Passage;
  /** Posts that ask for mode `stream`. */
  stream: Passage;
}

/** An HTTP proxy before a server, of which single routes can be closed. */
export const startRouteBlock = async (
  targetPort: number,
  closed: Partial<Routes> = {},
): Promise<RouteBlock> => {
  const routes: Routes = {
    websocket: 'open',
    polling: 'open',
    handshake: 'open',
    stream: 'open',
    ...closed,
  };
  const sockets = new Set<Socket>();

  let most = Number.POSITIVE_INFINITY;
  let loss: { body: RegExp; done: () => void } | undefined;

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): void => {
    const lost = loss?.body.test(body.toString()) ? loss : undefined;
    if (lost) loss = undefined;
    const onward = request(
      {
        port: targetPort,
        host: '127.0.0.1',
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
      },
      (answer) => {
        if (lost) {
          answer.resume();
          incoming.socket.resetAndDestroy();
          lost.done();
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    onward.end(body);
  };

  const http = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    if (body.length > most) {
      outgoing.writeHead(413, { 'content-type': 'text/html', 'access-control-allow-origin': '*' });
      outgoing.end('<html><h1>413 Request Entity Too Large</h1><hr>nginx</html>');
      return;
    }
    const isPolling = incoming.url?.startsWith('/socket.io/') ?? false;
    const isHandshake = isPolling && !incoming.url?.includes('sid=');
    const isStream = incoming.method === 'POST' && /"mode":"stream"/.test(body.toString());
    const byPolling = isHandshake ? routes.handshake : routes.polling;
    const passage = isPolling ? byPolling : isStream ? routes.stream : 'open';
    if (passage === 'open') forward(incoming, outgoing, body);
    else if (passage === 'refuse') {
      outgoing.writeHead(501, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
      outgoing.end(JSON.stringify({ error: 'the proxy lets no stream through' }));
    }
  });
  http.on('upgrade', (incoming, socket: Socket, head) => {
    if (routes.websocket === 'hang') return;
    if (routes.websocket === 'refuse') {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const onward = connect(targetPort, '127.0.0.1', () => {
      const headers = incoming.rawHeaders.reduce(
        (lines, part, index) => `${lines}${part}${index % 2 === 0 ? ': ' : '\r\n'}`,
        '',
      );
      onward.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers}\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
      let sent = 0;
      socket.on('data', ({ length }) => {
        sent += length;
        if (sent > most) socket.destroy();
      });
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const port = await new Promise<number>((resolve, reject) => {
    http.once('error', reject);
    http.listen(0, '127.0.0.1', () => {
      const address = http.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
  return {
    url: `http://localhost:${port}`,
    port,
    set: (next) => {
      Object.assign(routes, next);
    },
    limit: (bytes) => {
      most = bytes;
    },
    cut,
    loseAnswer: (body) =>
      new Promise((done) => {
        loss = { body, done };
      }),
    close: () =>
      new Promise((resolve) => {
        cut();
        http.close(() => resolve());
      }),
  };
};
