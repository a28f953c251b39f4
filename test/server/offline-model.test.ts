import { AgentRuntime, type TextStreamResult } from '@elizaos/core';
import { describe, expect, it } from 'vitest';
import { embedding, modelPlugin, offlineAnswer } from '../../server/offline-model.ts';
import type { Fetch, OnlineModel } from '../../server/online-model.ts';

const dice = (): number => 0;
const runtime = new AgentRuntime({ character: { name: 'Eliza', bio: ['x'], system: 'You are Eliza.' } });
const MODEL: OnlineModel = { url: 'http://model/v1', model: 'm', key: undefined };

const generate = async (prompt: string, stream: boolean, online?: { fetch: Fetch }) => {
  const plugin = modelPlugin({
    chunkDelayMs: 0,
    dice,
    online: online === undefined ? undefined : MODEL,
    fetch: online?.fetch ?? fetch,
  });
  const large = plugin.models?.TEXT_LARGE;
  if (large === undefined) throw new Error('the plugin has no TEXT_LARGE');
  return large(runtime, { prompt, stream });
};

const isStream = (answer: string | TextStreamResult): answer is TextStreamResult =>
  typeof answer !== 'string';

const readStream = async (answer: string | TextStreamResult): Promise<string[]> => {
  if (!isStream(answer)) throw new Error('no stream');
  const parts: string[] = [];
  for await (const part of answer.textStream) parts.push(part);
  expect(await answer.text).toBe(parts.join(''));
  expect(await answer.finishReason).toBe('stop');
  return parts;
};

describe('offlineAnswer', () => {
  it.each([
    [
      { type: 'reply', text: '2 words', earlier: [] },
      /<actions>REPLY<\/actions>.*<text>w0 w1<\/text><\/response>$/,
    ],
    [{ type: 'should-respond' }, /<action>RESPOND<\/action>/],
    [{ type: 'reflection' }, /<facts><\/facts>/],
    [
      { type: 'title', conversation: 'User: my dog is ill, and it will not eat\n…' },
      /^my dog is ill and it$/,
    ],
    [{ type: 'title', conversation: '' }, /^A conversation$/],
    [{ type: 'yes-or-no' }, /^NO$/],
    [{ type: 'other', text: '2 words' }, /<text>w0 w1<\/text>/],
  ] as const)('%j', (asked, answer) => {
    expect(offlineAnswer(asked as Parameters<typeof offlineAnswer>[0], dice)).toMatch(answer);
  });
});

describe('the plugin', () => {
  it('streams the same XML that it gives whole', async () => {
    const whole = await generate('30 words', false);
    const parts = await readStream(await generate('30 words', true));
    expect(parts.length).toBeGreaterThan(10);
    expect(parts.join('')).toBe(whole);
  });

  it('settles the text of a stream that nobody read to its end', async () => {
    const answer = await generate('30 words', true);
    if (!isStream(answer)) throw new Error('no stream');
    for await (const part of answer.textStream) {
      expect(part).not.toBe('');
      break;
    }
    expect((await answer.text).length).toBeLessThan(20);
  });

  it('hands the prompt and the character to an online model', async () => {
    let body: unknown;
    const stub: Fetch = async (_url, init) => {
      body = JSON.parse(String(init.body));
      return new Response('data: {"choices":[{"delta":{"content":"<response>"}}]}\n\ndata: [DONE]\n\n');
    };
    expect(await readStream(await generate('the prompt', true, { fetch: stub }))).toEqual(['<response>']);
    expect(await generate('the prompt', false, { fetch: stub })).toBe('<response>');
    expect(body).toMatchObject({
      messages: [
        { role: 'system', content: 'You are Eliza.' },
        { role: 'user', content: 'the prompt' },
      ],
    });
  });

  it('says in a reply that its model cannot be reached', async () => {
    const stub: Fetch = async () => {
      throw new Error('connect ECONNREFUSED');
    };
    expect(await generate('hi', false, { fetch: stub })).toMatch(
      /<text>I cannot reach my model: connect ECONNREFUSED<\/text>/,
    );
  });
});

describe('an online model that breaks off', () => {
  it('is a fault of the stream, since half of the answer is out', async () => {
    const stub: Fetch = async () =>
      new Response('data: {"choices":[{"delta":{"content":"<response>"}}]}\n\ndata: {"choi');
    await expect(generate('hi', true, { fetch: stub }).then(readStream)).rejects.toThrow(SyntaxError);
  });
});

describe('embedding', () => {
  it('is a vector of length 1 with 384 numbers, for nothing too', () => {
    for (const text of ['', 'my dog', '👋']) {
      const vector = embedding(text);
      expect(vector).toHaveLength(384);
      expect(Math.hypot(...vector)).toBeCloseTo(1);
    }
  });

  it('is nearer for texts that share words', () => {
    const dot = (a: string, b: string): number => {
      const other = embedding(b);
      return embedding(a).reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
    };
    expect(dot('my dog is ill', 'the dog is ill')).toBeGreaterThan(dot('my dog is ill', 'rain tomorrow'));
  });
});
