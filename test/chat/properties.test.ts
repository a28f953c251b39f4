import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message, OwnMessage } from '../../src/model/message.ts';
import { isoTime, isTime, LAST_TIME } from '../../src/model/time.ts';
import { readToView } from '../../src/relay/to-view.ts';
import { clockTime } from '../../src/views/diagnostics/clock-time.ts';
import { setTextSource } from '../../src/views/i18n/text.ts';
import { dayOf, formatDate, formatTime } from '../../src/views/i18n/time.ts';
import { decodeEvent } from '../../src/wire/decode.ts';
import { startConversation } from '../harness/conversation.ts';
import { messageId, own, ROOM } from '../harness/nouns.ts';
import { english } from '../stage/english.ts';

setTextSource(english);

/** Few ids, so that events meet one another and our own messages. */
const OURS = ['m1', 'm2', 'm3'] as const;
const anyId = fc.constantFrom(...OURS, 's1', 's2', 's3', 's4');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = fc.constantFrom('', 'a', 'bb', 'ccc');
const room = fc.constantFrom('r1', 'r1', 'r1', 'r2');
const sender = fc.constantFrom('me', 'agent', 'bob');

/** As written down here, with all that a server has no business with. */
const asWritten = (id: string): string => `as written: ${id}`;
const written = (id: string): OwnMessage =>
  own(id, {
    text: asWritten(id),
    attachments: [{ id: 'a', url: '/media/a.png', title: 'a.png', contentType: 'image/png' }],
    edits: messageId('m0'),
  });

/** What a server may call a time, and what it may not. */
const anyTime = fc.oneof(
  fc.integer({ min: 0, max: 2_000_000 }),
  fc.constantFrom<unknown>(8.64e15, 1e300, -1, 0.5, LAST_TIME, LAST_TIME + 1, 'soon', '+275760-09-13', null),
  fc.double(),
);

const broadcast = fc
  .record({
    id: maybe(anyId),
    clientMessageId: maybe(anyId),
    roomId: room,
    senderId: maybe(sender),
    senderName: maybe(sender),
    text: fc.oneof(text, fc.constantFrom(...OURS.map(asWritten))),
    createdAt: maybe(anyTime),
    source: fc.constantFrom('agent_response', 'extension', 'agent_action'),
    attachments: maybe(
      fc.constant([{ id: 'evil', url: 'https://evil.example/evil.pdf', title: 'evil.pdf' }]),
    ),
    thought: maybe(text),
    actions: maybe(fc.constant(['REPLY'])),
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

const isSent = (message: Message): boolean => message.type === 'own' && message.delivery.type === 'sent';

const timeOf = ({ at, serverTime }: Message) => ({ at, serverTime });

const isOf = (ids: readonly string[], id: string): boolean => ids.includes(id);

/** It came under its server id alone: until its history is read it may be one of ours. */
const isStray = ({ id, serverId }: Message): boolean => (id as string) === serverId;

const ownTexts = (messages: readonly Message[]): Map<string, string> =>
  new Map(messages.flatMap((message) => (message.type === 'own' ? [[message.id, message.text]] : [])));

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
            if (was && was.type !== message.type) throw new Error(`${message.id} changed sides`);
            if (message.type === 'own' && was && message.text !== texts.get(message.id)) {
              throw new Error(`${message.id} was rewritten`);
            }
          }
          before = now;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of a message of ours it settles the delivery, by which it names its id and its time, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const conversation = startConversation(ROOM);
        for (const id of OURS) conversation.put(written(id));
        const settledAs = new Map<string, OwnMessage>();
        // A cleared message that the server sends again is a new one.
        let stored: readonly string[] = OURS;
        for (const [name, payload] of events) {
          const decoded = decodeEvent(name, [payload]);
          if (!decoded.ok) throw new Error(decoded.reason);
          conversation.hear(decoded.value);
          conversation.tick(7);
          const now = conversation.messages();
          stored = stored.filter((id) => now.some((message) => message.id === id));
          for (const message of now) {
            if (message.type !== 'own' || !isOf(stored, message.id)) continue;
            const before = settledAs.get(message.id) ?? written(message.id);
            const { at, order, serverTime, serverId, delivery } = message;
            expect(message).toEqual({ ...before, at, order, serverTime, serverId, delivery });
            if (isSent(before) || !serverTime) expect({ at, serverTime }).toEqual(timeOf(before));
            // Where it stands, the server's time does not decide.
            if (isSent(before)) expect(order).toBe(before.order);
            else expect(order).toBeGreaterThanOrEqual(before.order);
            if (before.serverId) expect(serverId).toBe(before.serverId);
            settledAs.set(message.id, message);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('no two messages come to have one id of the server’s, whatever it says they have', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const conversation = startConversation(ROOM);
        for (const id of OURS) conversation.put(written(id));
        for (const [name, payload] of events) {
          const decoded = decodeEvent(name, [payload]);
          if (!decoded.ok) throw new Error(decoded.reason);
          conversation.hear(decoded.value);
          const named = conversation.messages().filter((message) => !isStray(message));
          const ids = named.flatMap(({ serverId }) => serverId ?? []);
          if (new Set(ids).size !== ids.length) throw new Error(`${name}: two messages have one server id`);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('each time that comes of it is one, and goes through to the views, who can write it', () => {
    const clocks = fc.constantFrom(0, 1_000_000, LAST_TIME - 10, LAST_TIME);
    fc.assert(
      fc.property(clocks, fc.array(anyEvent, { maxLength: 40 }), (startsAt, events) => {
        const conversation = startConversation(ROOM, startsAt);
        for (const id of OURS) conversation.put(own(id, { at: startsAt }));
        for (const [name, payload] of events) {
          const decoded = decodeEvent(name, [payload]);
          if (!decoded.ok) throw new Error(decoded.reason);
          const changes = conversation.hear(decoded.value);
          conversation.tick(7);
          // What is no time would be mended on its way, and differ.
          expect(readToView({ type: 'changes', changes }, () => {})).toEqual({ type: 'changes', changes });
          for (const { at } of conversation.messages()) {
            if (!isTime(at)) throw new Error(`${name}: ${at} is no time`);
            for (const write of [formatTime, formatDate, clockTime, isoTime, dayOf]) write(at);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('what was sent is never again in doubt, and what waits never goes', () => {
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
            if (message?.type === 'own' && !isSent(message)) throw new Error(`${id} is in doubt again`);
          }
          sent = new Set(now.filter(isSent).map(({ id }) => id));
          const lost = before.filter(({ id }) => !states.has(id));
          const mayGo = (message: Message): boolean =>
            (name === 'messageDeleted' || name === 'channelCleared') &&
            (message.type === 'other' || isSent(message));
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
  it('is heard as one message per row of others and one per message of ours, at the time of the row that settled it', () => {
    fc.assert(
      fc.property(
        fc.array(truthfulRow, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (rows, dice) => {
          const conversation = startConversation(ROOM);
          for (const id of OURS) conversation.put(own(id, { delivery: { type: 'sending' } }));
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
          // Where a row that is heard later moved it, it would be in a server's power where it stands.
          const places = new Map<string, number>();
          for (const { telling } of shuffled) {
            const [name, told] = telling;
            const decoded = decodeEvent(name, [told]);
            if (!decoded.ok) throw new Error(decoded.reason);
            conversation.hear(decoded.value);
            const { clientMessageId } = told;
            if (!clientMessageId || places.has(clientMessageId)) continue;
            // An acknowledgement tells no time: it stays where it was written.
            places.set(clientMessageId, 'createdAt' in told ? told.createdAt : 1_000);
          }
          const messages = conversation.messages();
          const others = rows.filter(({ ours }) => ours === undefined);
          expect(messages).toHaveLength(OURS.length + others.length);
          for (const id of OURS) {
            const at = places.get(id);
            const message = messages.find((candidate) => candidate.id === id);
            if (at === undefined) expect(message).toMatchObject({ delivery: { type: 'sending' } });
            else expect(message).toMatchObject({ at, delivery: { type: 'sent' } });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
