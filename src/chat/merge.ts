import type { MessageId } from '../model/ids.ts';
import {
  type Delivery,
  isOursAlone,
  type Message,
  type OtherMessage,
  type OwnMessage,
} from '../model/message.ts';
import type { Room } from '../model/room.ts';
import { justAfter } from '../model/time.ts';
import type { WireMessage } from '../wire/events.ts';

/** What is known about a message at the moment when the server tells of it. */
export interface Sighting {
  room: Room;
  /** What is stored already under the id that it was sent under, else under its server id. */
  stored: Message | undefined;
  /** Another message, which is stored under its server id. */
  holder?: Message | undefined;
  /** Ours, where the server's time is missing. */
  now: number;
  /** For the document's broadcasts, which carry no id. */
  mintId: () => MessageId;
}

/** Whether the server attributes it to us: written here or, by the same person, in another client. */
const isOurs = (wire: WireMessage, room: Room): boolean => wire.senderId === room.entityId;

/**
 * What is told of, and which stored message that is. Some servers give a reply the client id of the message that
 * it answers: what somebody else says in other words is a message of its own.
 */
export const recognise = <S extends Pick<Sighting, 'room' | 'stored' | 'holder'>>(
  wire: WireMessage,
  known: S,
): { wire: WireMessage; known: S } => {
  const { room, stored, holder } = known;
  if (stored?.kind !== 'own' || tellsOf(wire, stored, room) || isItsRow(wire, stored)) return { wire, known };
  return { wire: { ...wire, clientId: undefined }, known: { ...known, stored: holder, holder: undefined } };
};

/** Whether it can be this message of ours that is told of: it is said to be ours, or says the same. */
const tellsOf = ({ senderId, senderName, text }: WireMessage, own: OwnMessage, room: Room): boolean => {
  const isSomebodyElses =
    senderId === undefined
      ? senderName !== undefined && senderName !== own.authorName
      : senderId !== room.entityId && senderId !== own.authorId;
  return !isSomebodyElses || saysTheSame(text, own.text);
};

const isItsRow = ({ serverId }: WireMessage, { id, serverId: named }: OwnMessage): boolean =>
  serverId !== undefined && (serverId === named || serverId === (id as string));

/** Servers may trim. */
const saysTheSame = (a: string, b: string): boolean => a.trim() === b.trim();

/**
 * Whether `other`, which came under its server id alone and counts as another client's, is `own` itself once
 * that has the same id.
 */
export const isTwin = (other: Message, own: Pick<OwnMessage, 'text'>): boolean =>
  other.kind === 'own' && (other.id as string) === other.serverId && saysTheSame(other.text, own.text);

/**
 * The message as it stands after the server told of it, by a broadcast or a row of the history: new, or the
 * stored one brought up to date. Of a message of ours the server settles the delivery, by which it names its id and
 * its time; nothing else.
 */
export const merge = (wire: WireMessage, { room, stored, holder, now, mintId }: Sighting): Message => {
  if (stored?.kind === 'own') return tellsOf(wire, stored, room) ? settledBy(wire, stored, holder) : stored;
  const told = wire.createdAt;
  const at =
    stored?.serverTime && told !== undefined ? Math.min(stored.at, told) : (told ?? stored?.at ?? now);
  const ours = isOurs(wire, room);
  // Who is said to have become us is who it was.
  const { senderId, senderName } = ours && stored ? { senderId: undefined, senderName: undefined } : wire;
  const common = {
    id: stored?.id ?? wire.clientId ?? wireId(wire) ?? mintId(),
    roomId: room.id,
    serverId: stored?.serverId ?? wire.serverId,
    authorId: senderId ?? stored?.authorId,
    text: wire.text,
    at,
    ...(told !== undefined && { serverTime: true as const }),
    // A server that keeps none does not take them away.
    attachments: wire.attachments.length > 0 ? wire.attachments : (stored?.attachments ?? []),
  };
  if (ours && !stored) {
    const authorName = senderName ?? room.userName;
    return { kind: 'own', ...common, authorName, delivery: { state: 'sent' } } satisfies OwnMessage;
  }
  return {
    ...stored,
    kind: 'other',
    ...common,
    authorName: senderName ?? stored?.authorName ?? room.agentName ?? '',
    reply: 'complete',
    thought: wire.thought,
    actions: wire.actions,
    actionStatus: wire.actionStatus,
  } satisfies OtherMessage;
};

/** It is there; and whether it is there twice, as far as can be told. */
const settledBy = (wire: WireMessage, stored: OwnMessage, holder: Message | undefined): OwnMessage => {
  const own = acknowledged(stored, wire.serverId, holder, wire.createdAt);
  const isTwice = own.serverId !== wire.serverId && wire.serverId !== undefined && isFree(holder, stored);
  return isTwice ? { ...own, delivery: { state: 'sent', twice: 'yes' } } : own;
};

/** Whether the id under which `holder` is stored can be that of a message of ours. */
const isFree = (holder: Message | undefined, own: OwnMessage): boolean => !holder || isTwin(holder, own);

/**
 * The message once the server has it, under an id that no other message has. What settles it may give it its place
 * by a time of the server's, not above what it was written below; nothing that is told later moves it.
 */
export const acknowledged = (
  stored: OwnMessage,
  serverId: OwnMessage['serverId'],
  holder: Message | undefined,
  createdAt?: number,
): OwnMessage => {
  const { after, ...own } = stored;
  const isNamed = isFree(holder, stored);
  const settled = {
    ...own,
    serverId: own.serverId ?? (isNamed ? serverId : undefined),
    delivery: settledOf(own.delivery),
  };
  const told = createdAt ?? (isNamed && holder?.serverTime ? holder.at : undefined);
  if (!isOursAlone(stored) || told === undefined) return settled;
  return { ...settled, at: Math.max(told, after === undefined ? 0 : justAfter(after)), serverTime: true };
};

/** A delivery state once the server has the message. */
export const settledOf = (before: Delivery): Delivery => {
  if (before.state === 'sent') return before;
  return before.state === 'sending' && before.again ? { state: 'sent', twice: 'maybe' } : { state: 'sent' };
};

const wireId = (wire: WireMessage): MessageId | undefined => wire.serverId as MessageId | undefined;
