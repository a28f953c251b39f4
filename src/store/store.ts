import * as v from 'valibot';
import type { OutboxEntry } from '../delivery/outbox.ts';
import type { MessageId, ProfileId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import { Room } from '../model/room.ts';
import { clampTime, Timestamp } from '../model/time.ts';

/** A room as it is kept: with how far its history has been read. */
export const StoredRoom = v.object({
  room: Room,
  /** All rows up to this time are here; absent until the history was read once. */
  headAt: v.optional(Timestamp),
  /** The server has nothing older than what is here. */
  tailReached: v.boolean(),
  /** The last words, and when. */
  preview: v.string(),
  updatedAt: Timestamp,
  /** How far it has been read: the time of the newest message seen; absent until one was. */
  readAt: v.optional(Timestamp),
  /** The ids, ours and the server's, of messages that were deleted here alone. */
  removed: v.optional(v.array(v.string())),
});
export type StoredRoom = v.InferOutput<typeof StoredRoom>;

/** A message as it is written down: what orders it is a time, so that each page begins where the last one ended. */
export const orderable = <M extends Message>(message: M): M => ({ ...message, at: clampTime(message.at) });

/** One thing to be written. A commit writes a list of them, all or none. */
export type Write =
  | { type: 'room'; room: StoredRoom }
  /** A room, and all that belongs to it. */
  | { type: 'remove-room'; roomId: RoomId }
  | { type: 'message'; message: Message }
  | { type: 'remove-message'; roomId: RoomId; id: MessageId }
  /** All messages of a room but those that wait in its outbox or failed: they are nowhere else. */
  | { type: 'clear-room'; roomId: RoomId }
  | { type: 'outbox'; entry: OutboxEntry }
  | { type: 'remove-from-outbox'; roomId: RoomId; messageId: MessageId }
  | { type: 'draft'; roomId: RoomId; text: string };

/** Messages of a page, oldest first. `more`: there are older ones here. */
export interface StoredPage {
  messages: Message[];
  more: boolean;
}

/**
 * Rooms, messages, outbox and drafts of every server, each row keyed by server profile and room: neither
 * an agent's id nor the message server's is unique across servers. Any call may reject with what the
 * browser's storage said.
 */
export interface Store {
  rooms(profile: ProfileId): Promise<StoredRoom[]>;
  /** The newest messages of a room, in reading order; or the newest of those older than `before` (exclusive). */
  page(profile: ProfileId, roomId: RoomId, limit: number, before?: Message): Promise<StoredPage>;
  message(
    profile: ProfileId,
    roomId: RoomId,
    ids: { serverId?: ServerMessageId; clientId?: MessageId },
  ): Promise<Message | undefined>;
  /** How many complete messages of others are newer than `after`. */
  unread(profile: ProfileId, roomId: RoomId, after: number): Promise<number>;
  /** Replies that were being written when the worker ended. */
  unfinished(profile: ProfileId, roomId: RoomId): Promise<Message[]>;
  outbox(profile: ProfileId): Promise<OutboxEntry[]>;
  draft(profile: ProfileId, roomId: RoomId): Promise<string>;
  /** One transaction: when it resolves, all of it outlives the worker. */
  commit(profile: ProfileId, writes: readonly Write[]): Promise<void>;
  /** Deletes all that is kept of a server. */
  forget(profile: ProfileId): Promise<void>;
}
