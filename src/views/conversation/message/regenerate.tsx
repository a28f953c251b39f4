import type { OtherMessage } from '../../../model/message.ts';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import { latestOwn } from '../../state/own-messages.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { replyStatus } from './reply-status.ts';

interface RegenerateProps {
  model: ViewModel;
  conversation: Conversation;
  /** The newest message of the room. */
  message: OtherMessage;
}

/** The text that asks for another answer to `question`. A question that asks for one already stays as it is. */
export const againWords = (question: string): string =>
  question.startsWith(text('again_please', '')) ? question : text('again_please', question);

/** The button that asks for another answer. No server regenerates one, so it sends the question again. */
export const Regenerate = ({ model, conversation, message }: RegenerateProps) => {
  const question = latestOwn(conversation);
  const isDirect = conversation.room.value.agentId !== undefined;
  if (!question || replyStatus(message) === 'streaming' || !isDirect) return null;
  const { attachments } = question;
  return (
    <p class="state">
      <button
        type="button"
        class="link quiet"
        onClick={() =>
          void model.send(againWords(question.text), attachments.length > 0 ? { attachments } : {})
        }
      >
        {text('regenerate')}
      </button>
    </p>
  );
};
