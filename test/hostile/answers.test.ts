import { describe, expect, it } from 'vitest';
import { ASKED, answerAt, type WireAnswer } from './answers.ts';
import type { Context } from './payloads.ts';
import { rawOf } from './raw.ts';
import { sseAt } from './sse.ts';
import { stretchAt } from './stretch.ts';

const context: Context = {
  room: '1cc83756-9ea8-4b1b-a564-0a8277f1f400',
  agent: 'agent',
  me: 'me',
  own: [],
  elsewhere: 'http://127.0.0.1:1',
  now: 1_795_507_856_595,
};
const TRUTH = { status: 200, body: { success: true, data: { messages: [{ id: 'm1', content: 'hello' }] } } };
const COUNT = 1_500;
const answers = Array.from({ length: COUNT }, (_, index) => answerAt(1, index, context));
const spoilt: WireAnswer[] = answers.map(({ spoil }) => spoil(TRUTH));
const textOf = ({ body }: WireAnswer): string => new TextDecoder().decode(body);

describe('an answer to a request', () => {
  it('is the same for the same seed and index', () => {
    expect(answerAt(1, 77, context).spoil(TRUTH)).toEqual(spoilt[77]);
    expect(answerAt(1, 77, context).asked).toBe(answers[77]?.asked);
  });

  it('is of each request, status, ending and encoding', () => {
    expect(new Set(answers.map(({ asked }) => asked))).toEqual(new Set(ASKED));
    expect(new Set(spoilt.map(({ ending }) => ending))).toEqual(
      new Set(['whole', 'cut off', 'endless', 'endless and slow']),
    );
    const statuses = new Set(spoilt.map(({ status }) => status));
    for (const status of [200, 204, 302, 307, 401, 404, 429, 500, 511]) expect(statuses).toContain(status);
    expect(spoilt.some(({ headers }) => headers['Content-Encoding'] === 'gzip')).toBe(true);
  });

  it('is seldom endless, and leads the version nowhere else', () => {
    expect(spoilt.filter(({ ending }) => ending.startsWith('endless')).length).toBeLessThan(COUNT / 50);
    for (const [index, { headers }] of spoilt.entries()) {
      if (answers[index]?.asked === 'version') expect(headers.Location ?? '/login').toBe('/login');
    }
  });

  it('has a row of another room, by whose word it is found', () => {
    expect(spoilt.filter((answer) => /another-room.*x\d{6}/.test(textOf(answer))).length).toBeGreaterThan(
      COUNT / 50,
    );
  });
});

describe('what is below', () => {
  it('in a stream is the same for the same seed and index, and most of it is events', () => {
    const posted = { row: { id: 'r' }, replyId: 'reply' };
    const said = Array.from({ length: 500 }, (_, index) => sseAt(1, index, context, posted));
    expect(sseAt(1, 33, context, posted)).toBe(said[33]);
    expect(said.filter((text) => text.startsWith('event: chunk\n')).length).toBeGreaterThan(100);
    for (const name of ['done', 'user_message', 'error']) expect(said.join('')).toContain(`event: ${name}\n`);
  });

  it('Engine.IO is bytes for a WebSocket and an answer for a poll', () => {
    const raws = Array.from({ length: 200 }, (_, index) =>
      rawOf({ random: () => index / 200, context, index }),
    );
    expect(new Set(raws.map(({ webSocket }) => webSocket.join())).size).toBeGreaterThan(10);
    expect(new Set(raws.map(({ poll }) => poll.status)).size).toBeGreaterThan(5);
  });
});

describe('a stretch of frames', () => {
  it('is the same wherever it is entered, and ends where it is told', () => {
    expect(stretchAt(0, 10_000)).toEqual({ way: 'websocket', to: 250 });
    expect(stretchAt(249, 10_000)).toEqual({ way: 'websocket', to: 250 });
    expect(stretchAt(1_000, 10_000)).toEqual({ way: 'polling', to: 1_250 });
    expect(stretchAt(705, 720)).toEqual({ way: 'answers', to: 720 });
    expect(stretchAt(1_790, 10_000)).toEqual({ way: 'stream', to: 1_800 });
    expect(stretchAt(1_999, 10_000)).toEqual({ way: 'polling', to: 2_000 });
  });
});
