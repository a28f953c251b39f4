import * as v from 'valibot';
import { Count } from './count.ts';
import { EntityId, MessageId, RoomId, ServerMessageId } from './ids.ts';
import { Timestamp } from './time.ts';

/** Why a message of ours did not go out. The views put it into words. */
export const FailureReason = v.variant('code', [
  /** The server said `messageError`; its words. */
  v.object({ code: v.literal('refused'), error: v.string() }),
  /** Its room was deleted on the server before it went out. */
  v.object({ code: v.literal('room-deleted') }),
  /**
   * The encoded message has more bytes than the server takes; without `limit` it, or what stands before it, said
   * so and named no number (HTTP 413, WebSocket 1009).
   */
  v.object({ code: v.literal('too-large'), bytes: Count, limit: v.optional(Count) }),
  /** Each time it was sent the connection ended right after, or no answer came; the server does not have it. */
  v.object({ code: v.literal('not-taken') }),
]);
export type FailureReason = v.InferOutput<typeof FailureReason>;

/**
 * Where a message of ours is.
 * `queued`: committed here. `sending`: handed to the network. `sent`: the server has it.
 * `unconfirmed`: nobody can tell. `failed`: the server, or its limits, said no.
 */
export const Delivery = v.variant('state', [
  v.object({ state: v.literal('queued') }),
  /** `again`: it was sent before, and W passed without a trace of it. */
  v.object({ state: v.literal('sending'), again: v.optional(v.literal(true)) }),
  /**
   * `twice`: `maybe` where it was sent again although the network might still have held the first one,
   * `yes` where the server has been seen to have it under two ids.
   */
  v.object({ state: v.literal('sent'), twice: v.optional(v.picklist(['maybe', 'yes'])) }),
  v.object({ state: v.literal('unconfirmed') }),
  v.object({ state: v.literal('failed'), reason: FailureReason }),
]);
export type Delivery = v.InferOutput<typeof Delivery>;

/**
 * How far a reply has come. `superseded`: a newer message of ours took its place on the server.
 * `incomplete`: the connection ended before it did.
 */
export const ReplyState = v.picklist(['streaming', 'complete', 'superseded', 'incomplete']);
export type ReplyState = v.InferOutput<typeof ReplyState>;

export const Attachment = v.object({
  id: v.string(),
  url: v.string(),
  title: v.string(),
  contentType: v.string(),
});
export type Attachment = v.InferOutput<typeof Attachment>;

/** What goes along with the text of a message. */
export interface Along {
  attachments?: Attachment[] | undefined;
  /** The message of ours that it is written in place of. */
  edits?: MessageId | undefined;
}

const common = {
  id: MessageId,
  roomId: RoomId,
  serverId: v.optional(ServerMessageId),
  authorId: v.optional(EntityId),
  authorName: v.string(),
  text: v.string(),
  /** The server's time where it is known, else ours. */
  at: Timestamp,
  /** Whether `at` is the server's: only such times may be compared with those of its history. */
  serverTime: v.optional(v.literal(true)),
  attachments: v.array(Attachment),
};

/** `own`: sent as us, from here or elsewhere. `other`: an agent or another person. `notice`: a quiet line. */
export const Message = v.variant('kind', [
  v.object({
    kind: v.literal('own'),
    ...common,
    delivery: Delivery,
    /** The message of ours that this one was written in place of; no server replaces what it has. */
    edits: v.optional(MessageId),
    /** There is such a one for this message. */
    edited: v.optional(v.literal(true)),
    /** The newest of the server's times in the room when it was written, until it is settled. */
    after: v.optional(Timestamp),
  }),
  v.object({
    kind: v.literal('other'),
    ...common,
    reply: ReplyState,
    thought: v.optional(v.string()),
    actions: v.array(v.string()),
    /** How far the action is that this message reports, in the server's word. */
    actionStatus: v.optional(v.string()),
    /** Where the user stopped it: only so much of the text is shown until they ask for the rest. */
    stoppedAt: v.optional(Count),
  }),
]);
export type Message = v.InferOutput<typeof Message>;
export type OwnMessage = Extract<Message, { kind: 'own' }>;
export type OtherMessage = Extract<Message, { kind: 'other' }>;

/** Whether the server has not answered for this message yet: it belongs below all that is settled. */
export const isPending = (message: Message): boolean =>
  message.kind === 'own' && (message.delivery.state === 'queued' || message.delivery.state === 'sending');

/** Whether it is nowhere but here: what the server deletes, it cannot delete with it. */
export const isOursAlone = (message: Message): boolean =>
  message.kind === 'own' && message.delivery.state !== 'sent';

/** The order in which a conversation is read: settled by time, then what still waits to go out. */
export const compareMessages = (a: Message, b: Message): number =>
  Number(isPending(a)) - Number(isPending(b)) || a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
