import { useSignal } from '@preact/signals';
import type { Message } from '../../../model/message.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { text } from '../../i18n/text.ts';
import type { ViewModel } from '../../state/view-model.ts';
import '../../styles/conversations.css';
import '../../styles/message-error.css';

export interface MessageErrorProps {
  model: ViewModel;
  message: Message;
  /** Whose it is, and that it cannot be shown. */
  name: string;
}

/** A message that cannot be shown: its text to be copied as it is, and a way to be rid of it. */
export const MessageError = ({ model, message, name }: MessageErrorProps) => {
  const { kind, roomId, id: messageId } = message;
  const state = kind === 'own' ? message.delivery.state : undefined;
  const asking = useSignal(false);
  return (
    <article class={kind} aria-label={name} data-message-id={messageId} data-state={state} data-first="true">
      <div class="failed-message">
        <p>{text('message_failed')}</p>
        <div class="state-actions">
          <CopyButton class="link" name={text('copy_source')} content={() => message.text} inWords />
          {/* What is on its way would come back. */}
          {state !== 'sending' && (
            <button type="button" class="link" onClick={() => (asking.value = true)}>
              {text('delete')}
            </button>
          )}
        </div>
      </div>
      {asking.value && (
        <Dialog
          heading={text('delete_message_heading')}
          action={text('delete')}
          danger
          onDo={() => model.ask({ type: 'discard', roomId, messageId })}
          onClose={() => (asking.value = false)}
        >
          <p>{text('delete_message_here')}</p>
        </Dialog>
      )}
    </article>
  );
};
