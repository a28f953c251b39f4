import type { OutboxEntry } from '../delivery/entry.ts';
import type { MessageId, ProfileId, RoomId } from '../model/ids.ts';
import { compareMessages, isOursAlone, type Message } from '../model/message.ts';
import { orderable, type Store, type StoredRoom, type Write } from './store.ts';

/** The rows of one server. */
interface Rows {
  rooms: Map<RoomId, StoredRoom>;
  messages: Map<RoomId, Map<MessageId, Message>>;
  outbox: Map<MessageId, OutboxEntry>;
  drafts: Map<RoomId, string>;
}

/** A store in memory, which ends with the worker: for when the browser's storage fails, and for tests. */
export const createMemoryStore = (): Store => {
  const servers = new Map<ProfileId, Rows>();
  const rowsOf = (profile: ProfileId): Rows => {
    const rows = servers.get(profile) ?? {
      rooms: new Map(),
      messages: new Map(),
      outbox: new Map(),
      drafts: new Map(),
    };
    servers.set(profile, rows);
    return rows;
  };
  const replies = (profile: ProfileId, roomId: RoomId, reply: 'complete' | 'streaming'): Message[] =>
    [...messagesIn(rowsOf(profile), roomId).values()].filter(
      (message) => message.type === 'other' && message.reply === reply,
    );

  return {
    rooms: async (profile) => [...rowsOf(profile).rooms.values()],
    page: async (profile, roomId, limit, before) => {
      const sorted = [...messagesIn(rowsOf(profile), roomId).values()].sort(compareMessages);
      const older = before ? sorted.filter((message) => compareMessages(message, before) < 0) : sorted;
      return { messages: older.slice(-limit), more: older.length > limit };
    },
    message: async (profile, roomId, { serverId, clientId }) => {
      const messages = messagesIn(rowsOf(profile), roomId);
      const byClient = clientId && messages.get(clientId);
      if (byClient || !serverId) return byClient || undefined;
      const values = [...messages.values()];
      return (
        values.find((message) => message.serverId === serverId) ??
        values.find((message) => (message.id as string) === serverId)
      );
    },
    unknown: async (profile, roomId, messages) => {
      const stored = messagesIn(rowsOf(profile), roomId);
      const serverIds = new Set<string | undefined>([...stored.values()].map(({ serverId }) => serverId));
      return messages.filter(
        ({ id, serverId }) =>
          !stored.has(id) &&
          (serverId === undefined ||
            !(serverIds.has(serverId) || stored.has(serverId as string as MessageId))),
      );
    },
    unread: async (profile, roomId, after) =>
      replies(profile, roomId, 'complete').filter((message) => message.at > after).length,
    unfinished: async (profile, roomId) => replies(profile, roomId, 'streaming'),
    outbox: async (profile) => [...rowsOf(profile).outbox.values()],
    draft: async (profile, roomId) => rowsOf(profile).drafts.get(roomId) ?? '',
    forget: async (profile) => void servers.delete(profile),
    commit: async (profile, writes) => {
      const rows = rowsOf(profile);
      for (const write of structuredClone([...writes])) applyWrite(rows, write);
    },
  };
};

const messagesIn = (rows: Rows, roomId: RoomId): Map<MessageId, Message> => {
  const messages = rows.messages.get(roomId) ?? new Map<MessageId, Message>();
  rows.messages.set(roomId, messages);
  return messages;
};

const applyWrite = (rows: Rows, write: Write): void => {
  switch (write.type) {
    case 'room':
      rows.rooms.set(write.room.room.id, write.room);
      break;
    case 'remove-room':
      rows.rooms.delete(write.roomId);
      rows.messages.delete(write.roomId);
      rows.drafts.delete(write.roomId);
      for (const { roomId, messageId } of rows.outbox.values()) {
        if (roomId === write.roomId) rows.outbox.delete(messageId);
      }
      break;
    case 'message':
      messagesIn(rows, write.message.roomId).set(write.message.id, orderable(write.message));
      break;
    case 'remove-message':
      messagesIn(rows, write.roomId).delete(write.id);
      break;
    case 'clear-room': {
      const messages = messagesIn(rows, write.roomId);
      for (const [id, message] of messages) {
        if (!isOursAlone(message)) messages.delete(id);
      }
      break;
    }
    case 'outbox':
      rows.outbox.set(write.entry.messageId, write.entry);
      break;
    case 'remove-from-outbox':
      rows.outbox.delete(write.messageId);
      break;
    case 'draft':
      rows.drafts.set(write.roomId, write.text);
      break;
    default:
      write satisfies never;
  }
};
