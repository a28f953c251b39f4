import { beforeEach, describe, expect, it } from 'vitest';
import type { Api } from '../../src/api/client.ts';
import type { PostOptions } from '../../src/api/post.ts';
import type { ApiError, ApiResult, RequestError } from '../../src/api/request.ts';
import type { FailureReason } from '../../src/model/message.ts';
import type { Room } from '../../src/model/room.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import { createPoster, type Poster, type PosterDeps } from '../../src/transport/poster.ts';
import { closed, type TransportEvent } from '../../src/transport/transport.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import type { Posted } from '../../src/wire/decode-rest.ts';
import type { WireEvent, WireMessage } from '../../src/wire/events.ts';
import type { StreamFrame } from '../../src/wire/sse.ts';
import { type HandClock, handClock } from '../harness/clock.ts';
import { entityId, messageId, ROOM, serverId } from '../harness/nouns.ts';

/** A post on its way: the test is the server. */
interface Asked {
  body: Record<string, unknown>;
  signal: AbortSignal;
  frame(frame: StreamFrame): void;
  answer(result: ApiResult<Posted | 'streamed'>): Promise<void>;
}

const NO_HISTORY = codecOf('reference');
const DRAFT = { messageId: messageId('m1'), text: 'hello', attachments: [] };
const ROW: WireMessage = {
  serverId: serverId('s1'),
  clientId: messageId('m1'),
  roomId: ROOM.id,
  senderId: entityId('me'),
  senderName: 'Ann',
  text: 'hello',
  createdAt: 500,
  source: 'extension',
  thought: undefined,
  actions: [],
  actionStatus: undefined,
  attachments: [],
};
const REPLY: WireMessage = {
  ...ROW,
  serverId: serverId('a1'),
  clientId: undefined,
  senderId: undefined,
  senderName: undefined,
  text: 'Hello yourself',
  createdAt: undefined,
};

const uncertain = (reason?: FailureReason): TransportEvent => ({
  type: 'uncertain',
  roomId: ROOM.id,
  messageId: messageId('m1'),
  reason,
});
const refused = (error: string): TransportEvent => ({ type: 'refused', error });
const no = (error: string): FailureReason => ({ type: 'refused', error });

let clock: HandClock;
let asked: Asked[];
let told: WireEvent[];
let other: unknown[];

const broken = (error: ApiError): ApiResult<never> => ({ ok: false, error });
const status = (code: number, error: string): ApiResult<never> =>
  broken({ type: 'status', status: code, error, retryAt: undefined });

const start = (over: Partial<PosterDeps> = {}): Poster => {
  const post = (_room: unknown, body: object, options: PostOptions) =>
    new Promise<ApiResult<Posted | 'streamed'>>((resolve) => {
      options.signal.addEventListener('abort', () => resolve(broken({ type: 'network' })));
      asked.push({
        body: { ...body },
        signal: options.signal,
        frame: options.onFrame,
        answer: async (result) => {
          resolve(result);
          await new Promise((done) => setImmediate(done));
        },
      });
    });
  const note = (event: TransportEvent): void => {
    if (event.type === 'event') told.push(event.event);
    else if (event.type !== 'log') other.push(event);
  };
  const api = { post } as Pick<Api, 'post'> as Api;
  return createPoster({ api, codec: codecOf('modern'), mode: 'stream', clock, ...over }, note);
};

const last = (): Asked => {
  const ask = asked.at(-1);
  if (!ask) throw new Error('nothing was posted');
  return ask;
};
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

beforeEach(() => {
  clock = handClock();
  [asked, told, other] = [[], [], []];
});

describe('a message that was not sent, since the server was not there as what it is', () => {
  it.each<[string, RequestError, unknown]>([
    ['nothing answers', { type: 'network' }, closed('network')],
    [
      'something else answers',
      { type: 'stranger', stranger: 'not-elizaos' },
      closed(expect.stringMatching(/not ElizaOS/)),
    ],
    [
      'a key is wanted',
      { type: 'status', status: 401, error: 'No key', retryAt: undefined },
      refused('Unauthorized: No key'),
    ],
  ])('goes back to where it waited, and the transport ends: %s', async (_what, cause, end) => {
    for (const codec of [codecOf('modern'), NO_HISTORY]) {
      other = [];
      start({ codec }).send(ROOM, DRAFT);
      await last().answer(broken({ type: 'unsent', cause }));
      expect(other).toEqual([{ type: 'unsent', roomId: ROOM.id, messageId: 'm1' }, end]);
    }
    expect(told).toEqual([]);
  });
});

describe('a message posted in mode stream', () => {
  it('is the row that the server names, then chunks, then the whole of the reply at a time of the server’s', async () => {
    const poster = start();
    poster.send(ROOM, DRAFT);
    expect(last().body).toMatchObject({
      text: 'hello',
      content: 'hello',
      mode: 'stream',
      raw_message: { messageId: 'm1' },
    });
    last().frame({ type: 'user-message', message: { ...ROW, clientId: undefined } });
    clock.pass(700);
    last().frame({ type: 'chunk', serverId: serverId('a1'), chunk: 'Hello', index: 0 });
    last().frame({ type: 'done', reply: REPLY });
    await last().answer({ ok: true, value: 'streamed' });
    expect(told).toEqual([
      { type: 'broadcast', message: ROW },
      {
        type: 'stream-chunk',
        serverId: 'a1',
        roomId: ROOM.id,
        senderId: ROOM.agentId,
        chunk: 'Hello',
        index: 0,
      },
      {
        type: 'broadcast',
        message: { ...REPLY, senderId: ROOM.agentId, senderName: ROOM.agentName, createdAt: 500 + 1 + 700 },
      },
    ]);
    expect(other).toEqual([]);
    expect(poster.isBusy()).toBe(false);
  });

  it('is what was posted, whomever and whatever its answer tells of', async () => {
    start().send(ROOM, DRAFT);
    last().frame({
      type: 'user-message',
      message: { ...ROW, clientId: undefined, senderId: entityId('mallory') },
    });
    expect(told).toEqual([{ type: 'broadcast', message: ROW }]);
  });

  it('has a time that is one, whatever the server’s is, and ours', async () => {
    for (const [createdAt, ms, at] of [
      [LAST_TIME, 700, LAST_TIME],
      [500, -400_000, 501],
      [undefined, 700, undefined],
    ] as const) {
      told = [];
      start().send(ROOM, DRAFT);
      last().frame({ type: 'user-message', message: { ...ROW, createdAt } });
      if (ms < 0) clock.setBack(-ms);
      else clock.pass(ms);
      last().frame({ type: 'done', reply: REPLY });
      expect(told[1]).toHaveProperty('message.createdAt', at);
    }
  });

  it('has no times of the server’s where it keeps no history', async () => {
    start({ codec: NO_HISTORY }).send(ROOM, DRAFT);
    last().frame({ type: 'user-message', message: ROW });
    last().frame({ type: 'done', reply: REPLY });
    expect(told[0]).toEqual({ type: 'acknowledged', clientId: 'm1', serverId: 's1', roomId: ROOM.id });
    expect(told[1]).toMatchObject({ message: { createdAt: undefined } });
  });

  it('that is cut off leaves what came, and ends the transport', async () => {
    start().send(ROOM, DRAFT);
    last().frame({ type: 'user-message', message: ROW });
    last().frame({ type: 'chunk', serverId: serverId('a1'), chunk: 'Hel', index: 0 });
    await last().answer(broken({ type: 'network' }));
    expect(told.at(-1)).toMatchObject({ type: 'stream-error', serverId: 'a1', partialText: undefined });
    expect(other).toEqual([closed('the answer broke off')]);
  });

  it('that ends without a reply ends the thinking', async () => {
    start().send(ROOM, DRAFT);
    last().frame({ type: 'user-message', message: ROW });
    await last().answer({ ok: true, value: 'streamed' });
    expect(told.at(-1)).toEqual({ type: 'complete', roomId: ROOM.id });
  });

  it('whose error comes in the stream leaves what came', () => {
    start().send(ROOM, DRAFT);
    last().frame({ type: 'user-message', message: ROW });
    last().frame({ type: 'chunk', serverId: serverId('a1'), chunk: 'Hel', index: 0 });
    last().frame({ type: 'error', error: 'out of tokens' });
    expect(told.at(-1)).toMatchObject({ type: 'stream-error', error: 'out of tokens' });
  });

  it('that is stopped after the row leaves what came, on a transport that stays open', async () => {
    const poster = start();
    poster.send(ROOM, DRAFT);
    last().frame({ type: 'user-message', message: ROW });
    last().frame({ type: 'chunk', serverId: serverId('a1'), chunk: 'Hel', index: 0 });
    expect(poster.stop(ROOM.id)).toBe(true);
    await settled();
    expect(last().signal.aborted).toBe(true);
    expect(told.at(-1)).toMatchObject({ type: 'stream-error', serverId: 'a1' });
    expect(other).toEqual([]);
  });

  it('that is stopped before the row is uncertain', async () => {
    const poster = start();
    poster.send(ROOM, DRAFT);
    poster.stop(ROOM.id);
    await settled();
    expect(told).toEqual([{ type: 'complete', roomId: ROOM.id }]);
    expect(other).toEqual([uncertain()]);
  });

  it('of another room is not stopped', () => {
    const poster = start();
    poster.send(ROOM, DRAFT);
    expect(poster.stop('elsewhere' as Room['id'])).toBe(false);
    expect(last().signal.aborted).toBe(false);
  });

  it('is given up when the server takes half a minute to take it', async () => {
    start().send(ROOM, DRAFT);
    clock.pass(30_000);
    await settled();
    expect(other).toEqual([uncertain({ type: 'not-taken' })]);
  });

  it.each(['stream', 'sync', 'websocket'] as const)(
    'in mode %s that is too large for what it meets is said to be, by the same route',
    async (mode) => {
      for (const codec of [codecOf('modern'), NO_HISTORY]) {
        start({ mode, codec }).send(ROOM, { ...DRAFT, text: 'ü'.repeat(1_000) });
        await last().answer(status(413, 'this mode takes no such stream'));
        const bytes = Buffer.byteLength(JSON.stringify(last().body));
        expect(other.pop()).toEqual(uncertain({ type: 'too-large', bytes }));
        expect(other).toEqual([]);
      }
    },
  );

  it('whose answer is none counts as not taken: each further one would be answered alike', async () => {
    start().send(ROOM, DRAFT);
    await last().answer(broken({ type: 'undecodable', reason: 'posted message: id is missing' }));
    expect(other).toEqual([
      { type: 'undecodable', reason: 'posted message: id is missing' },
      uncertain({ type: 'not-taken' }),
    ]);
  });

  it('whose answer was overtaken by a newer one is not listened to any more', async () => {
    const poster = start();
    poster.send(ROOM, DRAFT);
    const first = last();
    first.frame({ type: 'user-message', message: ROW });
    poster.send(ROOM, { ...DRAFT, messageId: messageId('m2') });
    last().frame({ type: 'user-message', message: { ...ROW, serverId: serverId('s2') } });
    last().frame({ type: 'done', reply: REPLY });
    await settled();
    expect(first.signal.aborted).toBe(true);
    expect(other).toEqual([]);
  });

  it.each([
    ['no network', broken({ type: 'network' }), closed('the request failed')],
    ['a wrong key', status(401, 'Invalid API Key'), refused('Unauthorized: Invalid API Key')],
    ['too many requests', status(429, 'Too many'), uncertain()],
    ['an error of the server’s', status(500, 'Failed'), uncertain(no('Failed'))],
    ['a refusal', status(400, 'No agent found'), uncertain(no('No agent found'))],
    ['no such mode', status(400, 'Invalid transport'), closed('Invalid transport', true)],
    ['no stream at all', status(501, 'HTTP 501'), closed('HTTP 501', true)],
    ['a fault of its model', status(500, 'Model error'), uncertain(no('Model error'))],
    ['an empty stream', { ok: true, value: 'streamed' } as const, closed('the stream was empty', true)],
  ])('answered with %s', async (_what, result, expected) => {
    start().send(ROOM, DRAFT);
    await last().answer(result);
    expect(other).toEqual([expected]);
    const isAnswered = expected.type === 'uncertain';
    expect(told).toEqual(isAnswered ? [{ type: 'complete', roomId: ROOM.id }] : []);
  });

  it.each([
    ['turned away', status(501, 'HTTP 501'), [{ type: 'unsent', roomId: ROOM.id, messageId: 'm1' }]],
    ['no such mode', status(400, 'Invalid mode'), [{ type: 'unsent', roomId: ROOM.id, messageId: 'm1' }]],
    ['a fault of streams', status(500, 'stream failed'), []],
    ['an empty stream', { ok: true, value: 'streamed' } as const, []],
  ])('is known not to be there where nothing can be looked up: %s', async (_what, result, before) => {
    start({ codec: NO_HISTORY }).send(ROOM, DRAFT);
    await last().answer(result);
    expect(other).toEqual([...before, closed(expect.any(String), true)]);
  });

  it('is refused where no other route is left', async () => {
    start({ isOnly: true }).send(ROOM, DRAFT);
    await last().answer(status(501, 'No streams here'));
    expect(other).toEqual([uncertain(no('No streams here'))]);
  });

  it('answered with an error of the server’s is uncertain where nothing can be looked up', async () => {
    start({ codec: NO_HISTORY }).send(ROOM, DRAFT);
    await last().answer(status(500, 'Failed'));
    expect(other).toEqual([uncertain()]);
  });

  it('says nothing any more once the transport is closed', async () => {
    const poster = start();
    poster.send(ROOM, DRAFT);
    poster.close();
    await settled();
    expect(other).toEqual([]);
  });
});

describe('a message posted in mode sync', () => {
  it('is its row and its reply, at once', async () => {
    start({ mode: 'sync' }).send(ROOM, DRAFT);
    await last().answer({ ok: true, value: { message: ROW, reply: REPLY, knowsNoModes: false } });
    expect(told).toMatchObject([
      { type: 'broadcast', message: { clientId: 'm1' } },
      { type: 'broadcast', message: { serverId: 'a1', createdAt: 501 } },
    ]);
  });

  it('to which the agent says nothing ends the thinking', async () => {
    start({ mode: 'sync' }).send(ROOM, DRAFT);
    await last().answer({ ok: true, value: { message: ROW, reply: undefined, knowsNoModes: false } });
    expect(told.at(-1)).toEqual({ type: 'complete', roomId: ROOM.id });
  });

  it('to a server that knows no modes is answered elsewhere', async () => {
    start({ mode: 'sync' }).send(ROOM, DRAFT);
    await last().answer({ ok: true, value: { message: ROW, reply: undefined, knowsNoModes: true } });
    expect(told).toHaveLength(1);
    expect(other).toEqual([{ type: 'answered-elsewhere', roomId: ROOM.id }]);
  });
});

it('a message posted in mode websocket is its row, and no more', async () => {
  const poster = start({ mode: 'websocket' });
  poster.send(ROOM, DRAFT);
  expect(poster.isPosting(ROOM.id)).toBe(true);
  await last().answer({ ok: true, value: { message: ROW, reply: undefined, knowsNoModes: false } });
  expect(told).toEqual([{ type: 'broadcast', message: ROW }]);
  expect(other).toEqual([]);
  expect(poster.isPosting(ROOM.id)).toBe(false);
});
