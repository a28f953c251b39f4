import type { MessageId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import type { Conversation } from '../conversation-model.ts';

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

/** The first message of another since then. */
export const firstNewer = (conversation: Read, since: number): MessageId | undefined =>
  [...newer(conversation, since)].at(-1)?.id;
