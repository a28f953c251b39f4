import { pick, type Random, seeded } from '../chaos/schedule.ts';
import { MALFORMED } from './malformed.ts';
import type { Context } from './payloads.ts';
import {
  accompaniment,
  broadcast,
  EVENT_NAMES,
  EVENTS,
  hostileText,
  idOf,
  type Making,
  mutate,
  tokenOf,
} from './payloads.ts';
import { anyValue, toJson, withPrototypeKeys } from './values.ts';

/** A packet of Engine.IO: text with its type before it, or binary. */
export type Packet = string | Uint8Array;

/** What one frame says. */
interface Said {
  packets: readonly Packet[];
  /** It must come into the chat, and is found by this word. */
  token?: string;
  /** The row that the server keeps of it. */
  row?: Row;
  /** Whether the protocol lets the client end the connection for it. */
  mayEnd?: boolean;
}

/** A message as the server's history has it. */
export interface Row {
  id: string;
  text: string;
  authorId: string;
  createdAt: number;
  /** The id that a message of the user's was sent under. */
  clientId?: string;
}

export interface Frame extends Said {
  index: number;
  kind: Kind;
}

const event = (name: unknown, ...args: unknown[]): string => `42${toJson([name, ...args])}`;

const said = (making: Making, extra: Record<string, unknown> = {}): Said => {
  const token = tokenOf('f', making.index);
  const text = making.random() < 0.7 ? `${token} said` : `${token} ${hostileText(making)}`;
  const payload = { ...broadcast(making), ...extra, text };
  const row = { id: idOf(making.index), text, authorId: making.context.agent, createdAt: making.context.now };
  return { packets: [event('messageBroadcast', payload)], token, row };
};

/** Rooms that were never joined; some look like the one that was. */
const foreignRoom = ({ random, context, index }: Making): string =>
  pick(random, [
    `foreign-${index % 40}`,
    context.room.toUpperCase(),
    ` ${context.room}`,
    `${context.room}\0`,
    '__proto__',
    'constructor',
    'toString',
  ]);

const foreign = (making: Making): Said => {
  const room = foreignRoom(making);
  const name = pick(making.random, EVENT_NAMES);
  const fields = JSON.parse(
    JSON.stringify(EVENTS[name]?.(making) ?? {})
      .replaceAll(making.context.room, 'x')
      .replaceAll(tokenOf('m', making.index), tokenOf('x', making.index)),
  );
  const of = { roomId: room, channelId: room };
  const payload =
    name === 'message' ? { ...fields, payload: { ...fields.payload, ...of } } : { ...fields, ...of };
  return { packets: [event(name, payload)] };
};

/** Speaks of the user's own messages, with other words, other ids, another author. */
const aboutOwn = (making: Making): Said => {
  const { random, context, index } = making;
  const ids = { clientId: idOf(index), serverId: idOf(index) };
  const one = context.own[Math.floor(random() * context.own.length)] ?? ids;
  const two = context.own[Math.floor(random() * context.own.length)] ?? ids;
  const text = `${tokenOf('m', index)} not what was written`;
  const said = { ...broadcast(making), text, ...accompaniment(making) };
  const chunk = { chunk: text, index: 0, agentId: context.agent, channelId: context.room };
  const room = { roomId: context.room };
  return {
    packets: [
      pick<() => string>(random, [
        () => event('messageBroadcast', { ...said, clientMessageId: one.clientId }),
        () => event('messageBroadcast', { ...said, clientMessageId: one.clientId, id: two.serverId }),
        () => event('messageBroadcast', { ...said, id: one.serverId }),
        () => event('messageBroadcast', { ...said, id: one.clientId, senderId: context.me }),
        () => event('messageBroadcast', { ...said, id: one.serverId, senderId: context.me }),
        () => event('messageBroadcast', { ...said, senderId: context.me, clientMessageId: two.clientId }),
        () => event('messageAck', { ...room, clientMessageId: one.clientId, messageId: two.serverId }),
        () => event('messageAck', { ...room, clientMessageId: one.clientId, messageId: idOf(index) }),
        () => event('messageStreamChunk', { ...chunk, messageId: one.serverId }),
        () => event('messageStreamChunk', { ...chunk, messageId: one.clientId }),
        () =>
          event('messageStreamError', { ...room, messageId: one.clientId, error: 'no', partialText: text }),
        () => event('message', { type: 4, payload: { ...room, messageId: one.clientId } }),
        () => event('message', { type: 3, payload: { ...said, message: text, id: one.serverId } }),
      ])(),
    ],
  };
};

const activity = (making: Making): Said => {
  const name = pick(making.random, [
    'userTyping',
    'userTyping',
    'userJoined',
    'userLeft',
    'message',
    'messageComplete',
  ]);
  if (name === 'message') {
    const payload = { roomId: making.context.room, agentId: making.context.agent };
    return { packets: [event('message', { type: 5, payload })] };
  }
  return { packets: [event(name, EVENTS[name]?.(making))] };
};

const strange = (making: Making): Said => {
  const { random, context } = making;
  const name = pick<unknown>(random, [
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'then',
    '',
    'e'.repeat(10_000),
    'agentStateUpdate',
    0,
    -1,
    1e21,
    5,
  ]);
  return { packets: [event(name, anyValue(random, context.elsewhere))] };
};

const acks = ({ random, context }: Making): Said => ({
  packets: [
    `43${pick(random, ['0', '1', '7', '999999', '9007199254740993'])}${toJson([anyValue(random, context.elsewhere)])}`,
  ],
});

/** Asks for an acknowledgement, or has more arguments than any event. */
const withMore = (making: Making): Said => {
  const { random, context } = making;
  const name = pick(random, EVENT_NAMES);
  const fields = EVENTS[name]?.(making);
  const args = random() < 0.5 ? [fields] : [fields, anyValue(random, context.elsewhere), fields];
  return { packets: [`42${Math.floor(random() * 50)}${toJson([name, ...args])}`] };
};

const binary = (making: Making): Said => {
  const { row, token } = said(making);
  const part = { _placeholder: true, num: 0 };
  const bytes = Uint8Array.from({ length: Math.floor(making.random() * 200) }, (_, index) => index);
  const payload = { ...broadcast(making), text: row?.text, part, thought: part };
  return {
    packets: [`451-${toJson(['messageBroadcast', payload])}`, bytes],
    ...(token && { token }),
    ...(row && { row }),
  };
};

/** Each kind of frame: how often in a hundred, and what it says. */
const KINDS = {
  message: { weight: 18, make: (making: Making) => said(making, accompaniment(making)) },
  'message again': {
    weight: 3,
    make: (making: Making): Said => {
      const before = making.index - 1 - Math.floor(making.random() * 20);
      const payload = { ...broadcast({ ...making, index: Math.max(0, before) }), ...accompaniment(making) };
      return {
        packets: [event('messageBroadcast', { ...payload, text: `${tokenOf('m', making.index)} again` })],
      };
    },
  },
  wrong: {
    weight: 31,
    make: (making: Making): Said => {
      const name = pick(making.random, EVENT_NAMES);
      return { packets: [event(name, mutate(name, EVENTS[name]?.(making) ?? {}, making))] };
    },
  },
  'in another room': { weight: 9, make: foreign },
  'about own messages': { weight: 8, make: aboutOwn },
  activity: { weight: 9, make: activity },
  'strange event': { weight: 5, make: strange },
  acknowledgement: { weight: 4, make: acks },
  'more arguments': { weight: 4, make: withMore },
  binary: { weight: 4, make: binary },
  'prototype keys': {
    weight: 4,
    make: (making: Making): Said => {
      const name = pick(making.random, EVENT_NAMES);
      return { packets: [event(name, withPrototypeKeys(EVENTS[name]?.(making) ?? {}))] };
    },
  },
  malformed: {
    weight: 1,
    make: (making: Making): Said => ({ packets: pick(making.random, MALFORMED)(making), mayEnd: true }),
  },
} satisfies Record<string, { weight: number; make: (making: Making) => Said }>;

export type Kind = keyof typeof KINDS | 'stream';

export const WEIGHTS = Object.fromEntries(
  Object.entries(KINDS).map(([kind, { weight }]) => [kind, weight]),
) as Record<keyof typeof KINDS, number>;

const TOTAL = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0);

const kindAt = (random: Random): keyof typeof KINDS => {
  let left = random() * TOTAL;
  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    left -= WEIGHTS[kind];
    if (left < 0) return kind;
  }
  return 'message';
};

/** Every other fifty frames begin with a reply that is written: nine chunks, and the message that closes it. */
const STREAM_EVERY = 50;
const STREAM_FRAMES = 10;

const streamFrame = (making: Making, first: number): Said => {
  const { context, index } = making;
  const id = idOf(first);
  const tokens = (to: number): string =>
    Array.from({ length: to - first + 1 }, (_, at) => tokenOf('f', first + at)).join(' ');
  if (index - first < STREAM_FRAMES - 1) {
    const chunk = `${tokenOf('f', index)} `;
    const fields = {
      messageId: id,
      chunk,
      index: index - first,
      agentId: context.agent,
      channelId: context.room,
    };
    return { packets: [event('messageStreamChunk', fields)], token: tokenOf('f', index) };
  }
  const text = tokens(index);
  const row = { id, text, authorId: context.agent, createdAt: context.now };
  return {
    packets: [event('messageBroadcast', { ...broadcast(making), id, text })],
    token: tokenOf('f', index),
    row,
  };
};

/** The frame of a seed at an index: always the same in the same context. */
export const frameAt = (seed: number, index: number, context: Context): Frame => {
  const random = seeded(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  // The first numbers of neighbouring seeds resemble each other.
  random();
  const making: Making = { random, context, index };
  const block = Math.floor(index / STREAM_EVERY);
  const first = block * STREAM_EVERY;
  if (block % 2 === 0 && index - first < STREAM_FRAMES) {
    return { index, kind: 'stream', ...streamFrame(making, first) };
  }
  const kind = kindAt(random);
  return { index, kind, ...KINDS[kind].make(making) };
};
