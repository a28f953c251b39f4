import { pick, type Random } from '../chaos/schedule.ts';
import { anyText, anyValue, NUMBERS, TIMES, withPrototypeKeys } from './values.ts';

/** Whom and what frames speak of. The same context and seed make the same frames. */
export interface Context {
  room: string;
  agent: string;
  /** The user's entity. */
  me: string;
  /** Messages of the user's, by the ids that they were sent under and the server's. */
  own: readonly { clientId: string; serverId: string }[];
  /** The origin of a host that must not be asked for anything. */
  elsewhere: string;
  /** The server's time (ms since the epoch). */
  now: number;
}

/** What a payload is made of: chance, the context, and the frame's index. */
export interface Making {
  random: Random;
  context: Context;
  index: number;
}

type Make = (making: Making) => Record<string, unknown>;

/** The words by which a text of frame `index` is found: `f` in the room, `x` in a room that is foreign. */
export const tokenOf = (mark: 'f' | 'x' | 'm', index: number): string =>
  `${mark}${String(index).padStart(6, '0')}`;

export const hostileText = ({ random, context }: Making): string => anyText(random, context.elsewhere);

/** The id of the message that frame `index` brings. */
export const idOf = (index: number): string => `20000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Somebody: one of twenty, or the user, or a key of the prototype. */
const somebody = ({ random, context }: Making): string =>
  pick(random, [
    context.agent,
    context.me,
    '__proto__',
    'constructor',
    `somebody-${Math.floor(random() * 20)}`,
    `somebody-${Math.floor(random() * 20)}`,
  ]);

/** One of the messages that earlier frames brought. */
const earlier = ({ random, index }: Making): string =>
  idOf(Math.max(0, index - 1 - Math.floor(random() * 50)));

const attachment = ({ random, context }: Making): object => ({
  id: pick(random, ['1', '__proto__', '']),
  url: pick(random, [
    `${context.elsewhere}/attachment.png`,
    '/media/1.png',
    'javascript:alert(1)',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'file:///etc/passwd',
    'blob:null/1',
  ]),
  title: anyText(random, context.elsewhere),
  contentType: pick(random, ['image/png', 'video/mp4', 'audio/mpeg', 'text/html', '__proto__', '']),
});

/** What an agent says in the room, in the form of ElizaOS. */
export const broadcast: Make = (making) => ({
  id: idOf(making.index),
  senderId: making.context.agent,
  senderName: 'Eliza',
  text: tokenOf('m', making.index),
  roomId: making.context.room,
  serverId: '00000000-0000-0000-0000-000000000000',
  createdAt: making.context.now,
  source: 'agent_response',
});

const roomOnly: Make = ({ context }) => ({ roomId: context.room, channelId: context.room });

const member: Make = (making) => ({
  ...roomOnly(making),
  userId: somebody(making),
  userName: hostileText(making).slice(0, 200),
});

/** Each event of the protocol with a payload that decodes. Those that delete name nothing of the user's. */
export const EVENTS: Readonly<Record<string, Make>> = {
  authenticated: () => ({ entityId: 'x' }),
  connection_established: () => ({ socketId: 'x' }),
  channel_joined: roomOnly,
  room_joined: roomOnly,
  messageBroadcast: broadcast,
  messageAck: (making) => ({
    ...roomOnly(making),
    clientMessageId: earlier(making),
    messageId: earlier(making),
  }),
  messageStreamChunk: (making) => ({
    messageId: idOf(making.index),
    chunk: tokenOf('m', making.index),
    index: pick(making.random, NUMBERS),
    agentId: making.context.agent,
    channelId: making.context.room,
  }),
  messageStreamError: (making) => ({
    messageId: earlier(making),
    channelId: making.context.room,
    agentId: making.context.agent,
    error: hostileText(making) || 'failed',
    partialText: tokenOf('m', making.index),
  }),
  messageComplete: roomOnly,
  controlMessage: (making) => ({
    ...roomOnly(making),
    payload: { action: pick(making.random, ['enable_input', 'disable_input']), target: 'input' },
  }),
  messageError: (making) => ({ error: hostileText(making) || 'no' }),
  userJoined: member,
  userLeft: member,
  userTyping: (making) => ({ ...member(making), isTyping: making.random() < 0.7 }),
  message: (making) => {
    const type = pick(making.random, [1, 2, 3, 4, 5, 6, 7, ...NUMBERS]);
    const agent = making.context.agent;
    return { type, payload: { ...broadcast(making), message: tokenOf('m', making.index), agentId: agent } };
  },
  channelUpdated: (making) => ({ ...roomOnly(making), updates: { name: hostileText(making).slice(0, 500) } }),
  channelCleared: () => ({ channelId: 'elsewhere' }),
  channelDeleted: () => ({ channelId: 'elsewhere' }),
  messageDeleted: (making) => ({ ...roomOnly(making), messageId: earlier(making) }),
};

/** The events that would delete what is the user's if their room were the open one. */
const SPARED = ['channelCleared', 'channelDeleted', 'messageDeleted'];

export const EVENT_NAMES = Object.keys(EVENTS) as [string, ...string[]];

/** Changes one to three fields of a payload: gone, of another type, of another size, or with prototype keys beside. */
export const mutate = (name: string, fields: Record<string, unknown>, making: Making): unknown => {
  const { random, context } = making;
  if (random() < 0.1) return anyValue(random, context.elsewhere);
  const mutant: Record<string, unknown> = { ...fields };
  const names = Object.keys(fields);
  for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) {
    const field = names[Math.floor(random() * names.length)] ?? 'text';
    const isPlace = ['roomId', 'channelId', 'messageId'].includes(field);
    if (isPlace && SPARED.includes(name)) continue;
    const dice = random();
    if (dice < 0.25) delete mutant[field];
    else if (dice < 0.4) mutant[field] = [mutant[field]];
    else if (dice < 0.5 && field === 'createdAt') mutant[field] = pick(random, TIMES);
    else if (dice < 0.6)
      mutant[pick(random, ['attachments', 'actions', 'thought', 'metadata', 'rawMessage'])] = anyValue(
        random,
        context.elsewhere,
      );
    else if (!isPlace) mutant[field] = anyValue(random, context.elsewhere);
  }
  return random() < 0.15 ? withPrototypeKeys(mutant) : mutant;
};

/** What may come with a text, each field right or wrong. */
export const accompaniment = (making: Making): Record<string, unknown> => {
  const { random, context } = making;
  const all: Record<string, unknown> = {
    thought: hostileText(making),
    actions: pick(random, [['REPLY'], ['REPLY', hostileText(making)], hostileText(making), null]),
    attachments: [attachment(making), attachment(making), anyValue(random, context.elsewhere)],
    metadata: anyValue(random, context.elsewhere),
    rawMessage: { actionStatus: pick(random, ['executing', '__proto__', 'completed']) },
    senderName: hostileText(making).slice(0, 200),
    source: pick(random, ['agent_action', 'agent_response', '__proto__', '']),
    createdAt: random() < 0.1 ? pick(random, TIMES) : context.now,
    updatedAt: pick(random, TIMES),
  };
  return Object.fromEntries(Object.entries(all).filter(() => random() < 0.2));
};
