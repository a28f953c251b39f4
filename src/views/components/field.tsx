import type { Signal } from '@preact/signals';
import type { Ref } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  value: Signal<string>;
  hint?: string | undefined;
  /** Shown as dots by style. With `type=password` browsers would offer to store it, and the role would be lost. */
  secret?: boolean;
  invalid?: boolean;
  inputMode?: 'url' | 'text';
  inputRef?: Ref<HTMLInputElement>;
}

/** A text field with its label above and its hint below. */
export const Field = ({ label, value, hint, secret, invalid, inputMode, inputRef }: FieldProps) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={inputRef ?? null}
        type="text"
        dir="auto"
        class={secret ? 'secret' : undefined}
        inputMode={inputMode ?? 'text'}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={invalid ?? false}
        aria-describedby={hint ? `${id}-hint` : undefined}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
};
