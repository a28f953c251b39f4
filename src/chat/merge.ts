import type { MessageId } from '../model/ids.ts';
import {
  type Delivery,
  isOursAlone,
  type Message,
  type OtherMessage,
  type OwnMessage,
} from '../model/message.ts';
import { orderOfDelivered, orderOfNew, type Places } from '../model/order.ts';
import type { Room } from '../model/room.ts';
import type { WireMessage } from '../wire/events.ts';

/** What is known when a server's message arrives, by a broadcast or a row of the history. */
export interface MergeContext {
  room: Room;
  /** The message that is stored under the client id of the arriving one, else under its server id. */
  stored: Message | undefined;
  /** A second message that is stored under the server id. */
  holder?: Message | undefined;
  /** Our time, in milliseconds since the epoch: stands for a server's time that is missing. */
  now: number;
  /** Where the message goes that is not stored, or was still being delivered. */
  places: Places;
  /** Makes the id of a message that arrives without one (the document's broadcasts). */
  mintId: () => MessageId;
}

/** Whether the sender is the user, in Parley or in another client. */
const isOurs = (wire: WireMessage, room: Room): boolean => wire.senderId === room.entityId;

/**
 * Corrects which stored message the arriving one is. Some servers give a reply the client id of the message that
 * it answers: another sender with another text is a message of its own, and loses the client id here.
 */
export const recognise = <S extends Pick<MergeContext, 'room' | 'stored' | 'holder'>>(
  wire: WireMessage,
  known: S,
): { wire: WireMessage; known: S } => {
  const { room, stored, holder } = known;
  if (stored?.type !== 'own' || canBe(wire, stored, room) || hasIdOf(wire, stored)) return { wire, known };
  return { wire: { ...wire, clientId: undefined }, known: { ...known, stored: holder, holder: undefined } };
};

/** Whether the arriving message can be `own`: it has the same sender, or the same text. */
const canBe = ({ senderId, senderName, text }: WireMessage, own: OwnMessage, room: Room): boolean => {
  const isSomebodyElses =
    senderId === undefined
      ? senderName !== undefined && senderName !== own.authorName
      : senderId !== room.entityId && senderId !== own.authorId;
  return !isSomebodyElses || hasSameText(text, own.text);
};

const hasIdOf = ({ serverId }: WireMessage, { id, serverId: named }: OwnMessage): boolean =>
  serverId !== undefined && (serverId === named || serverId === (id as string));

/** Servers may trim a text. */
const hasSameText = (a: string, b: string): boolean => a.trim() === b.trim();

/**
 * Whether `other` duplicates `own`, which has the same server id: it arrived without a client id, and so was
 * stored as a message from another client of the user's.
 */
export const isDuplicate = (other: Message, own: Pick<OwnMessage, 'text'>): boolean =>
  other.type === 'own' && (other.id as string) === other.serverId && hasSameText(other.text, own.text);

/**
 * Merges a server's message with the stored one, or makes a new one. Of a message that was written here, the
 * server decides the delivery, the server id and the time; author, text and attachments stay. A stored message keeps
 * its place.
 */
export const merge = (wire: WireMessage, known: MergeContext): Message => {
  const { room, stored, now, places, mintId } = known;
  if (stored?.type === 'own')
    return canBe(wire, stored, room) ? acknowledgeFrom(wire, stored, known) : stored;
  const told = wire.createdAt;
  const at =
    stored?.serverTime && told !== undefined ? Math.min(stored.at, told) : (told ?? stored?.at ?? now);
  const ours = isOurs(wire, room);
  // A stored message of somebody else does not change its author to the user.
  const { senderId, senderName } = ours && stored ? { senderId: undefined, senderName: undefined } : wire;
  const common = {
    id: stored?.id ?? wire.clientId ?? wireId(wire) ?? mintId(),
    roomId: room.id,
    serverId: stored?.serverId ?? wire.serverId,
    authorId: senderId ?? stored?.authorId,
    text: wire.text,
    at,
    order: stored?.order ?? orderOfNew(at, places),
    ...(told !== undefined && { serverTime: true as const }),
    // Some servers keep no attachments.
    attachments: wire.attachments.length > 0 ? wire.attachments : (stored?.attachments ?? []),
    leftOut: wire.leftOut,
  };
  if (ours && !stored) {
    const authorName = senderName ?? room.userName;
    return { type: 'own', ...common, authorName, delivery: { type: 'sent' } } satisfies OwnMessage;
  }
  return {
    ...stored,
    type: 'other',
    ...common,
    authorName: senderName ?? stored?.authorName ?? room.agentName ?? '',
    reply: 'complete',
    thought: wire.thought,
    actions: wire.actions,
    actionStatus: wire.actionStatus,
  } satisfies OtherMessage;
};

/** Acknowledges `stored`; a second server id means that the server has the message twice. */
const acknowledgeFrom = (wire: WireMessage, stored: OwnMessage, known: MergeContext): OwnMessage => {
  const { holder } = known;
  const own = acknowledge(stored, wire.serverId, known, wire.createdAt);
  const isTwice =
    own.serverId !== wire.serverId && wire.serverId !== undefined && canTakeIdOf(holder, stored);
  return isTwice ? { ...own, delivery: { type: 'sent', twice: 'yes' } } : own;
};

/** Whether `own` can have the server id under which `holder` is stored. */
const canTakeIdOf = (holder: Message | undefined, own: OwnMessage): boolean =>
  !holder || isDuplicate(holder, own);

/**
 * Marks a message of ours as sent. Sets its server id, unless another message has that id, and once the server's
 * time `createdAt` (milliseconds since the epoch). It stays where it is seen: below all that was heard, or in place
 * of the duplicate that was heard of it.
 */
export const acknowledge = (
  stored: OwnMessage,
  serverId: OwnMessage['serverId'],
  { holder, places }: Pick<MergeContext, 'holder' | 'places'>,
  createdAt?: number,
): OwnMessage => {
  const isNamed = canTakeIdOf(holder, stored);
  const sent = {
    ...stored,
    serverId: stored.serverId ?? (isNamed ? serverId : undefined),
    delivery: acknowledgedDelivery(stored.delivery),
  };
  if (!isOursAlone(stored)) return sent;
  const duplicate = isNamed ? holder : undefined;
  const at = createdAt ?? (duplicate?.serverTime && duplicate.at);
  return {
    ...sent,
    order: duplicate?.order ?? orderOfDelivered({ ...stored, at: at ?? stored.at }, places),
    ...(at !== undefined && { at, serverTime: true as const }),
  };
};

/** The delivery of a message once the server has it. */
export const acknowledgedDelivery = (before: Delivery): Delivery => {
  if (before.type === 'sent') return before;
  return before.type === 'sending' && before.again ? { type: 'sent', twice: 'maybe' } : { type: 'sent' };
};

const wireId = (wire: WireMessage): MessageId | undefined => wire.serverId as MessageId | undefined;
