import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/model/message.ts';
import { decodeEvent } from '../../src/wire/decode.ts';
import { startConversation } from '../harness/conversation.ts';
import { own, ROOM } from '../harness/nouns.ts';

/** Few ids, so that events meet one another and our own messages. */
const OURS = ['m1', 'm2', 'm3'] as const;
const anyId = fc.constantFrom(...OURS, 's1', 's2', 's3', 's4');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = fc.constantFrom('', 'a', 'bb', 'ccc');
const room = fc.constantFrom('r1', 'r1', 'r1', 'r2');
const sender = fc.constantFrom('me', 'agent', 'bob');

const broadcast = fc
  .record({
    id: maybe(anyId),
    clientMessageId: maybe(anyId),
    roomId: room,
    senderId: maybe(sender),
    text,
    createdAt: maybe(fc.integer({ min: 0, max: 2_000_000 })),
    source: fc.constantFrom('agent_response', 'extension', 'agent_action'),
  })
  .map((payload) => ['messageBroadcast', payload] as const);

/** Whatever a server may say about messages, in any order, over ids that it may use twice. */
const anyEvent = fc.oneof(
  broadcast,
  fc
    .record({ clientMessageId: anyId, messageId: maybe(anyId), roomId: room })
    .map((payload) => ['messageAck', payload] as const),
  fc
    .record({ messageId: anyId, chunk: text, index: fc.nat(9), agentId: sender, channelId: room })
    .map((payload) => ['messageStreamChunk', payload] as const),
  fc
    .record({
      messageId: anyId,
      error: fc.constant('broke'),
      channelId: room,
      partialText: maybe(text),
    })
    .map((payload) => ['messageStreamError', payload] as const),
  fc.record({ messageId: anyId, channelId: room }).map((payload) => ['messageDeleted', payload] as const),
  room.map((channelId) => ['channelCleared', { channelId }] as const),
  fc.constant(['messageComplete', {}] as const),
  fc.constant(['messageError', { error: 'no' }] as const),
);

const isSent = (message: Message): boolean => message.kind === 'own' && message.delivery.state === 'sent';

const ownTexts = (messages: readonly Message[]): Map<string, string> =>
  new Map(messages.flatMap((message) => (message.kind === 'own' ? [[message.id, message.text]] : [])));

describe('whatever a server says', { timeout: 30_000 }, () => {
  it('no two messages have one id, none changes sides, and no message of ours changes its text', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const conversation = startConversation(ROOM);
        for (const id of OURS) conversation.put(own(id, { text: `as written: ${id}` }));
        let before = conversation.messages();
        for (const [name, payload] of events) {
          const decoded = decodeEvent(name, [payload]);
          if (!decoded.ok) throw new Error(decoded.reason);
          conversation.hear(decoded.value);
          conversation.tick(7);
          const now = conversation.messages();
          if (new Set(now.map(({ id }) => id)).size !== now.length) throw new Error('two of one id');
          const texts = ownTexts(before);
          for (const message of now) {
            const was = before.find(({ id }) => id === message.id);
            if (was && was.kind !== message.kind) throw new Error(`${message.id} changed sides`);
            if (message.kind === 'own' && was && message.text !== texts.get(message.id)) {
              throw new Error(`${message.id} was rewritten`);
            }
          }
          before = now;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('what was sent is never again in doubt, and what waits goes only by a deletion', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const conversation = startConversation(ROOM);
        for (const id of OURS) conversation.put(own(id));
        let sent = new Set<string>();
        for (const [name, payload] of events) {
          const decoded = decodeEvent(name, [payload]);
          if (!decoded.ok) throw new Error(decoded.reason);
          const before = conversation.messages();
          conversation.hear(decoded.value);
          const now = conversation.messages();
          const states = new Map(now.map((message) => [message.id as string, message]));
          for (const id of sent) {
            const message = states.get(id);
            if (message?.kind === 'own' && !isSent(message)) throw new Error(`${id} is in doubt again`);
          }
          sent = new Set(now.filter(isSent).map(({ id }) => id));
          const lost = before.filter(({ id }) => !states.has(id));
          const mayGo = (message: Message): boolean =>
            name === 'messageDeleted' ||
            (name === 'channelCleared' && (message.kind === 'other' || isSent(message)));
          if (!lost.every(mayGo)) throw new Error(`${name} made a message disappear`);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** A server that tells the truth: each row has an id of its own, and a copy of ours names the id that it was sent under. */
const truthfulRow = fc.record({
  ours: fc.constantFrom(...OURS, undefined),
  createdAt: fc.integer({ min: 0, max: 9 }),
});

describe('a server that tells the truth, as often and in whichever order', { timeout: 30_000 }, () => {
  it('is heard as one message per row of others and one per message of ours, at its earliest time', () => {
    fc.assert(
      fc.property(
        fc.array(truthfulRow, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (rows, dice) => {
          const conversation = startConversation(ROOM);
          for (const id of OURS) conversation.put(own(id, { delivery: { state: 'sending' } }));
          const tellings = rows.flatMap(({ ours, createdAt }, index) => {
            const told = {
              id: `s${index}`,
              roomId: 'r1',
              senderId: ours ? 'me' : 'agent',
              text: 'x',
              createdAt,
              ...(ours && { clientMessageId: ours }),
            };
            const ack = { clientMessageId: ours, messageId: `s${index}` };
            return [
              ['messageBroadcast', told] as const,
              ['messageBroadcast', told] as const,
              ...(ours ? [['messageAck', ack] as const] : []),
            ];
          });
          const shuffled = tellings
            .map((telling) => ({ telling, order: dice.next().value as number }))
            .sort((a, b) => a.order - b.order);
          for (const { telling } of shuffled) {
            const decoded = decodeEvent(telling[0], [telling[1]]);
            if (!decoded.ok) throw new Error(decoded.reason);
            conversation.hear(decoded.value);
          }
          const messages = conversation.messages();
          const others = rows.filter(({ ours }) => ours === undefined);
          expect(messages).toHaveLength(OURS.length + others.length);
          for (const id of OURS) {
            const times = rows.filter(({ ours }) => ours === id).map(({ createdAt }) => createdAt);
            const message = messages.find((candidate) => candidate.id === id);
            if (times.length === 0) expect(message).toMatchObject({ delivery: { state: 'sending' } });
            else expect(message).toMatchObject({ at: Math.min(...times), delivery: { state: 'sent' } });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
