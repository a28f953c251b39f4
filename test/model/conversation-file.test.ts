import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createConversationReader,
  decodeConversation,
  encodeConversation,
} from '../../src/model/conversation-file.ts';
import type { Message } from '../../src/model/message.ts';
import { isTime } from '../../src/model/time.ts';
import { entityId, messageId, other, own, ROOM, roomId, serverId } from '../harness/nouns.ts';

const attachment = fc.record({
  id: fc.string(),
  url: fc.webUrl(),
  title: fc.string(),
  contentType: fc.constantFrom('', 'image/png'),
});
const common = {
  text: fc.string({ unit: 'grapheme' }),
  at: fc.nat(),
  authorName: fc.string(),
  attachments: fc.array(attachment, { maxLength: 2 }),
};
const settledOwn = fc
  .record({
    ...common,
    delivery: fc.constantFrom(
      { type: 'sent' as const },
      { type: 'sent' as const, twice: 'maybe' as const },
      { type: 'unconfirmed' as const },
      { type: 'failed' as const, reason: { type: 'refused' as const, error: 'no' } },
    ),
  })
  .map((over) => ({ ...own('x', over) }));
const settledOther = fc
  .record({
    ...common,
    reply: fc.constantFrom('complete' as const, 'superseded' as const, 'incomplete' as const),
    actions: fc.array(fc.string(), { maxLength: 2 }),
    thought: fc.string(),
  })
  .map((over) => other('x', over));
const conversation = fc
  .array(fc.oneof(settledOwn, settledOther), { maxLength: 20 })
  .map((messages) => messages.map((message, index): Message => ({ ...message, id: messageId(`m${index}`) })));

const withoutUs = (message: Message): Message => {
  if (message.type === 'other') return message;
  const { authorId: _, ...rest } = message;
  return rest;
};

describe('a conversation as a file', () => {
  it('comes back as it was, but for who the user is', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const { id, title, agentId, agentName } = ROOM;
        const read = decodeConversation(encodeConversation(ROOM, messages));
        const orders = read.ok ? read.file.messages.map(({ order }) => order) : [];
        expect(read).toEqual({
          ok: true,
          file: {
            room: { id, title, agentId, agentName },
            // The place in the list is the order, whatever the times say.
            messages: messages.map((message, index) => ({ ...withoutUs(message), order: orders[index] })),
          },
        });
        expect(orders).toEqual([...orders].sort((a, b) => a - b));
        expect(new Set(orders).size).toBe(messages.length);
      }),
      { numRuns: 200 },
    );
  });

  it('is read as version 1 wrote it, which called the types otherwise', () => {
    const common = { roomId: 'r1', authorName: 'Grace', text: 'hi', at: 1_000, attachments: [] };
    const messages = [
      { kind: 'own', id: 'm1', ...common, delivery: { state: 'sent', twice: 'yes' } },
      {
        kind: 'own',
        id: 'm2',
        ...common,
        delivery: { state: 'failed', reason: { code: 'too-large', bytes: 9 } },
      },
      { kind: 'other', id: 's3', ...common, reply: 'complete', actions: [] },
    ];
    const { id, title } = ROOM;
    const text = JSON.stringify({ format: 'parley-conversation', version: 1, room: { id, title }, messages });
    expect(decodeConversation(text)).toEqual({
      ok: true,
      file: {
        room: { id, title },
        messages: [
          { type: 'own', id: 'm1', ...common, order: 1_000, delivery: { type: 'sent', twice: 'yes' } },
          {
            type: 'own',
            id: 'm2',
            ...common,
            order: 1_000 + 1 / 16,
            delivery: { type: 'failed', reason: { type: 'too-large', bytes: 9 } },
          },
          { type: 'other', id: 's3', ...common, order: 1_000 + 1 / 8, reply: 'complete', actions: [] },
        ],
      },
    });
  });

  it('does not hold the entity under which the user speaks, nor the name of a field for it', () => {
    const secret = entityId('the-entity-of-the-user');
    const text = encodeConversation({ ...ROOM, entityId: secret, messageServerId: 'the-server' }, [
      own('m1', { authorId: secret }),
    ]);
    expect(text).not.toMatch(/the-entity-of-the-user|the-server|entityId/);
  });

  it('brings nothing back to be sent, and no reply that is being written', () => {
    const text = encodeConversation(ROOM, [
      own('m1', { delivery: { type: 'queued' } }),
      own('m2', { delivery: { type: 'sending', again: true } }),
      other('m3', { reply: 'streaming' }),
    ]);
    expect(decodeConversation(text)).toMatchObject({
      ok: true,
      file: {
        messages: [
          { delivery: { type: 'unconfirmed' } },
          { delivery: { type: 'unconfirmed' } },
          { reply: 'incomplete' },
        ],
      },
    });
  });

  it('holds each message once, and all of them are of its room', () => {
    const text = encodeConversation(ROOM, [
      other('m1', { serverId: serverId('s1'), roomId: roomId('another') }),
      other('m1', { serverId: serverId('s1'), text: 'again' }),
    ]);
    expect(decodeConversation(text)).toMatchObject({
      ok: true,
      file: { messages: [{ id: 'm1', roomId: ROOM.id, text: 'again' }] },
    });
  });

  it.each([
    ['not JSON', 'PK\u0003\u0004', 'not-json'],
    ['something else', '[]', 'not-ours'],
    ['another program’s', '{"format":"chat","version":1}', 'not-ours'],
    ['of a newer version', '{"format":"parley-conversation","version":3,"threads":[]}', 'newer'],
    ['cut off in its structure', '{"format":"parley-conversation","version":1,"room":{}}', 'damaged'],
  ])('that is %s is named as such', (_, text, reason) => {
    expect(decodeConversation(text)).toEqual({ ok: false, reason });
  });

  it('that is cut off, wherever that is, is named as such', () => {
    const text = encodeConversation(ROOM, [other('m1', { text: 'a "quoted" \\ text' }), own('m2')]);
    for (let length = 1; length < text.length; length += 1) {
      expect(decodeConversation(text.slice(0, length)), text.slice(0, length)).toEqual({
        ok: false,
        reason: 'cut-off',
      });
    }
    expect(decodeConversation('')).toEqual({ ok: false, reason: 'not-json' });
    expect(decodeConversation('{"name":"another program’s", "list":[1,')).toMatchObject({
      reason: 'not-json',
    });
  });

  it('is read the same in whatever pieces it comes', () => {
    fc.assert(
      fc.property(conversation, fc.array(fc.nat(3_000), { maxLength: 8 }), (messages, cuts) => {
        const text = encodeConversation(ROOM, messages);
        const reader = createConversationReader();
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort(
          (a, b) => a - b,
        );
        for (const [index, from] of places.entries()) {
          expect(reader.feed(text.slice(from, places[index + 1]))).toBe(true);
        }
        expect(reader.end()).toEqual(decodeConversation(text));
      }),
      { numRuns: 200 },
    );
  });

  it('is read letter by letter, with whatever stands in its texts', () => {
    const text = encodeConversation(ROOM, [other('m1', { text: '"messages": [{ \\" ]}, 😀' }), own('m2')]);
    const reader = createConversationReader();
    for (const letter of text) reader.feed(letter);
    expect(reader.end()).toEqual(decodeConversation(text));
    expect(reader.end()).toMatchObject({ file: { messages: [{ text: '"messages": [{ \\" ]}, 😀' }, {}] } });
  });

  it('is left after its first piece where it is something else', () => {
    expect(createConversationReader().feed('PK\u0003\u0004')).toBe(false);
    expect(createConversationReader().feed('  [1, 2')).toBe(false);
    expect(createConversationReader().feed(' ')).toBe(true);
  });

  it('is taken within bounds, and says what was left out', () => {
    const attachments = Array.from({ length: 150 }, (_, index) => ({
      id: `${index}`,
      url: '/media/a',
      title: '',
      contentType: '',
    }));
    const huge = other('m1', { text: 'x'.repeat(2_000_009), attachments, thought: 'y'.repeat(200_000) });
    const read = decodeConversation(encodeConversation({ ...ROOM, title: 'z'.repeat(1_000_000) }, [huge]));
    if (!read.ok) throw new Error(read.reason);
    const [message] = read.file.messages;
    expect(message?.text).toHaveLength(2_000_000);
    expect(message?.attachments).toHaveLength(100);
    expect(message?.leftOut).toEqual({ characters: 9, attachments: 50 });
    expect(message).toMatchObject({ thought: expect.stringMatching(/^y{99999}…$/) });
    expect(read.file.room.title).toMatch(/^z{199}…$/);
  });

  const fileWith = (times: readonly string[]): string => {
    const messages = times.map((at, index) =>
      JSON.stringify(other(`m${index}`, { serverTime: true })).replace('"at":1000', () => `"at":${at}`),
    );
    const { id, title } = ROOM;
    const room = JSON.stringify({ id, title });
    return `{"format":"parley-conversation","version":1,"room":${room},"messages":[${messages.join()}]}`;
  };
  const timesIn = (...times: string[]) => {
    const read = decodeConversation(fileWith(times));
    return read.ok
      ? read.file.messages.map(({ at, serverTime }) => (serverTime ? at : `${at}`))
      : read.reason;
  };

  // Told apart here by being texts: what was made up is no time of the server's.
  it.each<[string, string[], unknown[]]>([
    ['is none', ['7000', '"soon"', 'null', '{}', '9000'], [7_000, '7001', '7002', '7003', 9_000]],
    ['can be none', ['7000', '1e300', '1e999', '-1e300', '8.64e15'], [7_000, '7001', '7002', '7003', '7004']],
    ['is none at the beginning', ['-1', '1e300', '7000'], ['6998', '6999', 7_000]],
    ['is the only one', ['1e300'], ['1']],
    ['is in ISO 8601, or in halves', ['"1970-01-01T00:00:07.000Z"', '7000.5'], [7_000, 7_000]],
    ['is right', ['7000', '5000'], [7_000, 5_000]],
  ])('is read in its order where a time %s', (_what, times, expected) => {
    expect(timesIn(...times)).toEqual(expected);
  });

  it('is read with all its messages and times, whatever they are', () => {
    const anyAt = fc.oneof(
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.constantFrom('1e999', '0.5'),
    );
    fc.assert(
      fc.property(fc.array(anyAt, { maxLength: 12 }), (times) => {
        const read = decodeConversation(fileWith(times));
        if (!read.ok) throw new Error(read.reason);
        expect(read.file.messages.map(({ id }) => id)).toEqual(times.map((_, index) => `m${index}`));
        for (const { at } of read.file.messages) if (!isTime(at)) throw new Error(`${at} is no time`);
      }),
    );
  });

  it('is never read as more than it is, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(decodeConversation(JSON.stringify(value)).ok).toBe(false);
      }),
    );
  });
});
