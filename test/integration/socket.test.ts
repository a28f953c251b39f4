import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeWebSocket } from 'engine.io-client';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoRedirectPolling } from '../../src/api/polling.ts';
import type { Route } from '../../src/transport/routes.ts';
import { socketTransport } from '../../src/transport/socket.ts';
import type { Transport, TransportEvent, TransportOptions } from '../../src/transport/transport.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import type { Draft } from '../../src/wire/encode.ts';
import { startProxy, type TcpProxy } from '../chaos/proxy.ts';
import { messageId, ROOM, roomId } from '../harness/nouns.ts';

/** A server that pings far more often than ElizaOS, so that its silence is soon noticed. */
const PINGS = { pingInterval: 200, pingTimeout: 300 };
/** Of bytes: far less than Socket.IO takes by default. */
const LIMIT = 100_000;

const WEBSOCKET: Route = { type: 'socket', transport: 'websocket', posts: false };
const POLLING: Route = { type: 'socket', transport: 'polling', posts: false };

let http: HttpServer;
let io: Server;
let proxy: TcpProxy;
let transport: Transport | undefined;

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
  transport?.close();
  await proxy.close();
  await io.close();
});

/** Hears of each event. */
let hear = (_: TransportEvent): unknown => undefined;

/** Opens a transport through the proxy; `ended` resolves with the words with which it ends. */
const open = async (
  over: Partial<TransportOptions> = {},
): Promise<{ pings: object; ended: Promise<string>; uncertain: unknown[] }> => {
  const uncertain: unknown[] = [];
  let end = (_: string): void => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const pings = await new Promise<object>((resolve, reject) => {
    transport = socketTransport({ websocket: NodeWebSocket, polling: NoRedirectPolling })(
      {
        address: `http://127.0.0.1:${proxy.port}`,
        entityId: 'someone',
        key: undefined,
        route: WEBSOCKET,
        codec: codecOf('reference'),
        ...over,
      },
      (event) => {
        hear(event);
        if (event.type === 'uncertain') uncertain.push(event);
        if (event.type === 'opened') {
          const { pingInterval, pingTimeout } = event.details;
          resolve({ pingInterval, pingTimeout });
        }
        if (event.type === 'closed') end(event.error);
        if (event.type === 'closed' || event.type === 'refused') reject(new Error(event.error));
      },
    );
  });
  return { pings, ended, uncertain };
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

describe.each([WEBSOCKET, POLLING])('a server that takes 100,000 bytes, by $transport', (route) => {
  /** Of one byte, of several, and such as JSON spells out. */
  const LETTERS = 'aü字😀"\n';
  const draftOf = (bytes: number): Draft => {
    const draft = { messageId: messageId('m1'), text: LETTERS.repeat(1_000), attachments: [] };
    const around = transport?.oversize(ROOM, { ...draft, text: LETTERS.repeat(10_000) })?.bytes ?? 0;
    const ofLetters = Buffer.byteLength(JSON.stringify(LETTERS)) - 2;
    return { ...draft, text: draft.text + 'x'.repeat(bytes - around + 9_000 * ofLetters) };
  };
  const heard: number[] = [];
  const acknowledged = (draft: Draft): Promise<unknown> =>
    new Promise((resolve) => {
      hear = ({ type }) => type === 'accepted' && resolve(type);
      transport?.send(ROOM, draft);
    });

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
    await open({ route });
    const draft = draftOf(bytes);
    expect(transport?.oversize(ROOM, draft)).toBeUndefined();
    await acknowledged(draft);
    expect(heard).toEqual([draft.text.length]);
  });

  it('one more is known to be too large, and ends the transport where it is sent all the same', async () => {
    const { ended, uncertain } = await open({ route });
    const draft = draftOf(LIMIT + 1);
    expect(transport?.oversize(ROOM, draft)).toEqual({ bytes: LIMIT + 1, limit: LIMIT });
    transport?.send(ROOM, draft);
    await ended;
    expect(uncertain).toEqual([
      {
        type: 'uncertain',
        roomId: ROOM.id,
        messageId: 'm1',
        reason: { type: 'too-large', bytes: expect.any(Number) },
      },
    ]);
    expect(heard).toEqual([]);
  });

  it('neither a join nor a typing that is too large ends the transport for the others', async () => {
    await open({ route });
    transport?.join({ ...ROOM, id: roomId('r'.repeat(LIMIT)) });
    transport?.sendTyping({ ...ROOM, userName: 'n'.repeat(LIMIT) }, true);
    await acknowledged({ messageId: messageId('m1'), text: 'x', attachments: [] });
    expect(heard).toEqual([1]);
  });
});

describe('an acknowledgement callback', () => {
  it.each<[unknown, object]>([
    [undefined, { type: 'accepted' }],
    [{ received: true }, { type: 'accepted' }],
    [{ error: 'Not today' }, { type: 'rejected', error: 'Not today' }],
    [{ success: false }, { type: 'rejected' }],
  ])('that is called with %o settles the message', async (answer, expected) => {
    io.on('connection', (socket) =>
      socket.on('message', (_: unknown, acknowledge: (answer: unknown) => void) => acknowledge(answer)),
    );
    await open();
    const settled = new Promise<TransportEvent>((resolve) => {
      hear = (event) => (event.type === 'accepted' || event.type === 'rejected') && resolve(event);
    });
    transport?.send(ROOM, { messageId: messageId('m1'), text: 'hello', attachments: [] });
    expect(await settled).toMatchObject({ ...expected, roomId: ROOM.id, messageId: 'm1' });
  });
});

describe('a handshake that says something else than a limit', () => {
  it.each([undefined, null, 0, -1, 1e300, 'many', 1.5])(
    '%o stands for a million bytes',
    async (maxPayload) => {
      (io.engine.opts as { maxHttpBufferSize: unknown }).maxHttpBufferSize = maxPayload;
      await open({ route: WEBSOCKET });
      const draft = { messageId: messageId('m1'), text: 'x'.repeat(1_000_000), attachments: [] };
      expect(transport?.oversize(ROOM, draft)?.limit).toBe(1_000_000);
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
    const { pings } = await open({ route: POLLING, key: 'a-key' });
    expect(pings).toEqual(PINGS);
    expect(await named).toMatchObject({ apiKey: 'a-key' });
  });

  it.each([{}, { key: 'a-key' }, { token: 'a-token' }])(
    'follows nobody: what is secret, and what is said, is for the server that was named: %o',
    async (secret) => {
      const asked = vi.fn();
      http.on('request', asked);
      await expect(open({ address, route: POLLING, ...secret })).rejects.toThrow(/fetch read error/);
      expect(asked).not.toHaveBeenCalled();
    },
  );
});
