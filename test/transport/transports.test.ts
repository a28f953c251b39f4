import { beforeEach, describe, expect, it } from 'vitest';
import type { Api } from '../../src/api/client.ts';
import type { ApiResult, RequestError } from '../../src/api/request.ts';
import type { Route } from '../../src/transport/routes.ts';
import type { Transport, TransportEvent } from '../../src/transport/transport.ts';
import { createTransports } from '../../src/transport/transports.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import type { Posted } from '../../src/wire/decode-rest.ts';
import { type HandClock, handClock } from '../harness/clock.ts';
import { memoryTransports } from '../harness/memory-transport.ts';
import { entityId, messageId, ROOM, serverId, wire } from '../harness/nouns.ts';

let clock: HandClock;
let twin: ReturnType<typeof memoryTransports>;
let told: unknown[];
let greetings: ApiResult<undefined, RequestError>[];
let answerPost: (result: ApiResult<Posted>) => void;

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
const DRAFT = { messageId: messageId('m1'), text: 'hello', attachments: [] };
const POSTED: Posted = {
  message: wire({ serverId: serverId('s1'), senderId: entityId('me'), text: 'hello' }),
  reply: undefined,
  knowsNoModes: false,
};

/** What a test needs to know of an event. */
const brief = (event: TransportEvent): unknown[] => {
  switch (event.type) {
    case 'opened':
      return ['opened', event.details.transport];
    case 'event': {
      const { type } = event.event;
      const message = event.event.type === 'broadcast' ? event.event.message : undefined;
      return ['event', type, ...(message ? [message.senderId, message.clientId] : [])];
    }
    case 'closed':
    case 'refused':
      return [event.type, event.error];
    default:
      return [event.type, ...Object.values(event).slice(1)];
  }
};

const open = (route: Route): Transport => {
  const api = {
    greet: async () => greetings.shift() ?? { ok: true, value: undefined },
    post: (_room, _body, { signal }) =>
      new Promise((resolve) => {
        answerPost = resolve;
        signal.addEventListener('abort', () => resolve({ ok: false, error: { type: 'network' } }));
      }),
  } as Pick<Api, 'greet' | 'post'> as Api;
  return createTransports({ openSocket: twin.openTransport, api: () => api, clock })(
    { address: 'http://localhost:3000', entityId: 'me', key: undefined, route, codec: codecOf('modern') },
    (event) => {
      if (event.type !== 'log') told.push(brief(event));
    },
  );
};

beforeEach(() => {
  clock = handClock();
  twin = memoryTransports();
  told = [];
  greetings = [];
});

describe('a transport without a socket', () => {
  const REST: Route = { type: 'rest', mode: 'stream' };

  it('is open once the server answers, and has joined each room at once', async () => {
    const transport = open(REST);
    await settled();
    transport.join(ROOM);
    expect(told).toEqual([
      ['opened', 'rest'],
      ['event', 'joined'],
    ]);
    expect(twin.farEnds).toEqual([]);
  });

  it('asks every 15 s whether the server is there, and ends when it is not', async () => {
    open(REST);
    await settled();
    greetings.push({ ok: true, value: undefined }, { ok: false, error: { type: 'network' } });
    clock.pass(15_000);
    await settled();
    expect(told).toHaveLength(1);
    clock.pass(15_000);
    await settled();
    expect(told.at(-1)).toEqual(['closed', 'network']);
    clock.pass(60_000);
    await settled();
    expect(told).toHaveLength(2);
  });

  it('that the server limits stays open', async () => {
    open(REST);
    await settled();
    greetings.push({ ok: false, error: { type: 'status', status: 429, error: 'Too many', retryAt: 1 } });
    clock.pass(15_000);
    await settled();
    expect(told).toEqual([['opened', 'rest']]);
  });

  it.each<[string, RequestError]>([
    ['something else answers', { type: 'stranger', stranger: 'not-elizaos' }],
    ['a network wants a sign-in', { type: 'stranger', stranger: 'portal' }],
    ['the server was upgraded', { type: 'stranger', stranger: 'other-dialect' }],
    ['it is led elsewhere', { type: 'redirect' }],
    [
      'the server behind a proxy is away',
      { type: 'status', status: 502, error: 'HTTP 502', retryAt: undefined },
    ],
  ])('neither opens nor stays open where %s, and no word goes out', async (_what, error) => {
    greetings.push({ ok: false, error });
    open(REST);
    await settled();
    expect(told).toEqual([['closed', expect.any(String)]]);
    told = [];
    open(REST);
    await settled();
    greetings.push({ ok: false, error });
    clock.pass(15_000);
    await settled();
    expect(told).toEqual([
      ['opened', 'rest'],
      ['closed', expect.any(String)],
    ]);
  });

  it('does not cut a reply off because a proxy says once that the server is away', async () => {
    const transport = open(REST);
    await settled();
    transport.send(ROOM, DRAFT);
    const fault: RequestError = { type: 'status', status: 503, error: 'HTTP 503', retryAt: undefined };
    greetings.push({ ok: false, error: fault });
    clock.pass(15_000);
    await settled();
    expect(told).toEqual([['opened', 'rest']]);
  });

  it.each([
    [
      'wants a key',
      { type: 'status', status: 401, error: 'No key', retryAt: undefined },
      ['refused', 'Unauthorized: No key'],
    ],
    [
      'lets nobody in',
      { type: 'status', status: 403, error: 'Forbidden', retryAt: undefined },
      ['refused', 'Unauthorized: Forbidden'],
    ],
    ['does not answer', { type: 'network' }, ['closed', 'network']],
    [
      'fails',
      { type: 'status', status: 502, error: 'Bad gateway', retryAt: undefined },
      ['closed', 'Bad gateway'],
    ],
  ] as const)('does not open where the server %s', async (_what, error, expected) => {
    greetings.push({ ok: false, error });
    open(REST);
    await settled();
    expect(told).toEqual([expected]);
  });

  it('says nothing once it is closed', async () => {
    const transport = open(REST);
    transport.close();
    await settled();
    clock.pass(60_000);
    expect(told).toEqual([]);
  });
});

describe('a socket beside which is posted', () => {
  const POSTS: Route = { type: 'socket', transport: 'websocket', posts: true };
  const ownBroadcast = { id: 's1', roomId: ROOM.id, senderId: 'me', text: 'hello' };

  it('holds the broadcast of what is being posted back until its id is known', async () => {
    const transport = open(POSTS);
    transport.send(ROOM, DRAFT);
    twin.last().say('messageBroadcast', ownBroadcast);
    twin.last().say('messageBroadcast', { ...ownBroadcast, senderId: 'agent' });
    expect(told).toEqual([['event', 'broadcast', 'agent', undefined]]);
    answerPost({ ok: true, value: POSTED });
    await settled();
    expect(told.slice(1)).toEqual([
      ['event', 'broadcast', 'me', 'm1'],
      ['event', 'broadcast', 'me', undefined],
    ]);
    expect(twin.last().emitted).toEqual([]);
  });

  it('lets through what was written elsewhere, while nothing is being posted', () => {
    open(POSTS);
    twin.last().say('messageBroadcast', ownBroadcast);
    expect(told).toHaveLength(1);
  });

  it('lets go of what it held when the post fails', async () => {
    const transport = open(POSTS);
    transport.send(ROOM, DRAFT);
    twin.last().say('messageBroadcast', ownBroadcast);
    answerPost({ ok: false, error: { type: 'status', status: 500, error: 'Failed', retryAt: undefined } });
    await settled();
    expect(told).toEqual([
      ['event', 'broadcast', 'me', undefined],
      ['event', 'complete'],
      ['uncertain', ROOM.id, 'm1', { type: 'refused', error: 'Failed' }],
    ]);
  });

  it('ends its posts with itself', async () => {
    const transport = open(POSTS);
    transport.send(ROOM, DRAFT);
    transport.close();
    await settled();
    expect(told).toEqual([]);
    expect(twin.last().isClosed).toBe(true);
  });
});
