import * as v from 'valibot';
import type { OutboxEntry } from '../delivery/entry.ts';
import { Count } from '../model/count.ts';
import { Gap } from '../model/gap.ts';
import type { MessageId, ProfileId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import { Order } from '../model/order.ts';
import { Room } from '../model/room.ts';
import type { SavedDraft } from '../model/saved-draft.ts';
import { clampTime, Timestamp } from '../model/time.ts';

/** A row of a room. */
export const StoredRoom = v.object({
  room: Room,
  /**
   * The server time of the newest message that was known when the room was last in step with the server, its order,
   * and when that was by our clock. The history is stored up to there, but for `gaps`. Absent until it was read once.
   */
  headAt: v.optional(Timestamp),
  headOrder: v.optional(Order),
  headKnownAt: v.optional(Timestamp),
  /** The holes in what is stored, the newest first. */
  gaps: v.optional(v.array(Gap)),
  /** Whether the server has no older messages than are stored here. */
  tailReached: v.boolean(),
  /** The beginning of the newest message, for a list. */
  preview: v.string(),
  /** The time of the newest message. */
  updatedAt: Timestamp,
  /** The order of the newest message that the user has seen; absent until one was. */
  readOrder: v.optional(Order),
  /** How many complete messages of others have come since, at most `MOST_UNREAD`; absent where it must be counted. */
  unread: v.optional(Count),
  /** The first of the room's messages that has a server time. */
  tail: v.optional(v.object({ order: Order, at: Timestamp })),
  /** The newest order in the room. It never falls. */
  lastOrder: v.optional(Order),
  /** The server time of the newest message that has one. */
  lastAt: v.optional(Timestamp),
  /** The time of the newest message, where it is ours and was sent: the agent may be thinking about it. */
  askedAt: v.optional(Timestamp),
  /** The client and server ids of messages that the user deleted here: the history must not bring them back. */
  removed: v.optional(v.array(v.string())),
});
export type StoredRoom = v.InferOutput<typeof StoredRoom>;

/** Unread messages are counted up to this number. */
export const MOST_UNREAD = 100;

/** The message with a valid time and order. The index by order would leave out a message with an invalid one. */
export const orderable = <M extends Message>(message: M): M => {
  const at = clampTime(message.at);
  return { ...message, at, order: Number.isFinite(message.order) ? message.order : at };
};

/** One write. A commit makes all of its writes or none. */
export type Write =
  | { type: 'room'; room: StoredRoom }
  /** Removes a room with its messages, its outbox entries and its draft. */
  | { type: 'remove-room'; roomId: RoomId }
  /** `isNew`: the commit is rejected (`isAlreadyStored`) where a message is stored under the id. */
  | { type: 'message'; message: Message; isNew?: true | undefined }
  | { type: 'remove-message'; roomId: RoomId; id: MessageId }
  /** Removes the messages of a room, but not those that are stored here alone (`isOursAlone`). */
  | { type: 'clear-room'; roomId: RoomId }
  | { type: 'outbox'; entry: OutboxEntry }
  | { type: 'remove-from-outbox'; roomId: RoomId; messageId: MessageId }
  /**
   * Nothing where the stored draft was written later. `at`: when it was written (ms since the epoch); 0 where that is
   * not known.
   */
  | { type: 'draft'; roomId: RoomId; text: string; at?: number };

/** Whether a commit was rejected since a message that had to be new is stored already. Nothing of it was written then. */
export const isAlreadyStored = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'ConstraintError';

/** A page of messages, oldest first. `more`: older ones are stored. */
export interface StoredPage {
  messages: Message[];
  more: boolean;
}

/** The ids under which a message may be stored. */
export interface StoredIds {
  serverId?: ServerMessageId;
  clientId?: MessageId;
}

/** A message that is looked for. */
export interface WantedMessage extends StoredIds {
  roomId: RoomId;
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
  message(profile: ProfileId, roomId: RoomId, ids: StoredIds): Promise<Message | undefined>;
  /** The same for many, in their order, in one transaction. */
  messages(
    profile: ProfileId,
    roomId: RoomId,
    ids: readonly StoredIds[],
  ): Promise<readonly (Message | undefined)[]>;
  /** The same in any rooms. */
  find(profile: ProfileId, wanted: readonly WantedMessage[]): Promise<readonly (Message | undefined)[]>;
  /** How many complete replies stand below the order `after` (all where undefined), at most `MOST_UNREAD`. */
  unread(profile: ProfileId, roomId: RoomId, after: number | undefined): Promise<number>;
  /** The replies of all rooms whose state is `streaming`. */
  unfinished(profile: ProfileId): Promise<Message[]>;
  outbox(profile: ProfileId): Promise<OutboxEntry[]>;
  draft(profile: ProfileId, roomId: RoomId): Promise<SavedDraft>;
  /** Makes the writes in one transaction. Once it resolves, they survive the end of the worker. */
  commit(profile: ProfileId, writes: readonly Write[]): Promise<void>;
  /** Removes all rows of a server. */
  forget(profile: ProfileId): Promise<void>;
}
