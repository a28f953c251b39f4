import * as v from 'valibot';
import { MessageId, RoomId } from '../model/ids.ts';
import { Message } from '../model/message.ts';
import { Timestamp } from '../model/time.ts';

/** Somebody who is doing something, until `until` unless told otherwise before. */
export const Doing = v.object({ who: v.string(), name: v.string(), until: Timestamp });
export type Doing = v.InferOutput<typeof Doing>;

/** What goes on in a room right now; nothing of it is stored. */
export const Activity = v.object({
  thinking: v.optional(Doing),
  typing: v.array(Doing),
  /** Who was heard to come or to go, each once, the latest last. */
  presence: v.optional(v.array(v.object({ who: v.string(), name: v.string(), joined: v.boolean() }))),
  /** The user wants no answer any more to what was asked last. */
  stopped: v.optional(v.literal(true)),
});
export type Activity = v.InferOutput<typeof Activity>;

/** What an event does to a conversation. `put` inserts, or replaces the message of the same id. */
export const Change = v.variant('type', [
  v.object({ type: v.literal('put'), message: Message }),
  v.object({ type: v.literal('removed'), roomId: RoomId, id: MessageId }),
  /** All messages of a room are gone but those of ours that the server does not have. */
  v.object({ type: v.literal('cleared'), roomId: RoomId }),
  /** A stream has grown by `text`. Committed a few times a second, announced at once. */
  v.object({ type: v.literal('append'), roomId: RoomId, id: MessageId, text: v.string() }),
  v.object({ type: v.literal('activity'), roomId: RoomId, activity: Activity }),
  v.object({ type: v.literal('composer'), roomId: RoomId, disabled: v.boolean() }),
]);
export type Change = v.InferOutput<typeof Change>;
