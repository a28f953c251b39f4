import * as v from 'valibot';
import { parseJson } from './json.ts';
import { isPending, Message } from './message.ts';
import { Room } from './room.ts';
import { justAfter, later, readTime } from './time.ts';

/**
 * A conversation as a file. It holds what was said and by whom: no key, and nothing of the server profile, so not
 * the entity under which the user speaks either.
 */
const FORMAT = 'parley-conversation';
const VERSION = 1;

const FileRoom = v.omit(Room, ['entityId', 'userName', 'messageServerId', 'untitled']);
const ConversationFile = v.object({ room: FileRoom, messages: v.array(Message) });
export type ConversationFile = v.InferOutput<typeof ConversationFile>;

const Header = v.object({ format: v.literal(FORMAT), version: v.number() });

/** Why a text is no conversation that could be read. */
export type Unreadable = 'not-json' | 'not-ours' | 'newer' | 'damaged';

const withoutUs = (message: Message): Message => {
  if (message.kind === 'other') return message;
  const { authorId: _, after: __, ...rest } = message;
  return rest;
};

/** The text of the file. */
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

/** Nothing that is read from a file is on its way: nobody can tell what became of it, and a stream has ended. */
const settled = (message: Message): Message => {
  if (message.kind === 'other') {
    return message.reply === 'streaming' ? { ...message, reply: 'incomplete' } : message;
  }
  return isPending(message) ? { ...message, delivery: { state: 'unconfirmed' } } : message;
};

/**
 * The value of a file with a time for each of its messages. Where one has none, or one that cannot be, its place
 * in the list counts: right after the message before it, or before the first that has a time.
 */
const timed = (value: unknown): unknown => {
  if (!isFields(value) || !Array.isArray(value.messages)) return value;
  const listed: unknown[] = value.messages;
  const times = listed.map((message) => (isFields(message) ? readTime(message.at) : undefined));
  const first = times.findIndex((at) => at !== undefined);
  let last = later(times[first] ?? 0, -first - 1);
  const messages = listed.map((message, index) => {
    const at = times[index];
    last = at ?? justAfter(last);
    if (!isFields(message)) return message;
    // What was made up is no server's time.
    return { ...message, at: last, ...(at === undefined && { serverTime: undefined }) };
  });
  return { ...value, messages };
};

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Reads the text of a file: the messages are those of its room, settled, each once, and each has a time. */
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
  const byId = new Map(messages.map((message) => [message.id, settled({ ...message, roomId: room.id })]));
  return { ok: true, file: { room, messages: [...byId.values()] } };
};
