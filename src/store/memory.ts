import type { OutboxEntry } from '../delivery/entry.ts';
import type { MessageId, ProfileId, RoomId, ServerMessageId } from '../model/ids.ts';
import { compareMessages, isOursAlone, type Message, type ReplyState } from '../model/message.ts';
import { NO_DRAFT, type SavedDraft, supersedes } from '../model/saved-draft.ts';
import { MOST_UNREAD, orderable, type Store, type StoredIds, type StoredRoom, type Write } from './store.ts';

/** The rows of one server. */
interface Rows {
  rooms: Map<RoomId, StoredRoom>;
  messages: Map<RoomId, Map<MessageId, Message>>;
  outbox: Map<MessageId, OutboxEntry>;
  drafts: Map<RoomId, SavedDraft>;
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

  return {
    rooms: async (profile) => [...rowsOf(profile).rooms.values()],
    page: async (profile, roomId, limit, before) => {
      const sorted = [...messagesIn(rowsOf(profile), roomId).values()].sort(compareMessages);
      const older = before ? sorted.filter((message) => compareMessages(message, before) < 0) : sorted;
      return { messages: older.slice(-limit), more: older.length > limit };
    },
    message: async (profile, roomId, ids) => {
      const messages = messagesIn(rowsOf(profile), roomId);
      return find(messages, ids, (serverId) =>
        [...messages.values()].find((message) => message.serverId === serverId),
      );
    },
    messages: async (profile, roomId, ids) => {
      const messages = messagesIn(rowsOf(profile), roomId);
      const byServer = new Map([...messages.values()].map((message) => [message.serverId, message]));
      return ids.map((each) => find(messages, each, (serverId) => byServer.get(serverId)));
    },
    find: async (profile, wanted) =>
      wanted.map(({ roomId, ...ids }) => {
        const messages = messagesIn(rowsOf(profile), roomId);
        return find(messages, ids, (serverId) =>
          [...messages.values()].find((message) => message.serverId === serverId),
        );
      }),
    unread: async (profile, roomId, after = Number.NEGATIVE_INFINITY) => {
      const messages = [...messagesIn(rowsOf(profile), roomId).values()];
      const unread = messages.filter((message) => isReply(message, 'complete') && message.order > after);
      return Math.min(unread.length, MOST_UNREAD);
    },
    unfinished: async (profile) =>
      [...rowsOf(profile).messages.values()].flatMap((messages) =>
        [...messages.values()].filter((message) => isReply(message, 'streaming')),
      ),
    outbox: async (profile) => [...rowsOf(profile).outbox.values()],
    draft: async (profile, roomId) => rowsOf(profile).drafts.get(roomId) ?? NO_DRAFT,
    forget: async (profile) => void servers.delete(profile),
    commit: async (profile, writes) => {
      const rows = rowsOf(profile);
      for (const write of writes) {
        if (write.type !== 'message' || !write.isNew) continue;
        if (messagesIn(rows, write.message.roomId).has(write.message.id)) {
          throw new DOMException('the message is stored already', 'ConstraintError');
        }
      }
      for (const write of structuredClone([...writes])) applyWrite(rows, write);
    },
  };
};

const find = (
  messages: ReadonlyMap<MessageId, Message>,
  { serverId, clientId }: StoredIds,
  byServer: (serverId: ServerMessageId) => Message | undefined,
): Message | undefined =>
  (clientId && messages.get(clientId)) ||
  (serverId && (byServer(serverId) ?? messages.get(serverId as string as MessageId))) ||
  undefined;

const isReply = (message: Message, reply: ReplyState): boolean =>
  message.type === 'other' && message.reply === reply;

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
    case 'draft': {
      const draft = { text: write.text, at: write.at ?? 0 };
      if (supersedes(draft, rows.drafts.get(write.roomId) ?? NO_DRAFT)) rows.drafts.set(write.roomId, draft);
      break;
    }
    default:
      write satisfies never;
  }
};
