import * as v from 'valibot';
import { Count } from '../model/count.ts';
import { MessageId, RoomId } from '../model/ids.ts';
import { Message } from '../model/message.ts';
import { Timestamp } from '../model/time.ts';

/** A member who types or thinks; `until` is when that ends unless an event ends it before (ms since the epoch). */
export const Doing = v.object({ who: v.string(), name: v.string(), until: Timestamp });
export type Doing = v.InferOutput<typeof Doing>;

/** The present activity in a room. It is not stored. */
export const Activity = v.object({
  thinking: v.optional(Doing),
  /** At most `PEOPLE_LIMIT`, the latest last. */
  typing: v.array(Doing),
  /** Until when more type than `typing` names (ms since the epoch). */
  crowdUntil: v.optional(Timestamp),
  /** Until when further replies are written that are shown only once they are complete (ms since the epoch). */
  moreRepliesUntil: v.optional(Timestamp),
  /** The members that joined or left, each once, the latest last: at most `PEOPLE_LIMIT`. */
  presence: v.optional(v.array(v.object({ who: v.string(), name: v.string(), joined: v.boolean() }))),
  /** How many joins and leaves there were on this connection, those included that `presence` let go of. */
  presenceCount: v.optional(Count),
  /** Set where the user stopped the awaited answer: it will be stored and not shown. */
  stopped: v.optional(v.literal(true)),
});
export type Activity = v.InferOutput<typeof Activity>;

/** A change of a conversation. `put` inserts a message, or replaces the one with the same id. */
export const Change = v.variant('type', [
  v.object({ type: v.literal('put'), message: Message }),
  v.object({ type: v.literal('removed'), roomId: RoomId, id: MessageId }),
  /** The room was cleared: removes all its messages but those that are stored here alone (`isOursAlone`). */
  v.object({ type: v.literal('cleared'), roomId: RoomId }),
  /** Appends `text` to a reply. It is announced at once, and committed a few times a second. */
  v.object({ type: v.literal('append'), roomId: RoomId, id: MessageId, text: v.string() }),
  v.object({ type: v.literal('activity'), roomId: RoomId, activity: Activity }),
  v.object({ type: v.literal('composer'), roomId: RoomId, disabled: v.boolean() }),
]);
export type Change = v.InferOutput<typeof Change>;
