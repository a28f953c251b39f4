import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';

interface ComposerNoticesProps {
  model: ViewModel;
  conversation: Conversation;
  /** Why the last message was not sent; empty where it was. */
  problem: string;
  onCancelEdit: () => void;
}

/** The lines above the composer: that it is disabled, why nothing was sent, that a message is edited. */
export const ComposerNotices = ({ model, conversation, problem, onCancelEdit }: ComposerNoticesProps) => (
  <>
    {conversation.composerDisabled.value && (
      <p class="paused">
        <span>{text('composer_paused')}</span>
        <button
          type="button"
          class="link"
          onClick={() => void model.execute({ type: 'enable-composer', roomId: conversation.room.peek().id })}
        >
          {text('write_anyway')}
        </button>
      </p>
    )}
    {problem && (
      <p class="problem" role="alert">
        {problem}
      </p>
    )}
    {conversation.editing.value && (
      <p class="editing">
        <span>{text('editing')}</span>
        <button type="button" class="link" onClick={onCancelEdit}>
          {text('cancel')}
        </button>
      </p>
    )}
  </>
);
