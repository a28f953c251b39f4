import type { MessageId } from '../../../model/ids.ts';
import { isPending, type Message } from '../../../model/message.ts';
import type { Conversation } from '../../state/conversation.ts';

type Read = Pick<Conversation, 'ids' | 'message'>;

/** From the newest message back, as far as it is asked for. */
function* backwards({ ids, message }: Read): Generator<Message> {
  const all = ids.value;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const id = all[index];
    const next = id === undefined ? undefined : message(id)?.peek();
    if (next) yield next;
  }
}

/** The messages of others after `since`, newest first: what a reader who has seen all until then has not. */
function* newer(conversation: Read, since: number): Generator<Message> {
  for (const message of backwards(conversation)) {
    if (message.kind === 'own') continue;
    if (message.at <= since) return;
    yield message;
  }
}

/** The time of the newest message of another. Ours do not count: their time may still be that of this machine. */
export const newestAt = (conversation: Read): number | undefined => {
  for (const message of newer(conversation, Number.NEGATIVE_INFINITY)) return message.at;
  return undefined;
};

/** How many messages of others have come since then. */
export const countNewer = (conversation: Read, since: number): number =>
  [...newer(conversation, since)].length;

/** The first message of another since then: found by halving, so that it costs the same in a long history. */
export const firstNewer = ({ ids, message }: Read, since: number): MessageId | undefined => {
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
  while (low < all.length && at(all[low])?.kind !== 'other') low += 1;
  return all[low];
};

/**
 * The time of the newest reply that has come to its end. One that is being written is read when it is, so this
 * listens to it.
 */
export const newestEnded = ({ ids, message }: Read): number | undefined => {
  const all = ids.value;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const id = all[index];
    const next = id === undefined ? undefined : message(id)?.value;
    if (next?.kind === 'other' && next.reply !== 'streaming') return next.at;
  }
  return undefined;
};
