import { describe, expect, it } from 'vitest';
import { LIMITS, MOST } from '../../src/model/shorten.ts';
import { decodeEvent } from '../../src/wire/decode.ts';
import { decodeAgents, decodeChannel, decodeHistory, errorWords } from '../../src/wire/decode-rest.ts';
import { createStreamReader, type StreamFrame } from '../../src/wire/sse.ts';

const MEGABYTE = 'x'.repeat(1_000_000);
const many = (count: number, make: (index: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** The longest text in a value, and the longest list. */
const largest = (value: unknown): { text: number; list: number } => {
  let text = 0;
  let list = 0;
  const look = (part: unknown): void => {
    if (typeof part === 'string') text = Math.max(text, part.length);
    if (Array.isArray(part)) list = Math.max(list, part.length);
    if (typeof part === 'object' && part !== null) for (const each of Object.values(part)) look(each);
  };
  look(value);
  return { text, list };
};

const FLOODED = {
  id: MEGABYTE,
  senderId: MEGABYTE,
  senderName: MEGABYTE,
  clientMessageId: MEGABYTE,
  roomId: 'r1',
  channelId: 'r1',
  entityId: 'e1',
  userId: 'e1',
  userName: MEGABYTE,
  agentId: 'a1',
  messageId: 's1',
  text: 'short',
  content: 'short',
  chunk: 'short',
  index: 0,
  isTyping: true,
  source: MEGABYTE,
  thought: MEGABYTE,
  actions: many(100_000, () => MEGABYTE.slice(0, 1_000)),
  attachments: [
    { url: MEGABYTE, title: 'a' },
    ...many(100_000, (index) => ({ url: `/media/${index}`, title: MEGABYTE, type: MEGABYTE })),
  ],
  rawMessage: { actionStatus: MEGABYTE },
  updates: { name: MEGABYTE },
  error: MEGABYTE,
};

const EVENTS = [
  'messageBroadcast',
  'messageStreamChunk',
  'messageStreamError',
  'messageError',
  'userJoined',
  'userLeft',
  'userTyping',
  'channelUpdated',
  'controlMessage',
];

describe('what a server sends without bound', () => {
  it.each(EVENTS)('in %s is bounded where it is decoded', (name) => {
    const decoded = decodeEvent(name, [FLOODED]);
    const { text, list } = largest(decoded);
    expect(text).toBeLessThanOrEqual(LIMITS.thought);
    expect(list).toBeLessThanOrEqual(MOST.attachments);
  });

  it('in an id ends the decoding: half an id is another id', () => {
    expect(decodeEvent('userJoined', [{ roomId: MEGABYTE, userId: 'u' }])).toEqual({
      ok: false,
      reason: 'userJoined: roomId is too long',
    });
    expect(decodeEvent('userJoined', [{ roomId: 'r1', userId: MEGABYTE }])).toMatchObject({ ok: false });
  });

  it('in a message says how much is missing of its text, and how many attachments', () => {
    const text = 'x'.repeat(LIMITS.text - 1) + '😀'.repeat(10);
    const decoded = decodeEvent('messageBroadcast', [{ ...FLOODED, text }]);
    expect(decoded).toMatchObject({
      value: {
        message: {
          text: text.slice(0, LIMITS.text - 1),
          senderName: expect.stringMatching(/^x{199}…$/),
          leftOut: { characters: 20, attachments: 100_001 - MOST.attachments + 1 },
        },
      },
    });
    const whole = decodeEvent('messageBroadcast', [{ roomId: 'r1', text: MEGABYTE }]);
    expect(whole).toMatchObject({ value: { message: { text: MEGABYTE } } });
    expect(whole).not.toHaveProperty('value.message.leftOut');
  });

  it('says at the end of a list of actions that it goes on', () => {
    const decoded = decodeEvent('messageBroadcast', [FLOODED]);
    if (!decoded.ok || decoded.value.type !== 'broadcast') throw new Error('no broadcast');
    expect(decoded.value.message.actions).toHaveLength(MOST.actions + 1);
    expect(decoded.value.message.actions.at(-1)).toBe('…');
  });

  it('as agents is bounded, and counted', () => {
    const agents = many(50_000, (index) => ({
      id: `a${index}`,
      name: MEGABYTE,
      bio: many(100, () => MEGABYTE),
      status: 'active',
    }));
    const decoded = decodeAgents({ success: true, data: { agents } });
    if (!decoded.ok) throw new Error(decoded.reason);
    expect(decoded.value.agents).toHaveLength(MOST.agents);
    expect(decoded.value.leftOut).toBe(50_000 - MOST.agents);
    expect(decoded.value.agents[0]?.name).toHaveLength(LIMITS.name);
    expect(decoded.value.agents[0]?.bio).toHaveLength(LIMITS.words);
  });

  it('as the title of a channel, a row of the history, an error, or a frame of a stream is bounded', () => {
    expect(largest(decodeChannel({ success: true, data: { id: 'r1', name: MEGABYTE } })).text).toBe(
      LIMITS.name,
    );
    const row = { ...FLOODED, id: 's1', authorId: 'a', metadata: { agentName: MEGABYTE, thought: MEGABYTE } };
    const history = decodeHistory({ success: true, data: { messages: [row] } });
    expect(history).toMatchObject({ ok: true, value: { messages: [{ serverId: 's1' }] } });
    expect(largest(history).text).toBe(LIMITS.thought);
    expect(errorWords({ error: MEGABYTE })).toHaveLength(LIMITS.words);
    const frames: StreamFrame[] = [];
    const data = JSON.stringify({ error: MEGABYTE });
    createStreamReader((frame) => frames.push(frame), console.error).feed(`event: error\ndata: ${data}\n\n`);
    expect(largest(frames).text).toBe(LIMITS.words);
  });
});
