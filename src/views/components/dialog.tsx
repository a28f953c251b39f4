import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { CommandResult } from '../../relay/to-view.ts';
import { commandFailureWords } from '../i18n/command-failure-words.ts';
import { text } from '../i18n/text.ts';

interface DialogProps {
  heading: string;
  /** The label of the submit button. */
  action: string;
  danger?: boolean;
  disabled?: boolean;
  /** Called on submit. The dialog closes where the result is ok, and shows the failure otherwise. */
  onSubmit: () => Promise<CommandResult>;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog with a form. */
export const Dialog = ({ heading, action, danger, disabled, onSubmit, onClose, children }: DialogProps) => {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const busy = useSignal(false);
  const failure = useSignal('');
  useEffect(() => dialog.current?.showModal(), []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    busy.value = true;
    failure.value = '';
    const result = await onSubmit();
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
