import type { Message, OtherMessage } from '../../../model/message.ts';

/** How a reply ends: by itself, before its end, or by the user's will. */
type ReplyEnd = Exclude<OtherMessage['reply'], 'streaming'> | 'stopped';

/** How a message of another has ended; undefined for what goes on, and for an action's report, which is no reply. */
const endOf = (message: Message | undefined): ReplyEnd | undefined => {
  if (message?.kind !== 'other' || message.actionStatus !== undefined) return undefined;
  if (message.stoppedAt !== undefined) return 'stopped';
  return message.reply === 'streaming' ? undefined : message.reply;
};

/** Whether `next` is a reply that has just come to an end, or to another one than before. */
export const hasEnded = (known: Message | undefined, next: Message): next is OtherMessage => {
  const end = endOf(next);
  return end !== undefined && end !== endOf(known);
};
