import * as v from 'valibot';
import { boundMessage } from './bound-message.ts';
import { upgradeMessage } from './earlier-message.ts';
import { isFields, parseJson } from './json.ts';
import { createListSplitter } from './json-list.ts';
import { isPending, Message } from './message.ts';
import { placeBetween } from './order.ts';
import { Room } from './room.ts';
import { justAfter, later, readTime } from './time.ts';

/**
 * The file format of an exported conversation: the room and its messages. It holds no secrets, and nothing of the
 * server profile, so not the user's entity id either.
 */
const FORMAT = 'parley-conversation';
const VERSION = 2;

const FileRoom = v.omit(Room, [
  'entityId',
  'userName',
  'messageServerId',
  'untitled',
  'local',
  'askedAt',
  'madeFrom',
]);
const ConversationFile = v.object({ room: FileRoom, messages: v.array(Message) });
export type ConversationFile = v.InferOutput<typeof ConversationFile>;

const Header = v.object({ format: v.literal(FORMAT), version: v.number() });

/** Why a file cannot be imported. `cut-off`: it begins as one of ours, and its end is missing. */
export type Unreadable = 'not-json' | 'not-ours' | 'newer' | 'damaged' | 'cut-off';

/** The place in the file's list is the order. */
const withoutUs = (message: Message) => {
  const { order: _, ...listed } = message;
  if (listed.type === 'other') return listed;
  const { authorId: __, ...rest } = listed;
  return rest;
};

/** JSON on several lines, all but the first indented by `depth` more steps. */
const indented = (value: unknown, depth: number): string =>
  JSON.stringify(value, null, 2).replaceAll('\n', `\n${'  '.repeat(depth)}`);

/** Encodes a conversation piece by piece: the beginning, each part of its messages in order, and the end. */
export interface FileEncoder {
  begin(): string;
  messages(messages: readonly Message[]): string;
  end(): string;
}

/** Makes the encoder of a file that can be imported again. */
export const createConversationEncoder = (room: Room): FileEncoder => {
  let isFirst = true;
  return {
    begin: () => {
      const fields = { format: FORMAT, version: VERSION, room: v.parse(FileRoom, room) };
      return `${JSON.stringify(fields, null, 2).slice(0, -2)},\n  "messages": [`;
    },
    messages: (messages) =>
      messages
        .map((message) => {
          const separator = isFirst ? '' : ',';
          isFirst = false;
          return `${separator}\n    ${indented(withoutUs(message), 2)}`;
        })
        .join(''),
    end: () => `${isFirst ? '' : '\n  '}]\n}`,
  };
};

/** Encodes a conversation as the text of a file. */
export const encodeConversation = (room: Room, messages: readonly Message[]): string => {
  const encoder = createConversationEncoder(room);
  return encoder.begin() + encoder.messages(messages) + encoder.end();
};

/** Ends deliveries and streams: an imported message is not being sent or written. */
const atRest = (message: Message): Message => {
  if (message.type === 'other') {
    return message.reply === 'streaming' ? { ...message, reply: 'incomplete' } : message;
  }
  return isPending(message) ? { ...message, delivery: { type: 'unconfirmed' } } : message;
};

/**
 * Gives each message a time, and its order by its place in the list; `times` has those that are valid. A message
 * without one goes right after the message before it, or before the first that has one. A made-up time is not the
 * server's.
 */
const timed = (messages: readonly Message[], times: readonly (number | undefined)[]): Message[] => {
  const first = times.findIndex((at) => at !== undefined);
  let last = later(times[first] ?? 0, -first - 1);
  const allTimes = times.map((at) => {
    last = at ?? justAfter(last);
    return last;
  });
  const orders = placeBetween(allTimes);
  return messages.map((message, index) => ({
    ...message,
    at: allTimes[index] ?? message.at,
    order: orders[index] ?? message.order,
    ...(times[index] === undefined && { serverTime: undefined }),
  }));
};

/** The beginning of every file of ours, without blanks. */
const BEGINNING = `{"format":"${FORMAT}"`;
/** The most that a file of ours holds beside its messages, in characters. */
const LONGEST_REST = 1_000_000;

const beginsAsOurs = (rest: string): boolean => {
  const begun = rest.slice(0, 1_000).replaceAll(/\s/g, '');
  return begun !== '' && (begun.startsWith(BEGINNING) || BEGINNING.startsWith(begun));
};

export type ReadConversation = { ok: true; file: ConversationFile } | { ok: false; reason: Unreadable };

/** Reads a file piece by piece. */
export interface ConversationReader {
  /** Takes the next piece of the text. Returns false where no further piece can make it a file of ours. */
  feed(piece: string): boolean;
  /** What was read. Each message has a time, is in the file's room, and occurs once. */
  end(): ReadConversation;
}

export const createConversationReader = (): ConversationReader => {
  const messages: Message[] = [];
  const times: (number | undefined)[] = [];
  let isDamaged = false;
  const splitter = createListSplitter('messages', (json) => {
    if (isDamaged) return;
    const value = upgradeMessage(parseJson(json));
    const at = isFields(value) ? readTime(value.at) : undefined;
    const read = v.safeParse(Message, isFields(value) ? { ...value, at: at ?? 0, order: 0 } : value);
    isDamaged = !read.success;
    if (!read.success) return;
    messages.push(boundMessage(read.output));
    times.push(at);
  });

  return {
    feed: (piece) => {
      splitter.feed(piece);
      const rest = splitter.rest();
      return rest.length < LONGEST_REST && /^\s*(\{|$)/.test(rest.slice(0, 1_000));
    },
    end: () => {
      const rest = splitter.rest();
      if (rest.length >= LONGEST_REST) return { ok: false, reason: 'not-ours' };
      if (!splitter.isClosed()) {
        return { ok: false, reason: beginsAsOurs(rest) ? 'cut-off' : 'not-json' };
      }
      const value = parseJson(rest);
      if (value === undefined) return { ok: false, reason: 'not-json' };
      const header = v.safeParse(Header, value);
      if (!header.success) return { ok: false, reason: 'not-ours' };
      if (header.output.version > VERSION) return { ok: false, reason: 'newer' };
      const read = v.safeParse(ConversationFile, value);
      if (!read.success || isDamaged) return { ok: false, reason: 'damaged' };
      const { room } = read.output;
      const byId = new Map(
        timed(messages, times).map((message) => [message.id, atRest({ ...message, roomId: room.id })]),
      );
      return { ok: true, file: { room, messages: [...byId.values()] } };
    },
  };
};

/** Decodes the whole text of a file. */
export const decodeConversation = (text: string): ReadConversation => {
  const reader = createConversationReader();
  reader.feed(text);
  return reader.end();
};
