import { pick, type Random } from '../chaos/schedule.ts';
import { aboutOwn, foreign } from './about.ts';
import { MALFORMED } from './malformed.ts';
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
import { rawOf } from './raw.ts';
import { event, type Said } from './said.ts';
import { anyValue, toJson, withPrototypeKeys } from './values.ts';

const said = (making: Making, extra: Record<string, unknown> = {}): Said => {
  const token = tokenOf('f', making.index);
  const text = making.random() < 0.7 ? `${token} said` : `${token} ${hostileText(making)}`;
  const payload = { ...broadcast(making), ...extra, text };
  const row = { id: idOf(making.index), text, authorId: making.context.agent, createdAt: making.context.now };
  return { packets: [event('messageBroadcast', payload)], token, row };
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
export const KINDS = {
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
    weight: 30.6,
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
  'below Engine.IO': {
    weight: 0.4,
    make: (making: Making): Said => ({ packets: [], raw: rawOf(making), mayEnd: true }),
  },
  malformed: {
    weight: 1,
    make: (making: Making): Said => ({ packets: pick(making.random, MALFORMED)(making), mayEnd: true }),
  },
} satisfies Record<string, { weight: number; make: (making: Making) => Said }>;

/** The kinds of frames that stand for themselves. */
export type SingleKind = keyof typeof KINDS;

export const WEIGHTS = Object.fromEntries(
  Object.entries(KINDS).map(([kind, { weight }]) => [kind, weight]),
) as Record<keyof typeof KINDS, number>;

const TOTAL = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0);

export const kindAt = (random: Random): SingleKind => {
  let left = random() * TOTAL;
  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    left -= WEIGHTS[kind];
    if (left < 0) return kind;
  }
  return 'message';
};
