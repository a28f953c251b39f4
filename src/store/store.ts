import * as v from 'valibot';
import type { OutboxEntry } from '../delivery/entry.ts';
import type { MessageId, ProfileId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import { Room } from '../model/room.ts';
import { clampTime, Timestamp } from '../model/time.ts';

/** A row of a room. */
export const StoredRoom = v.object({
  room: Room,
  /** The history is stored without a gap up to this server time; absent until it was read once. */
  headAt: v.optional(Timestamp),
  /** Whether the server has no older messages than are stored here. */
  tailReached: v.boolean(),
  /** The beginning of the newest message, for a list. */
  preview: v.string(),
  /** The time of the newest message. */
  updatedAt: Timestamp,
  /** The time of the newest message that the user has seen; absent until one was. */
  readAt: v.optional(Timestamp),
  /** The client and server ids of messages that the user deleted here: the history must not bring them back. */
  removed: v.optional(v.array(v.string())),
});
export type StoredRoom = v.InferOutput<typeof StoredRoom>;

/** The message with a valid time. The index by time would leave a message with an invalid one out of its pages. */
export const orderable = <M extends Message>(message: M): M => ({ ...message, at: clampTime(message.at) });

/** One write. A commit makes all of its writes or none. */
export type Write =
  | { type: 'room'; room: StoredRoom }
  /** Removes a room with its messages, its outbox entries and its draft. */
  | { type: 'remove-room'; roomId: RoomId }
  | { type: 'message'; message: Message }
  | { type: 'remove-message'; roomId: RoomId; id: MessageId }
  /** Removes the messages of a room, but not those that are stored here alone (`isOursAlone`). */
  | { type: 'clear-room'; roomId: RoomId }
  | { type: 'outbox'; entry: OutboxEntry }
  | { type: 'remove-from-outbox'; roomId: RoomId; messageId: MessageId }
  | { type: 'draft'; roomId: RoomId; text: string };

/** A page of messages, oldest first. `more`: older ones are stored. */
export interface StoredPage {
  messages: Message[];
  more: boolean;
}

/**
 * Rooms, messages, outbox entries and drafts. Each row is keyed by server profile and room, since ids of agents
 * and message servers are not unique across servers. Every call may reject with the browser's error.
 */
export interface Store {
  rooms(profile: ProfileId): Promise<StoredRoom[]>;
  /** The newest `limit` messages of a room, in reading order; with `before`, the newest of those before it. */
  page(profile: ProfileId, roomId: RoomId, limit: number, before?: Message): Promise<StoredPage>;
  /** The message that is stored under the client id, else under the server id. */
  message(
    profile: ProfileId,
    roomId: RoomId,
    ids: { serverId?: ServerMessageId; clientId?: MessageId },
  ): Promise<Message | undefined>;
  /** Those of the messages that are stored neither under their id nor under their server id. */
  unknown(profile: ProfileId, roomId: RoomId, messages: readonly Message[]): Promise<Message[]>;
  /** How many complete replies are newer than `after` (ms since the epoch). */
  unread(profile: ProfileId, roomId: RoomId, after: number): Promise<number>;
  /** Replies whose state is `streaming`. */
  unfinished(profile: ProfileId, roomId: RoomId): Promise<Message[]>;
  outbox(profile: ProfileId): Promise<OutboxEntry[]>;
  draft(profile: ProfileId, roomId: RoomId): Promise<string>;
  /** Makes the writes in one transaction. Once it resolves, they survive the end of the worker. */
  commit(profile: ProfileId, writes: readonly Write[]): Promise<void>;
  /** Removes all rows of a server. */
  forget(profile: ProfileId): Promise<void>;
}
