import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { AskResult } from '../../relay/to-view.ts';
import { commandFailureWords } from '../i18n/command-failure-words.ts';
import { text } from '../i18n/text.ts';

interface DialogProps {
  heading: string;
  /** What the button says that does it. */
  action: string;
  danger?: boolean;
  disabled?: boolean;
  /** Does it; the dialog closes when that went well, and else says why not. */
  onDo: () => Promise<AskResult>;
  onClose: () => void;
  children: ComponentChildren;
}

/** Asks before something is done, and says so where it could not be. */
export const Dialog = ({ heading, action, danger, disabled, onDo, onClose, children }: DialogProps) => {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const busy = useSignal(false);
  const failure = useSignal('');
  useEffect(() => dialog.current?.showModal(), []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    busy.value = true;
    failure.value = '';
    const result = await onDo();
    busy.value = false;
    if (result.ok) dialog.current?.close();
    else failure.value = commandFailureWords(result.failure);
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id={id}>{heading}</h2>
        {children}
        {failure.value && (
          <p class="failure" role="alert">
            {failure.value}
          </p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {text('cancel')}
          </button>
          <button
            type="submit"
            class={danger ? 'button primary danger' : 'button primary'}
            disabled={disabled || busy.value}
          >
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
};
