import * as v from 'valibot';
import { Count } from './count.ts';
import { EntityId, MessageId, RoomId, ServerMessageId } from './ids.ts';
import { Order } from './order.ts';
import { Name } from './shorten.ts';
import { Timestamp } from './time.ts';

/** Why a message of ours failed. The views put it into words. */
export const FailureReason = v.variant('type', [
  /** The server answered `messageError`; `error` is its text. */
  v.object({ type: v.literal('refused'), error: v.string() }),
  /** The room was deleted on the server before the message was sent. */
  v.object({ type: v.literal('room-deleted') }),
  /**
   * The encoded message is larger than the server accepts. `limit` is in bytes; absent where the server or a
   * proxy refused the message without naming one (HTTP 413, WebSocket close code 1009).
   */
  v.object({ type: v.literal('too-large'), bytes: Count, limit: v.optional(Count) }),
  /** Each attempt ended the connection or got no answer, and the history does not have the message. */
  v.object({ type: v.literal('not-taken') }),
]);
export type FailureReason = v.InferOutput<typeof FailureReason>;

/**
 * The delivery of a message of ours. `queued`: committed here. `sending`: handed to the network. `sent`: the
 * server has it. `unconfirmed`: the server may or may not have it. `failed`: the server does not have it.
 */
export const Delivery = v.variant('type', [
  v.object({ type: v.literal('queued') }),
  /** `again`: the message was sent before, and the history did not have it after a wait. */
  v.object({ type: v.literal('sending'), again: v.optional(v.literal(true)) }),
  /**
   * `twice`: `maybe` where the message was sent again while the network might still deliver the first attempt,
   * `yes` where the server has the message under two ids.
   */
  v.object({ type: v.literal('sent'), twice: v.optional(v.picklist(['maybe', 'yes'])) }),
  v.object({ type: v.literal('unconfirmed') }),
  v.object({ type: v.literal('failed'), reason: FailureReason }),
]);
export type Delivery = v.InferOutput<typeof Delivery>;

/**
 * The state of a reply. `superseded`: the server discarded it for the answer to a newer message. `incomplete`: it
 * stopped before its end.
 */
export const ReplyState = v.picklist(['streaming', 'complete', 'superseded', 'incomplete']);
export type ReplyState = v.InferOutput<typeof ReplyState>;

/** Any other address would be loaded without a press. */
const Preview = v.pipe(
  v.string(),
  v.transform((url) => (url.startsWith('data:image/') ? url : undefined)),
);

export const Attachment = v.object({
  id: v.string(),
  url: v.string(),
  title: v.string(),
  contentType: v.string(),
  /** A small picture of the user's own file, as a `data:` URL: stored here, and sent nowhere. */
  preview: v.optional(Preview),
});
export type Attachment = v.InferOutput<typeof Attachment>;

/** How many characters were left out at the end of a text, and how many attachments of it. */
export const LeftOut = v.object({ characters: Count, attachments: Count });
export type LeftOut = v.InferOutput<typeof LeftOut>;

/** The optional parts of a message to send. */
export interface MessageExtras {
  attachments?: Attachment[] | undefined;
  /** The message of ours that this one replaces. */
  edits?: MessageId | undefined;
}

const common = {
  id: MessageId,
  roomId: RoomId,
  serverId: v.optional(ServerMessageId),
  authorId: v.optional(EntityId),
  authorName: Name,
  text: v.string(),
  /** The server's time, else ours (ms since the epoch): it is shown, and does not order. */
  at: Timestamp,
  /** The position in the room. */
  order: Order,
  /** Set where `at` is the server's time: only such times may be compared with those of its history. */
  serverTime: v.optional(v.literal(true)),
  attachments: v.array(Attachment),
  /** What is not stored of a message that was too long. */
  leftOut: v.optional(LeftOut),
};

/** `own`: written by the user, in Parley or in another client. `other`: written by an agent or another person. */
export const Message = v.variant('type', [
  v.object({
    type: v.literal('own'),
    ...common,
    delivery: Delivery,
    /** The message of ours that this one replaces. The server keeps both. */
    edits: v.optional(MessageId),
    /** Set where another message replaces this one. */
    edited: v.optional(v.literal(true)),
  }),
  v.object({
    type: v.literal('other'),
    ...common,
    reply: ReplyState,
    thought: v.optional(v.string()),
    actions: v.array(v.string()),
    /** The status of the action that this message reports: `executing`, `completed` or `failed` (ElizaOS 1.7). */
    actionStatus: v.optional(v.string()),
    /** How many characters of the text are shown, where the user stopped the reply. */
    stoppedAt: v.optional(Count),
  }),
]);
export type Message = v.InferOutput<typeof Message>;
export type OwnMessage = Extract<Message, { type: 'own' }>;
export type OtherMessage = Extract<Message, { type: 'other' }>;

/** How far the delivery of a message is: it goes on, has succeeded, or waits for the user to retry. */
const STAGES: Readonly<Record<Delivery['type'], 'pending' | 'acknowledged' | 'stuck'>> = {
  queued: 'pending',
  sending: 'pending',
  sent: 'acknowledged',
  unconfirmed: 'stuck',
  failed: 'stuck',
};

const stageOf = (message: Message) => (message.type === 'own' ? STAGES[message.delivery.type] : undefined);

/** Whether a message of ours is still being delivered. Such messages stand below all others. */
export const isPending = (message: Message): boolean => stageOf(message) === 'pending';

/** Whether the delivery of a message of ours has ended without success: the user may retry it. */
export const isStuck = (message: Message): boolean => stageOf(message) === 'stuck';

/** Whether a message of ours is stored here and not on the server: it stays when the server clears the room. */
export const isOursAlone = (message: Message): boolean => isPending(message) || isStuck(message);

/** The reading order of a conversation: by order, then the messages that are still being delivered. */
export const compareMessages = (a: Message, b: Message): number =>
  Number(isPending(a)) - Number(isPending(b)) ||
  a.order - b.order ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
