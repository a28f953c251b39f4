import { cut, withoutPart } from '../../../model/cut.ts';
import type { Message, OtherMessage, ReplyState } from '../../../model/message.ts';

/** How far a reply has come, as it is shown: `stopped` by the user, whatever the server goes on to send. */
export type ReplyStatus = ReplyState | 'stopped';

export const replyStatus = ({ reply, stoppedAt }: OtherMessage): ReplyStatus =>
  stoppedAt === undefined ? reply : 'stopped';

/** The text of a reply without what came after the user stopped it, and without a part of a character. */
export const shownText = ({ text, stoppedAt, reply }: OtherMessage): string => {
  if (stoppedAt !== undefined) return cut(text, stoppedAt);
  return reply === 'streaming' ? withoutPart(text) : text;
};

/** How a message of another ended; undefined for own messages, streams, and reports of actions. */
const endOf = (message: Message | undefined): ReplyStatus | undefined => {
  if (message?.type !== 'other' || message.actionStatus !== undefined) return undefined;
  const status = replyStatus(message);
  return status === 'streaming' ? undefined : status;
};

/** Whether `message` is a reply that has ended, in another way than `previous`. */
export const replyEnded = (previous: Message | undefined, message: Message): message is OtherMessage => {
  const end = endOf(message);
  return end !== undefined && end !== endOf(previous);
};
