import type { OtherMessage } from '../../../model/message.ts';
import { text } from '../../i18n/text.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { replyStatus } from './reply-status.ts';
import { replyWords } from './reply-words.ts';

interface ReplyMarkProps {
  model: ViewModel;
  message: OtherMessage;
}

/** That the user stopped the reply, and a button that shows what came after. */
const StoppedMark = ({ model, message }: ReplyMarkProps) => (
  <p class="state">
    <span>{replyWords(message)}</span>
    {message.text.length > (message.stoppedAt ?? 0) && (
      <button
        type="button"
        class="link"
        onClick={() => void model.execute({ type: 'stop', roomId: message.roomId, reveal: message.id })}
      >
        {text('show_whole_reply')}
      </button>
    )}
  </p>
);

/** The line under a reply that is not complete. */
export const ReplyMark = ({ model, message }: ReplyMarkProps) => {
  const status = replyStatus(message);
  switch (status) {
    case 'streaming':
      return <span class="writing" aria-hidden="true" />;
    case 'complete':
      return null;
    case 'superseded':
    case 'incomplete':
      return <p class="state">{replyWords(message)}</p>;
    case 'stopped':
      return <StoppedMark model={model} message={message} />;
    default:
      return status satisfies never;
  }
};
