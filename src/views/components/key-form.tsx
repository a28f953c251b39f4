import { useSignal } from '@preact/signals';
import type { ServerProfile } from '../../model/server.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import { Field } from './field.tsx';

/** A field for the API key of a server. */
export const KeyForm = ({ model, profile }: { model: ViewModel; profile: ServerProfile }) => {
  const key = useSignal('');
  const saveKey = async (): Promise<void> => {
    const result = await model.execute({ type: 'edit-server', id: profile.id, key: key.value.trim() });
    if (result.ok) key.value = '';
  };
  return (
    <form
      class="key-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (key.value.trim() !== '') void saveKey();
      }}
    >
      <Field label={text('api_key')} value={key} secret />
      <button type="submit" class="button" disabled={key.value.trim() === ''}>
        {text('use_key')}
      </button>
    </form>
  );
};
