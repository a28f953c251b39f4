import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { EXTENSION_ORIGIN } from '../harness/knock.ts';
import { connectClient } from './room-client.ts';

const ROOM = 'room-1';
let room: RoomServer;

beforeEach(async () => {
  room = await startRoomServer({ chunkDelayMs: 0 });
});

afterEach(() => room.stop());

const post = (body: unknown): Promise<Response> =>
  fetch(`${room.url}/api/messaging/channels/${ROOM}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** The events of an event stream, which is at its end. */
const events = (stream: string): { event: string; data: unknown }[] =>
  stream
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const found = /^event: (.*)\ndata: (.*)$/.exec(frame);
      return { event: found?.[1] ?? '', data: JSON.parse(found?.[2] ?? 'null') };
    });

describe('what is not about messages', () => {
  it('is healthy', async () => {
    const response = await fetch(`${room.url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'OK' }]);
  });

  it.each([
    '/',
    '/api/system/version',
    '/api/agents',
    '/socket.iox',
    `/api/messaging/channels/${ROOM}/messages`,
  ])('answers %s with a 404 that the extension can read', async (path) => {
    const response = await fetch(`${room.url}${path}`, { headers: { origin: EXTENSION_ORIGIN } });
    expect(response.status).toBe(404);
    expect(response.headers.get('access-control-allow-origin')).toBe(EXTENSION_ORIGIN);
    expect(await response.json()).toEqual({ success: false, error: `There is no GET ${path}` });
  });

  it('answers a preflight', async () => {
    const headers = { origin: EXTENSION_ORIGIN };
    const response = await fetch(`${room.url}/api/system/version`, { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('x-api-key');
  });

  it('can keep other origins out', async () => {
    const closed = await startRoomServer({ cors: false });
    try {
      const response = await fetch(`${closed.url}/api/system/version`);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      const polled = await fetch(`${closed.url}/socket.io/?EIO=4&transport=polling`);
      expect([polled.status, polled.headers.get('access-control-allow-origin')]).toEqual([200, null]);
    } finally {
      await closed.stop();
    }
  });
});

describe('a message by HTTP', () => {
  it('websocket: accepted at once, answered over the socket', async () => {
    const client = connectClient(room.url);
    try {
      await client.next('connection_established');
      client.join(ROOM, 'ada');
      client.socket.emit('typing', 'nonsense');
      await client.next('messageError');
      const response = await post({ text: '2 words', entityId: 'ada', mode: 'websocket' });
      expect(response.status).toBe(202);
      expect(await response.json()).toMatchObject({ success: true, userMessage: { content: '2 words' } });
      expect(await client.next('messageBroadcast')).toMatchObject([{ roomId: ROOM, text: 'w0 w1' }]);
    } finally {
      client.socket.disconnect();
    }
  });

  it('sync: both messages in the answer', async () => {
    const response = await post({ text: '2 words', entityId: 'ada', mode: 'sync' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      success: true,
      userMessage: expect.objectContaining({ content: '2 words', author_id: 'ada', channel_id: ROOM }),
      agentResponse: expect.objectContaining({ text: 'w0 w1', actions: ['REPLY'] }),
    });
  });

  it('stream: user_message, chunks, done', async () => {
    const response = await post({ text: '30 words', entityId: 'ada', mode: 'stream' });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const all = events(await response.text());
    const chunks = all.filter((one) => one.event === 'chunk');
    expect(all.map((one) => one.event)).toEqual(['user_message', ...chunks.map(() => 'chunk'), 'done']);
    expect(chunks.length).toBeGreaterThan(3);
    const text = chunks.map((one) => (one.data as { chunk: string }).chunk).join('');
    expect(text.split(' ')).toHaveLength(30);
    expect(chunks.map((one) => (one.data as { index: number }).index)).toEqual(
      chunks.map((_, index) => index),
    );
    const ids = new Set(chunks.map((one) => (one.data as { messageId: string }).messageId));
    expect(ids.size).toBe(1);
    expect(all.at(-1)?.data).toMatchObject({ text, responseId: [...ids][0] });
  });

  it('stream: an agent that fails is an error event', async () => {
    const failing = await startRoomServer({
      agent: {
        id: 'a',
        name: 'Broken',
        async *answer() {
          yield '<response><actions>REPLY</actions><text>so far so good and then';
          throw new Error('out of words');
        },
      },
    });
    try {
      const response = await fetch(`${failing.url}/api/messaging/channels/${ROOM}/messages`, {
        method: 'POST',
        body: JSON.stringify({ text: 'hi', entityId: 'ada', mode: 'stream' }),
      });
      expect(events(await response.text()).map((one) => one.event)).toEqual([
        'user_message',
        'chunk',
        'error',
      ]);
    } finally {
      await failing.stop();
    }
  });

  it.each([
    ['no JSON', '{', 400],
    ['no text', { entityId: 'ada' }, 400],
    ['no entity', { text: 'hi' }, 400],
    ['an unknown mode', { text: 'hi', entityId: 'ada', mode: 'pigeon' }, 400],
    ['too much', { text: 'x'.repeat(1_000_001), entityId: 'ada' }, 413],
  ])('%s: refused in words', async (_, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ success: false, error: expect.stringMatching(/\w/) });
  });

  it('misbehaves as the socket does', async () => {
    room.misbehave({ refuseSends: 'No', dropAnswers: 2 });
    expect((await post({ text: 'hi', entityId: 'ada', mode: 'sync' })).status).toBe(403);
    room.misbehave({ refuseSends: undefined });
    expect((await post({ text: 'hi', entityId: 'ada', mode: 'sync' })).status).toBe(504);
    const stream = await post({ text: 'hi', entityId: 'ada', mode: 'stream' });
    expect(events(await stream.text()).map((one) => one.event)).toEqual(['user_message']);
  });

  it('cuts a stream off', async () => {
    room.misbehave({ cutStreamsAfter: 2 });
    const stream = await post({ text: '50 words', entityId: 'ada', mode: 'stream' });
    const names = events(await stream.text()).map((one) => one.event);
    expect(names).toEqual(['user_message', 'chunk', 'chunk']);
  });

  it('remembers what was posted', async () => {
    await post({ text: 'hi', entityId: 'ada', mode: 'sync' });
    expect(room.received).toEqual([
      {
        name: `POST /api/messaging/channels/${ROOM}/messages`,
        args: [{ text: 'hi', entityId: 'ada', mode: 'sync' }],
      },
    ]);
  });
});
