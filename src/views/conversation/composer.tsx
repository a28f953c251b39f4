import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { askFailureWords } from '../ask-failure.ts';
import type { Conversation } from '../conversation-model.ts';
import { SendIcon } from '../icons.tsx';
import type { ViewModel } from '../model.ts';
import { text } from '../text.ts';
import { sends } from './composer-keys.ts';
import { afterCommit } from './draft.ts';
import { useDraft } from './use-draft.ts';

interface ComposerProps {
  model: ViewModel;
  conversation: Conversation;
  /** A message was committed. */
  onSent: () => void;
}

/** Where the user writes. It is cleared once what it held is committed, and never locked by waiting. */
export const Composer = ({ model, conversation, onSent }: ComposerProps) => {
  const draft = useDraft(model, conversation);
  const problem = useSignal('');
  const field = useRef<HTMLTextAreaElement>(null);
  const committing = useRef<string | undefined>(undefined);
  const next = useRef<string | undefined>(undefined);
  const disabled = conversation.composerDisabled.value;
  const room = conversation.room.value;

  useEffect(() => {
    if (!disabled) field.current?.focus();
  }, [disabled]);

  const send = async (written: string): Promise<void> => {
    if (disabled || written.trim() === '') return;
    if (committing.current !== undefined) {
      // Enter again before the worker has answered: the same text is the same message, more text waits.
      if (written !== committing.current) next.current = written;
      return;
    }
    committing.current = written;
    const result = await model.send(written.trim());
    const waiting = next.current;
    committing.current = undefined;
    next.current = undefined;
    problem.value = result.ok ? '' : askFailureWords(result.failure);
    if (!result.ok) return;
    onSent();
    draft.change(afterCommit(draft.value.peek(), written), 'now');
    if (waiting !== undefined) void send(afterCommit(waiting, written));
  };

  const sendDraft = (): void => {
    void send(draft.value.peek());
    field.current?.focus();
  };

  return (
    <div class="composer-frame">
      {disabled && (
        <p class="paused">
          <span>{text('composer_paused')}</span>
          <button
            type="button"
            class="link"
            onClick={() => void model.ask({ type: 'enable-composer', roomId: room.id })}
          >
            {text('write_anyway')}
          </button>
        </p>
      )}
      {problem.value && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          sendDraft();
        }}
      >
        <textarea
          ref={field}
          rows={1}
          aria-label={text('message_label')}
          placeholder={room.agentName ? text('message_placeholder', room.agentName) : text('message_label')}
          disabled={disabled}
          value={draft.value.value}
          onInput={(event) => draft.change(event.currentTarget.value, 'soon')}
          onKeyDown={(event) => {
            if (!sends(event)) return;
            event.preventDefault();
            sendDraft();
          }}
        />
        <button
          type="submit"
          class="send"
          aria-label={text('send')}
          title={text('send')}
          disabled={disabled || draft.value.value.trim() === ''}
        >
          <SendIcon />
        </button>
      </form>
    </div>
  );
};
