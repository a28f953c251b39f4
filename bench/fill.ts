import type { MessageId, ProfileId, RoomId, ServerMessageId } from '../src/model/ids.ts';
import type { Message } from '../src/model/message.ts';
import { openStore } from '../src/store/indexed-db.ts';
import type { Write } from '../src/store/store.ts';

/** What is written at once. */
const BATCH = 1_000;

export interface Fill {
  profile: string;
  room: string;
  /** How many messages of the agent, the newest `newest` (ms since the epoch), a second apart. */
  messages: number;
  newest: number;
  /** How many of them the user has not seen. */
  unread: number;
  /** How many other rooms, each with ten messages. */
  rooms: number;
}

const messagesOf = (roomId: string, count: number, newest: number): Message[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'other',
    id: `${roomId}-${index}` as MessageId,
    serverId: `${roomId}-${index}` as ServerMessageId,
    roomId: roomId as RoomId,
    authorName: 'Eliza',
    text: `The ${index}th of many answers, of **about** as many words as one has, and \`some\` Markdown.`,
    at: newest - (count - 1 - index) * 1000,
    order: newest - (count - 1 - index) * 1000,
    attachments: [],
    reply: 'complete',
    actions: [],
  }));

/** Runs in a page of the extension: writes rows by the extension's own store. Removes what the room held before. */
const fill = async ({ profile, room, messages, newest, unread, rooms }: Fill): Promise<void> => {
  const store = await openStore();
  const id = profile as ProfileId;
  const all = await store.rooms(id);
  const known = all.find((stored) => stored.room.id === room);
  if (!known) throw new Error(`no room ${room}`);
  const removed: Write[] = all
    .filter(({ room: { id } }) => id.startsWith('filled-'))
    .map(({ room: { id } }) => ({ type: 'remove-room', roomId: id }));
  const written: Write[] = messagesOf(room, messages, newest).map((message) => ({
    type: 'message',
    message,
  }));
  for (let index = 0; index < rooms; index += 1) {
    const roomId = `filled-${index}` as RoomId;
    const stored = {
      ...known,
      room: { ...known.room, id: roomId, title: `Room ${index}` },
      readOrder: newest,
    };
    written.push({ type: 'room', room: { ...stored, headAt: newest, tailReached: true } });
    for (const message of messagesOf(roomId, 10, newest)) written.push({ type: 'message', message });
  }
  const row = {
    ...known,
    headAt: newest,
    tailReached: true,
    updatedAt: newest,
    readOrder: newest - unread * 1000,
  };
  await store.commit(id, [
    { type: 'clear-room', roomId: row.room.id },
    { type: 'room', room: row },
    ...removed,
  ]);
  for (let from = 0; from < written.length; from += BATCH) {
    await store.commit(id, written.slice(from, from + BATCH));
  }
};

Object.assign(globalThis, { fill });
