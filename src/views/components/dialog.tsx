import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { CommandResult } from '../../relay/to-view.ts';
import { commandFailureWords } from '../i18n/command-failure-words.ts';
import { text } from '../i18n/text.ts';

export type DialogResult = CommandResult | 'stopped';

interface DialogProps {
  heading: string;
  /** The label of the submit button. */
  action: string;
  danger?: boolean;
  disabled?: boolean;
  /**
   * Called on submit. The dialog closes where the result is ok, and shows the failure otherwise; after 'stopped' it
   * stays as it is.
   */
  onSubmit: () => Promise<DialogResult>;
  /** Stops what `onSubmit` began. Without it, Cancel closes the dialog meanwhile. */
  onStop?: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog with a form. */
export const Dialog = (props: DialogProps) => {
  const { heading, action, danger, disabled, onSubmit, onStop, onClose, children } = props;
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
    if (result === 'stopped') return;
    if (result.ok) dialog.current?.close();
    else failure.value = commandFailureWords(result.failure);
  };
  /** Stops what goes on, or returns false where nothing does. */
  const stop = (): boolean => {
    if (!busy.value || !onStop) return false;
    onStop();
    return true;
  };
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        if (stop()) event.preventDefault();
      }}
      onClose={() => {
        stop();
        onClose();
      }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <h2 id={id}>{heading}</h2>
        {children}
        {failure.value && (
          <p class="failure" role="alert">
            {failure.value}
          </p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => stop() || dialog.current?.close()}>
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
