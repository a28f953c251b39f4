import { seeded } from '../chaos/schedule.ts';
import { KINDS, kindAt, type SingleKind } from './kinds.ts';
import { broadcast, type Context, EVENTS, idOf, type Making, tokenOf } from './payloads.ts';
import { event, type Said } from './said.ts';

export type Kind = SingleKind | 'stream' | 'flood';

export interface Frame extends Said {
  index: number;
  kind: Kind;
}

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

/** The first frames of every tenth thousand are all alike, each from or about somebody else. */
const FLOOD_EVERY = 10_000;
const FLOOD_FRAMES = 500;
const FLOOD_FROM = 9_000;

const FLOODS = ['userJoined', 'userTyping', 'messageStreamChunk', 'channelUpdated', 'userLeft'] as const;

const floodFrame = (making: Making): Said => {
  const { context, index } = making;
  const name = FLOODS[Math.floor(index / FLOOD_EVERY) % FLOODS.length] ?? 'userTyping';
  const who = `flood-${index}`;
  const updates = { name: `${index} ${'title '.repeat(200)}` };
  const about = { userId: who, userName: who, isTyping: true, updates };
  return { packets: [event(name, { ...EVENTS[name]?.(making), ...about, roomId: context.room })] };
};

/** The frame of a seed at an index: always the same in the same context. */
export const frameAt = (seed: number, index: number, context: Context): Frame => {
  const random = seeded(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  // The first numbers of neighbouring seeds resemble each other.
  random();
  const making: Making = { random, context, index };
  const inFlood = (index % FLOOD_EVERY) - FLOOD_FROM;
  if (inFlood >= 0 && inFlood < FLOOD_FRAMES) return { index, kind: 'flood', ...floodFrame(making) };
  const block = Math.floor(index / STREAM_EVERY);
  const first = block * STREAM_EVERY;
  if (block % 2 === 0 && index - first < STREAM_FRAMES) {
    return { index, kind: 'stream', ...streamFrame(making, first) };
  }
  const kind = kindAt(random);
  return { index, kind, ...KINDS[kind].make(making) };
};
