import type { MessageId } from '../../model/ids.ts';
import type { OwnMessage } from '../../model/message.ts';
import type { Conversation } from './conversation.ts';

/** How many of the newest messages may still be streaming: replies of several agents, pending messages below. */
const MAX_STREAMING_DEPTH = 8;
/** How many own messages the input history has. */
const HISTORY_LENGTH = 50;

/** The messages of the user, newest first. Subscribes to the order of the messages, not to the messages. */
function* ownMessages(conversation: Conversation): Generator<OwnMessage> {
  const ids = conversation.ids.value;
  for (let index = ids.length - 1; index >= 0; index -= 1) {
    const id = ids[index];
    const message = id === undefined ? undefined : conversation.message(id)?.peek();
    if (message?.type === 'own') yield message;
  }
}

/** The newest message of the user. */
export const latestOwn = (conversation: Conversation): OwnMessage | undefined =>
  ownMessages(conversation).next().value ?? undefined;

export const latestOwnId = (conversation: Conversation): MessageId | undefined => latestOwn(conversation)?.id;

/** The texts of the user's messages, newest first, without repetitions in a row. */
export const ownTexts = (conversation: Conversation): string[] => {
  const texts: string[] = [];
  for (const { text } of ownMessages(conversation)) {
    if (text !== texts.at(-1)) texts.push(text);
    if (texts.length === HISTORY_LENGTH) break;
  }
  return texts;
};

/** Whether the agent thinks, or a reply streams that can be stopped. */
export const isAnswering = (conversation: Conversation): boolean =>
  conversation.activity.value.thinking !== undefined ||
  conversation.ids.value.slice(-MAX_STREAMING_DEPTH).some((id) => {
    const message = conversation.message(id)?.value;
    return message?.type === 'other' && message.reply === 'streaming' && message.stoppedAt === undefined;
  });
