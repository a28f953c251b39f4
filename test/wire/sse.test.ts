import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStreamReader, type StreamFrame } from '../../src/wire/sse.ts';

/** What ElizaOS 1.7.2 answered to a post of mode `stream`. */
const recorded = (): string => {
  const trace = new URL('../fixtures/traces/elizaos-1.7.2.jsonl', import.meta.url);
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const { rest } = line ? JSON.parse(line) : {};
    if (rest?.type === 'text/event-stream') return rest.text;
  }
  throw new Error('no stream was recorded');
};

const read = (pieces: readonly string[]): { frames: StreamFrame[]; reasons: string[] } => {
  const frames: StreamFrame[] = [];
  const reasons: string[] = [];
  const reader = createStreamReader(
    (frame) => frames.push(frame),
    (reason) => reasons.push(reason),
  );
  for (const piece of pieces) reader.feed(piece);
  return { frames, reasons };
};

const frame = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

describe('a stream of frames', () => {
  it('is read as ElizaOS sends it: the row, the chunks, and the whole under their id', () => {
    const { frames, reasons } = read([recorded()]);
    expect(reasons).toEqual([]);
    expect(frames.map(({ type }) => type)).toEqual([
      'user-message',
      'chunk',
      'chunk',
      'chunk',
      'chunk',
      'chunk',
      'done',
    ]);
    const [row] = frames;
    const done = frames.at(-1);
    if (row?.type !== 'user-message' || done?.type !== 'done') throw new Error('not as expected');
    expect(row.message).toMatchObject({
      serverId: '54f874c1-5fa8-4f87-a5dd-f1d96a8390f0',
      clientId: '046bfac0-71eb-4cec-a7ae-dadd95e54dd4',
      createdAt: 1795507875200,
    });
    const chunks = frames.flatMap((each) => (each.type === 'chunk' ? [each] : []));
    expect(new Set(chunks.map(({ serverId }) => serverId))).toEqual(new Set([done.reply.serverId]));
    expect(chunks.map(({ chunk }) => chunk).join('')).toBe(done.reply.text);
    expect(done.reply).toMatchObject({ thought: 'thinking about it', actions: ['REPLY'] });
  });

  it('is the same however it is cut', () => {
    const whole = recorded();
    const { frames } = read([whole]);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 20 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
        expect(read(pieces)).toEqual({ frames, reasons: [] });
      }),
    );
  });

  it('tells the words of an error, and leaves out what it does not know', () => {
    const { frames, reasons } = read([
      frame('ping', {}),
      frame('error', { error: 'out of tokens' }),
      frame('error', {}),
    ]);
    expect(frames).toEqual([
      { type: 'error', error: 'out of tokens' },
      { type: 'error', error: 'the server named no reason' },
    ]);
    expect(reasons).toEqual([]);
  });

  it.each([
    ['no JSON', 'event: chunk\ndata: {oops\n\n', 'stream chunk'],
    ['a chunk without its text', frame('chunk', { messageId: 'm', index: 0 }), 'chunk is missing'],
    ['an end before the row', frame('done', { text: 'hi' }), 'no user_message before'],
    ['a row without an id', frame('user_message', { content: 'hi' }), 'id is missing'],
  ])('says why %s cannot be read, and goes on', (_what, broken, reason) => {
    const { frames, reasons } = read([broken, frame('error', { error: 'later' })]);
    expect(reasons).toEqual([expect.stringContaining(reason)]);
    expect(frames).toEqual([{ type: 'error', error: 'later' }]);
  });
});
