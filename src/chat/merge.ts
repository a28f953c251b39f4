import type { MessageId } from '../model/ids.ts';
import type { Delivery, Message, OtherMessage, OwnMessage } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import type { WireMessage } from '../wire/events.ts';

/** What is known about a message at the moment when the server tells of it. */
export interface Sighting {
  room: Room;
  /** What is stored already under its server id or the id that it was sent under. */
  stored: Message | undefined;
  /** Ours, where the server's time is missing (ms since the epoch). */
  now: number;
  /** For the document's broadcasts, which carry no id. */
  mintId: () => MessageId;
}

/** Whether the server attributes it to us: written here or, by the same person, in another client. */
const isOurs = (wire: WireMessage, room: Room): boolean => wire.senderId === room.entityId;

/**
 * The message as it stands after the server told of it, by a broadcast or a row of the history: new, or
 * the stored one brought up to date. A second row of the same message never moves it: the earliest counts.
 */
export const merge = (wire: WireMessage, { room, stored, now, mintId }: Sighting): Message => {
  const told = wire.createdAt;
  const at =
    stored?.serverTime && told !== undefined ? Math.min(stored.at, told) : (told ?? stored?.at ?? now);
  const common = {
    id: stored?.id ?? wire.clientId ?? wireId(wire) ?? mintId(),
    roomId: room.id,
    serverId: stored?.serverId ?? wire.serverId,
    authorId: wire.senderId ?? stored?.authorId,
    // What was written stays as it was written, whatever comes under its id.
    text: stored?.kind === 'own' ? stored.text : wire.text,
    at,
    ...(told !== undefined && { serverTime: true as const }),
    // A server that keeps none does not take them away.
    attachments: wire.attachments.length > 0 ? wire.attachments : (stored?.attachments ?? []),
  };
  if (stored?.kind === 'own' || (stored === undefined && isOurs(wire, room))) {
    return {
      ...stored,
      kind: 'own',
      ...common,
      authorName: wire.senderName ?? stored?.authorName ?? room.userName,
      delivery: arrived(stored, wire),
    } satisfies OwnMessage;
  }
  return {
    ...stored,
    kind: 'other',
    ...common,
    authorName: wire.senderName ?? stored?.authorName ?? room.agentName ?? '',
    reply: 'complete',
    thought: wire.thought,
    actions: wire.actions,
    actionStatus: wire.actionStatus,
  } satisfies OtherMessage;
};

/** It is there; and whether it is there twice, as far as can be told. */
const arrived = (stored: Message | undefined, wire: WireMessage): Delivery => {
  if (stored?.kind !== 'own') return { state: 'sent' };
  const isAnother =
    stored.serverId !== undefined && wire.serverId !== undefined && stored.serverId !== wire.serverId;
  return isAnother ? { state: 'sent', twice: 'yes' } : settledOf(stored.delivery);
};

/** A delivery state once the server has the message. */
export const settledOf = (before: Delivery): Delivery => {
  if (before.state === 'sent') return before;
  return before.state === 'sending' && before.again ? { state: 'sent', twice: 'maybe' } : { state: 'sent' };
};

const wireId = (wire: WireMessage): MessageId | undefined => wire.serverId as MessageId | undefined;
