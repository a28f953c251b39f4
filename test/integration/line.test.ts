import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeWebSocket } from 'engine.io-client';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnledFetch } from '../../src/api/polling.ts';
import type { Road } from '../../src/transport/choose.ts';
import { socketLines } from '../../src/transport/socket.ts';
import type { Line, LineOptions } from '../../src/transport/transport.ts';
import { startProxy, type TcpProxy } from '../chaos/proxy.ts';

/** A server that pings far more often than ElizaOS, so that its silence is soon noticed. */
const PINGS = { pingInterval: 200, pingTimeout: 300 };

const WEBSOCKET: Road = { by: 'socket', transport: 'websocket', posts: false };
const POLLING: Road = { by: 'socket', transport: 'polling', posts: false };

let http: HttpServer;
let io: Server;
let proxy: TcpProxy;
let line: Line | undefined;

beforeEach(async () => {
  http = createServer();
  io = new Server(http, { ...PINGS });
  const port = await new Promise<number>((resolve) => {
    http.listen(0, '127.0.0.1', () => {
      const address = http.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
  proxy = await startProxy({ targetPort: port });
});
afterEach(async () => {
  line?.close();
  await proxy.close();
  await io.close();
});

/** Opens a line through the proxy; `ended` resolves with the words with which it ends. */
const open = async (over: Partial<LineOptions> = {}): Promise<{ pings: object; ended: Promise<string> }> => {
  let end = (_: string): void => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const pings = await new Promise<object>((resolve, reject) => {
    line = socketLines({ websocket: NodeWebSocket, polling: UnledFetch })(
      {
        address: `http://127.0.0.1:${proxy.port}`,
        entityId: 'someone',
        key: undefined,
        road: WEBSOCKET,
        hasHistory: false,
        ...over,
      },
      {
        onOpen: ({ pingInterval, pingTimeout }) => resolve({ pingInterval, pingTimeout }),
        onEvent: () => {},
        onSent: () => {},
        onDecoded: () => {},
        onUndecodable: () => {},
        onUnsettled: () => {},
        onAnsweredElsewhere: () => {},
        onClosed: (error) => {
          end(error);
          reject(new Error(error));
        },
        onRefused: (error) => reject(new Error(error)),
      },
    );
  });
  return { pings, ended };
};

it('knows how often the server pings', async () => {
  expect((await open()).pings).toEqual(PINGS);
});

it('notices a silent network by the pings that do not come', async () => {
  const { ended } = await open();
  proxy.blackhole();
  expect(await ended).toBe('ping timeout');
});

it('ends when the server sends it away, which the library would leave at that', async () => {
  const { ended } = await open();
  io.disconnectSockets();
  expect(await ended).toBe('io server disconnect');
});

it('ends when the connection is cut', async () => {
  const { ended } = await open();
  proxy.cut();
  expect(await ended).toBe('transport close');
});

describe('polling', () => {
  let astray: HttpServer;
  let address: string;
  /** Answers every request with the way to the server behind the proxy. */
  beforeEach(async () => {
    astray = createServer(({ url = '/' }, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${proxy.port}${url}` });
      response.end();
    });
    await new Promise<void>((resolve) => astray.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(astray.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => astray.close(resolve)));

  it('says its key to the server that was named', async () => {
    const named = new Promise((resolve) => io.on('connection', ({ handshake }) => resolve(handshake.auth)));
    const { pings } = await open({ road: POLLING, key: 'a-key' });
    expect(pings).toEqual(PINGS);
    expect(await named).toMatchObject({ apiKey: 'a-key' });
  });

  it.each([{}, { key: 'a-key' }, { token: 'a-token' }])(
    'follows nobody: what is secret, and what is said, is for the server that was named: %o',
    async (secret) => {
      const asked = vi.fn();
      http.on('request', asked);
      await expect(open({ address, road: POLLING, ...secret })).rejects.toThrow(/fetch read error/);
      expect(asked).not.toHaveBeenCalled();
    },
  );
});
