import type { MessageId } from '../model/ids.ts';
import { type Delivery, isPending, type Message } from '../model/message.ts';
import type { OutboxEntry } from './entry.ts';

/** How far an entry of the outbox has come. */
type Progress = Pick<OutboxEntry, 'roomId' | 'attempts' | 'again'> & {
  phase: { type?: OutboxEntry['phase']['type'] | undefined };
};

/** The state of delivery that a view shows for a message in the outbox. */
export const deliveryOf = ({ attempts, again, phase }: Progress): Delivery =>
  attempts === 0 || phase.type === 'queued'
    ? { type: 'queued' }
    : { type: 'sending', ...(again && { again }) };

/**
 * The message as views and the conversation's rules see it. Stored messages only say that they wait: how far a
 * waiting one has come is known by its entry. Where that is missing, nobody can tell.
 */
export const withDelivery = <M extends Message>(message: M, entries: ReadonlyMap<MessageId, Progress>): M => {
  if (!isPending(message)) return message;
  const entry = entries.get(message.id);
  const delivery: Delivery = entry?.roomId === message.roomId ? deliveryOf(entry) : { type: 'unconfirmed' };
  return { ...message, delivery };
};

/** The message as it is stored. */
export const withoutDelivery = <M extends Message>(message: M): M =>
  isPending(message) ? { ...message, delivery: { type: 'queued' } } : message;
