import type { OtherMessage } from '../../../model/message.ts';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import { latestOwn } from '../../state/own-messages.ts';
import type { ViewModel } from '../../state/view-model.ts';

interface RegenerateProps {
  model: ViewModel;
  conversation: Conversation;
  /** The newest message of the room. */
  message: OtherMessage;
}

/** The words of a message that asks for another answer to `words`; asked a third time, it says so once. */
export const againWords = (words: string): string =>
  words.startsWith(text('again_please', '')) ? words : text('again_please', words);

/** Asks for another answer: no server makes one anew, so it is a message that says that it is a repetition. */
export const Regenerate = ({ model, conversation, message }: RegenerateProps) => {
  const asked = latestOwn(conversation);
  const isEnded = message.reply !== 'streaming' || message.stoppedAt !== undefined;
  if (!asked || !isEnded || conversation.room.value.agentId === undefined) return null;
  const { attachments } = asked;
  return (
    <p class="state">
      <button
        type="button"
        class="link quiet"
        onClick={() => void model.send(againWords(asked.text), attachments.length > 0 ? { attachments } : {})}
      >
        {text('regenerate')}
      </button>
    </p>
  );
};
