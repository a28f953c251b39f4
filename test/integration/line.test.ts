import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeWebSocket } from 'engine.io-client';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoRedirectPolling } from '../../src/api/polling.ts';
import type { Road } from '../../src/transport/choose.ts';
import { socketLines } from '../../src/transport/socket.ts';
import type { Line, LineOptions } from '../../src/transport/transport.ts';
import type { Draft } from '../../src/wire/encode.ts';
import { startProxy, type TcpProxy } from '../chaos/proxy.ts';
import { messageId, ROOM, roomId } from '../harness/nouns.ts';

/** A server that pings far more often than ElizaOS, so that its silence is soon noticed. */
const PINGS = { pingInterval: 200, pingTimeout: 300 };
/** Of bytes: far less than Socket.IO takes by default. */
const LIMIT = 100_000;

const WEBSOCKET: Road = { by: 'socket', transport: 'websocket', posts: false };
const POLLING: Road = { by: 'socket', transport: 'polling', posts: false };

let http: HttpServer;
let io: Server;
let proxy: TcpProxy;
let line: Line | undefined;

beforeEach(async () => {
  http = createServer();
  io = new Server(http, { ...PINGS, maxHttpBufferSize: LIMIT });
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
const open = async (
  over: Partial<LineOptions> = {},
): Promise<{ pings: object; ended: Promise<string>; unsettled: unknown[] }> => {
  const unsettled: unknown[] = [];
  let end = (_: string): void => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const pings = await new Promise<object>((resolve, reject) => {
    line = socketLines({ websocket: NodeWebSocket, polling: NoRedirectPolling })(
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
        onUnsettled: (...args) => unsettled.push(args),
        onAnsweredElsewhere: () => {},
        onClosed: (error) => {
          end(error);
          reject(new Error(error));
        },
        onRefused: (error) => reject(new Error(error)),
      },
    );
  });
  return { pings, ended, unsettled };
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

describe.each([WEBSOCKET, POLLING])('a server that takes 100,000 bytes, by $transport', (road) => {
  /** Of one byte, of several, and such as JSON spells out. */
  const LETTERS = 'aü字😀"\n';
  const draftOf = (bytes: number): Draft => {
    const draft = { messageId: messageId('m1'), text: LETTERS.repeat(1_000), attachments: [] };
    const around = line?.oversize(ROOM, { ...draft, text: LETTERS.repeat(10_000) })?.bytes ?? 0;
    const ofLetters = Buffer.byteLength(JSON.stringify(LETTERS)) - 2;
    return { ...draft, text: draft.text + 'x'.repeat(bytes - around + 9_000 * ofLetters) };
  };
  const heard: number[] = [];
  const acknowledged = (draft: Draft): Promise<unknown> =>
    new Promise((resolve) => line?.send(ROOM, draft, resolve));

  beforeEach(() => {
    heard.length = 0;
    io.on('connection', (socket) =>
      socket.on('message', ({ payload }: { payload: { message: string } }, acknowledge?: () => void) => {
        heard.push(payload.message.length);
        acknowledge?.();
      }),
    );
  });

  it.each([LIMIT - 1, LIMIT])('%i are sent', async (bytes) => {
    await open({ road });
    const draft = draftOf(bytes);
    expect(line?.oversize(ROOM, draft)).toBeUndefined();
    await acknowledged(draft);
    expect(heard).toEqual([draft.text.length]);
  });

  it('one more is known to be too large, and ends the line where it is sent all the same', async () => {
    const { ended, unsettled } = await open({ road });
    const draft = draftOf(LIMIT + 1);
    expect(line?.oversize(ROOM, draft)).toEqual({ bytes: LIMIT + 1, limit: LIMIT });
    line?.send(ROOM, draft, () => {});
    await ended;
    expect(unsettled).toEqual([[ROOM.id, 'm1', { code: 'too-large', bytes: expect.any(Number) }]]);
    expect(heard).toEqual([]);
  });

  it('neither a join nor a typing that is too large ends the line for the others', async () => {
    await open({ road });
    line?.join({ ...ROOM, id: roomId('r'.repeat(LIMIT)) });
    line?.emit('typing', { userName: 'n'.repeat(LIMIT) });
    await acknowledged({ messageId: messageId('m1'), text: 'x', attachments: [] });
    expect(heard).toEqual([1]);
  });
});

describe('a handshake that says something else than a limit', () => {
  it.each([undefined, null, 0, -1, 1e300, 'many', 1.5])(
    '%o stands for a million bytes',
    async (maxPayload) => {
      (io.engine.opts as { maxHttpBufferSize: unknown }).maxHttpBufferSize = maxPayload;
      await open({ road: WEBSOCKET });
      const draft = { messageId: messageId('m1'), text: 'x'.repeat(1_000_000), attachments: [] };
      expect(line?.oversize(ROOM, draft)?.limit).toBe(1_000_000);
    },
  );
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
