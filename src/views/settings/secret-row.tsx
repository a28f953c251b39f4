import { useSignal } from '@preact/signals';
import { Field } from '../components/field.tsx';
import { text } from '../i18n/text.ts';

interface SecretRowProps {
  name: string;
  stored: boolean;
  /** '': it is to be removed. */
  onChange: (secret: string) => void;
}

/** A key or a token: whether there is one, and how to replace or remove it. It itself never comes here. */
export const SecretRow = ({ name, stored, onChange }: SecretRowProps) => {
  const typing = useSignal(false);
  const secret = useSignal('');
  const close = (): void => {
    typing.value = false;
    secret.value = '';
  };
  return (
    <div class="secret-row">
      {typing.value ? (
        <form
          class="key-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (secret.value.trim() === '') return;
            onChange(secret.value.trim());
            close();
          }}
        >
          <Field label={name} value={secret} secret />
          <button type="submit" class="button" disabled={secret.value.trim() === ''}>
            {text('save')}
          </button>
          <button type="button" class="button" onClick={close}>
            {text('cancel')}
          </button>
        </form>
      ) : (
        <>
          <p>
            <strong>{name}</strong>{' '}
            <span class="quiet">{text(stored ? 'secret_stored' : 'secret_none')}</span>
          </p>
          <div class="page-links">
            <button type="button" class="link" onClick={() => (typing.value = true)}>
              {text(stored ? 'secret_replace' : 'secret_add', name)}
            </button>
            {stored && (
              <button type="button" class="link" onClick={() => onChange('')}>
                {text('secret_remove', name)}
              </button>
            )}
          </div>
        </>
      )}
    </div>
  );
};
