import type { MessageId } from '../../../model/ids.ts';
import { isPending, type Message } from '../../../model/message.ts';
import type { Conversation } from '../../state/conversation.ts';

type Messages = Pick<Conversation, 'ids' | 'message'>;

/** The messages of others after `since` (ms since the epoch), newest first. */
function* receivedSince({ ids, message }: Messages, since: number): Generator<Message> {
  const all = ids.value;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const id = all[index];
    const next = id === undefined ? undefined : message(id)?.peek();
    if (!next || next.type === 'own') continue;
    if (next.at <= since) return;
    yield next;
  }
}

/** The time of the newest message of another. Own messages may still have a time of this machine's clock. */
export const newestReceivedAt = (messages: Messages): number | undefined =>
  receivedSince(messages, Number.NEGATIVE_INFINITY).next().value?.at;

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
    if (known && !isPending(known) && known.at <= since) low = middle + 1;
    else high = middle;
  }
  while (low < all.length && at(all[low])?.type !== 'other') low += 1;
  return all[low];
};

/** The time of the newest reply that has ended. Subscribes to the replies that still stream. */
export const newestFinishedReplyAt = ({ ids, message }: Messages): number | undefined => {
  const all = ids.value;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const id = all[index];
    const next = id === undefined ? undefined : message(id)?.value;
    if (next?.type === 'other' && next.reply !== 'streaming') return next.at;
  }
  return undefined;
};
