import { isUnanswered } from '../../../chat/unanswered.ts';
import type { OwnMessage } from '../../../model/message.ts';
import { useNow } from '../../hooks/use-now.ts';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';

interface UnansweredProps {
  model: ViewModel;
  conversation: Conversation;
  /** The newest message of the room. */
  message: OwnMessage;
}

/** The line under a delivered message that got no answer, with a button that sends it again. */
export const Unanswered = ({ model, conversation, message }: UnansweredProps) => {
  const now = useNow(5_000, message.delivery.type === 'sent');
  const isDirect = conversation.room.value.agentId !== undefined;
  if (!isDirect || !isUnanswered(message, conversation.activity.value, now)) return null;
  return (
    <p class="state">
      <span>{text('no_answer')}</span>
      <span class="state-actions">
        <button type="button" class="link" onClick={() => void model.send(message.text)}>
          {text('ask_again')}
        </button>
      </span>
    </p>
  );
};
