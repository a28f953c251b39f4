import { useSignal } from '@preact/signals';
import { Field } from '../components/field.tsx';
import { text } from '../i18n/text.ts';

interface SecretFormProps {
  name: string;
  onSave: (secret: string) => void;
  onClose: () => void;
}

const SecretForm = ({ name, onSave, onClose }: SecretFormProps) => {
  const secret = useSignal('');
  return (
    <form
      class="key-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (secret.value.trim() === '') return;
        onSave(secret.value.trim());
        onClose();
      }}
    >
      <Field label={name} value={secret} secret />
      <button type="submit" class="button" disabled={secret.value.trim() === ''}>
        {text('save')}
      </button>
      <button type="button" class="button" onClick={onClose}>
        {text('cancel')}
      </button>
    </form>
  );
};

interface SecretRowProps {
  name: string;
  stored: boolean;
  /** Gets the new secret, or '' to remove the stored one. */
  onChange: (secret: string) => void;
}

/** A key or a token of a server: whether one is stored, and buttons to replace and remove it. */
export const SecretRow = ({ name, stored, onChange }: SecretRowProps) => {
  const isEditing = useSignal(false);
  const close = (): void => {
    isEditing.value = false;
  };
  return (
    <div class="secret-row">
      {isEditing.value ? (
        <SecretForm name={name} onSave={onChange} onClose={close} />
      ) : (
        <>
          <p>
            <strong>{name}</strong>{' '}
            <span class="quiet">{text(stored ? 'secret_stored' : 'secret_none')}</span>
          </p>
          <div class="page-links">
            <button type="button" class="link" onClick={() => (isEditing.value = true)}>
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
