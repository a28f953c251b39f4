import { useSignal } from '@preact/signals';
import type { Message } from '../../../model/message.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { text } from '../../i18n/text.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { deliveryActions } from './delivery-actions.ts';
import '../../styles/conversations.css';
import '../../styles/message-error.css';

export interface MessageErrorProps {
  model: ViewModel;
  message: Message;
  /** The name of the article: its author, and that it cannot be shown. */
  name: string;
}

/** Replaces a message that cannot be rendered: its source can be copied, and it can be deleted. */
export const MessageError = ({ model, message, name }: MessageErrorProps) => {
  const { type: kind, roomId, id: messageId } = message;
  const delivery = kind === 'own' ? message.delivery : undefined;
  const isConfirming = useSignal(false);
  return (
    <article
      class={kind}
      aria-label={name}
      data-message-id={messageId}
      data-state={delivery?.type}
      data-first="true"
    >
      <div class="failed-message">
        <p>{text('message_failed')}</p>
        <div class="state-actions">
          <CopyButton class="link" name={text('copy_source')} content={() => message.text} inWords />
          {(!delivery || deliveryActions(delivery).canDiscard) && (
            <button type="button" class="link" onClick={() => (isConfirming.value = true)}>
              {text('delete')}
            </button>
          )}
        </div>
      </div>
      {isConfirming.value && (
        <Dialog
          heading={text('delete_message_heading')}
          action={text('delete')}
          danger
          onSubmit={() => model.execute({ type: 'discard', roomId, messageId })}
          onClose={() => (isConfirming.value = false)}
        >
          <p>{text('delete_message_here')}</p>
        </Dialog>
      )}
    </article>
  );
};
