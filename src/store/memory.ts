import type { OutboxEntry } from '../delivery/outbox.ts';
import type { MessageId, ProfileId, RoomId } from '../model/ids.ts';
import { compareMessages, isOursAlone, type Message } from '../model/message.ts';
import { orderable, type Store, type StoredRoom, type Write } from './store.ts';

interface Shelf {
  rooms: Map<RoomId, StoredRoom>;
  messages: Map<RoomId, Map<MessageId, Message>>;
  outbox: Map<MessageId, OutboxEntry>;
  drafts: Map<RoomId, string>;
}

/** A store that ends with the worker: for when the browser's storage fails. */
export const createMemoryStore = (): Store => {
  const shelves = new Map<ProfileId, Shelf>();
  const shelfOf = (profile: ProfileId): Shelf => {
    const shelf = shelves.get(profile) ?? {
      rooms: new Map(),
      messages: new Map(),
      outbox: new Map(),
      drafts: new Map(),
    };
    shelves.set(profile, shelf);
    return shelf;
  };
  const messagesOf = (shelf: Shelf, roomId: RoomId): Map<MessageId, Message> => {
    const messages = shelf.messages.get(roomId) ?? new Map<MessageId, Message>();
    shelf.messages.set(roomId, messages);
    return messages;
  };

  return {
    rooms: async (profile) => [...shelfOf(profile).rooms.values()],
    page: async (profile, roomId, limit, before) => {
      const sorted = [...messagesOf(shelfOf(profile), roomId).values()].sort(compareMessages);
      const older = before ? sorted.filter((message) => compareMessages(message, before) < 0) : sorted;
      return { messages: older.slice(-limit), more: older.length > limit };
    },
    message: async (profile, roomId, { serverId, clientId }) => {
      const messages = messagesOf(shelfOf(profile), roomId);
      const byClient = clientId && messages.get(clientId);
      if (byClient || !serverId) return byClient || undefined;
      const values = [...messages.values()];
      return (
        values.find((message) => message.serverId === serverId) ??
        values.find((message) => (message.id as string) === serverId)
      );
    },
    unread: async (profile, roomId, after) =>
      [...messagesOf(shelfOf(profile), roomId).values()].filter(
        (message) => message.kind === 'other' && message.reply === 'complete' && message.at > after,
      ).length,
    unfinished: async (profile, roomId) =>
      [...messagesOf(shelfOf(profile), roomId).values()].filter(
        (message) => message.kind === 'other' && message.reply === 'streaming',
      ),
    outbox: async (profile) => [...shelfOf(profile).outbox.values()],
    draft: async (profile, roomId) => shelfOf(profile).drafts.get(roomId) ?? '',
    forget: async (profile) => void shelves.delete(profile),
    commit: async (profile, writes) => {
      const shelf = shelfOf(profile);
      for (const write of structuredClone([...writes])) perform(shelf, messagesOf, write);
    },
  };
};

const perform = (
  shelf: Shelf,
  messagesOf: (shelf: Shelf, roomId: RoomId) => Map<MessageId, Message>,
  write: Write,
): void => {
  switch (write.type) {
    case 'room':
      shelf.rooms.set(write.room.room.id, write.room);
      break;
    case 'remove-room':
      shelf.rooms.delete(write.roomId);
      shelf.messages.delete(write.roomId);
      shelf.drafts.delete(write.roomId);
      for (const { roomId, messageId } of shelf.outbox.values()) {
        if (roomId === write.roomId) shelf.outbox.delete(messageId);
      }
      break;
    case 'message':
      messagesOf(shelf, write.message.roomId).set(write.message.id, orderable(write.message));
      break;
    case 'remove-message':
      messagesOf(shelf, write.roomId).delete(write.id);
      break;
    case 'clear-room': {
      const messages = messagesOf(shelf, write.roomId);
      for (const [id, message] of messages) {
        if (!isOursAlone(message)) messages.delete(id);
      }
      break;
    }
    case 'outbox':
      shelf.outbox.set(write.entry.messageId, write.entry);
      break;
    case 'remove-from-outbox':
      shelf.outbox.delete(write.messageId);
      break;
    case 'draft':
      shelf.drafts.set(write.roomId, write.text);
      break;
    default:
      write satisfies never;
  }
};
