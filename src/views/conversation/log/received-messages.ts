import type { MessageId } from '../../../model/ids.ts';
import { isPending, type Message } from '../../../model/message.ts';
import type { Conversation } from '../../state/conversation.ts';

type Messages = Pick<Conversation, 'ids' | 'message'>;

/** The messages of others after the order `since`, newest first. */
function* receivedSince({ ids, message }: Messages, since: number): Generator<Message> {
  const all = ids.value;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const id = all[index];
    const next = id === undefined ? undefined : message(id)?.peek();
    if (!next || next.type === 'own') continue;
    if (next.order <= since) return;
    yield next;
  }
}

/** The order of the newest message of another. */
export const newestReceivedOrder = (messages: Messages): number | undefined =>
  receivedSince(messages, Number.NEGATIVE_INFINITY).next().value?.order;

/** Counts the messages of others after `since`. */
export const countReceivedSince = (messages: Messages, since: number): number =>
  [...receivedSince(messages, since)].length;

/** The first message of another after `since`, by binary search. */
export const firstReceivedSince = ({ ids, message }: Messages, since: number): MessageId | undefined => {
  const all = ids.value;
  const at = (id: MessageId | undefined) => (id === undefined ? undefined : message(id)?.peek());
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const known = at(all[middle]);
    if (known && !isPending(known) && known.order <= since) low = middle + 1;
    else high = middle;
  }
  while (low < all.length && at(all[low])?.type !== 'other') low += 1;
  return all[low];
};

/** How many of the newest messages may still be streaming. */
const MAX_STREAMING_DEPTH = 8;

/**
 * The order of the newest reply that has ended, and above those that still stream: they are read once they end.
 * Subscribes to them.
 */
export const newestFinishedReplyOrder = ({ ids, message }: Messages): number | undefined => {
  const all = ids.value;
  let found: number | undefined;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    if (found !== undefined && index < all.length - MAX_STREAMING_DEPTH) break;
    const id = all[index];
    const next = id === undefined ? undefined : message(id)?.value;
    if (next?.type !== 'other') continue;
    found = next.reply === 'streaming' ? undefined : (found ?? next.order);
  }
  return found;
};
