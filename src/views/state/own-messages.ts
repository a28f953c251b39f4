import type { MessageId } from '../../model/ids.ts';
import type { OwnMessage } from '../../model/message.ts';
import type { Conversation } from './conversation.ts';

/** How many messages from the end may still be written: replies of several agents, and what waits below them. */
const NEAR_THE_END = 8;
/** How many messages of one's own can be called up again. */
const RECALLED = 50;

/** The messages of the user, latest first. Reads them without being told of their changes. */
function* ownMessages(conversation: Conversation): Generator<OwnMessage> {
  const ids = conversation.ids.value;
  for (let index = ids.length - 1; index >= 0; index -= 1) {
    const id = ids[index];
    const message = id === undefined ? undefined : conversation.message(id)?.peek();
    if (message?.kind === 'own') yield message;
  }
}

export const latestOwn = (conversation: Conversation): OwnMessage | undefined =>
  ownMessages(conversation).next().value ?? undefined;

export const latestOwnId = (conversation: Conversation): MessageId | undefined => latestOwn(conversation)?.id;

/** What the user wrote here, latest first, each run of the same words once. */
export const ownTexts = (conversation: Conversation): string[] => {
  const texts: string[] = [];
  for (const { text } of ownMessages(conversation)) {
    if (text !== texts.at(-1)) texts.push(text);
    if (texts.length === RECALLED) break;
  }
  return texts;
};

/** Whether an answer is awaited or being written that could be stopped. */
export const isAnswering = (conversation: Conversation): boolean =>
  conversation.activity.value.thinking !== undefined ||
  conversation.ids.value.slice(-NEAR_THE_END).some((id) => {
    const message = conversation.message(id)?.value;
    return message?.kind === 'other' && message.reply === 'streaming' && message.stoppedAt === undefined;
  });
