import * as v from 'valibot';
import { upgradeMessage } from './earlier-message.ts';
import { isFields, parseJson } from './json.ts';
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

const FileRoom = v.omit(Room, ['entityId', 'userName', 'messageServerId', 'untitled']);
const ConversationFile = v.object({ room: FileRoom, messages: v.array(Message) });
export type ConversationFile = v.InferOutput<typeof ConversationFile>;

const Header = v.object({ format: v.literal(FORMAT), version: v.number() });

/** Why a file cannot be imported. */
export type Unreadable = 'not-json' | 'not-ours' | 'newer' | 'damaged';

/** The place in the file's list is the order. */
const withoutUs = (message: Message) => {
  const { order: _, ...listed } = message;
  if (listed.type === 'other') return listed;
  const { authorId: __, ...rest } = listed;
  return rest;
};

/** Encodes a conversation as the text of a file. */
export const encodeConversation = (room: Room, messages: readonly Message[]): string =>
  JSON.stringify(
    {
      format: FORMAT,
      version: VERSION,
      room: v.parse(FileRoom, room),
      messages: messages.map(withoutUs),
    },
    null,
    2,
  );

/** Ends deliveries and streams: an imported message is not being sent or written. */
const atRest = (message: Message): Message => {
  if (message.type === 'other') {
    return message.reply === 'streaming' ? { ...message, reply: 'incomplete' } : message;
  }
  return isPending(message) ? { ...message, delivery: { type: 'unconfirmed' } } : message;
};

/**
 * Gives each message of a file a time, and its order by its place in the list. A message without a valid time goes
 * right after the message before it, or before the first that has one.
 */
const timed = (value: unknown): unknown => {
  if (!isFields(value) || !Array.isArray(value.messages)) return value;
  const listed: unknown[] = value.messages.map(upgradeMessage);
  const times = listed.map((message) => (isFields(message) ? readTime(message.at) : undefined));
  const first = times.findIndex((at) => at !== undefined);
  let last = later(times[first] ?? 0, -first - 1);
  const allTimes = times.map((at) => {
    last = at ?? justAfter(last);
    return last;
  });
  const orders = placeBetween(allTimes);
  const messages = listed.map((message, index) => {
    if (!isFields(message)) return message;
    const made = { at: allTimes[index], order: orders[index] };
    // A made-up time is not the server's.
    return { ...message, ...made, ...(times[index] === undefined && { serverTime: undefined }) };
  });
  return { ...value, messages };
};

/** Decodes the text of a file. Each message has a time, is in the file's room, and occurs once. */
export const decodeConversation = (
  text: string,
): { ok: true; file: ConversationFile } | { ok: false; reason: Unreadable } => {
  const value = parseJson(text);
  if (value === undefined) return { ok: false, reason: 'not-json' };
  const header = v.safeParse(Header, value);
  if (!header.success) return { ok: false, reason: 'not-ours' };
  if (header.output.version > VERSION) return { ok: false, reason: 'newer' };
  const read = v.safeParse(ConversationFile, timed(value));
  if (!read.success) return { ok: false, reason: 'damaged' };
  const { room, messages } = read.output;
  const byId = new Map(messages.map((message) => [message.id, atRest({ ...message, roomId: room.id })]));
  return { ok: true, file: { room, messages: [...byId.values()] } };
};
