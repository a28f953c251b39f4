import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { AskFailure } from '../../relay/to-view.ts';
import { AllowButton } from '../components/allow-button.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import '../styles/setup.css';

interface ConnectFormProps extends PageProps {
  initialAddress: string;
  onConnected?: () => void;
}

/** Connects to a server by its address, and says why that failed. */
export const ConnectForm = ({ model, platform, initialAddress, onConnected }: ConnectFormProps) => {
  const address = useSignal(initialAddress);
  const key = useSignal('');
  const token = useSignal('');
  const moreOptions = useSignal(false);
  const connecting = useSignal(false);
  const failure = useSignal<AskFailure | null>(null);
  const addressField = useRef<HTMLInputElement>(null);

  useEffect(() => addressField.current?.focus(), []);

  const connect = async (): Promise<void> => {
    if (connecting.value) return;
    connecting.value = true;
    failure.value = null;
    const result = await model.ask({
      type: 'probe',
      address: address.value.trim(),
      ...(key.value.trim() && { key: key.value.trim() }),
      ...(token.value.trim() && { token: token.value.trim() }),
    });
    connecting.value = false;
    if (result.ok) {
      onConnected?.();
      return;
    }
    failure.value = result.failure;
    if (result.failure.code === 'wants-key') moreOptions.value = true;
  };

  const shown = failure.value;
  return (
    <>
      <form
        class="connect-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void connect();
        }}
      >
        <Field
          label={text('server_address')}
          value={address}
          inputRef={addressField}
          inputMode="url"
          invalid={shown?.code === 'bad-address'}
        />
        {moreOptions.value && (
          <>
            <Field
              label={text('api_key')}
              hint={text('api_key_hint')}
              value={key}
              secret
              invalid={shown?.code === 'wants-key'}
            />
            <Field label={text('bearer_token')} hint={text('bearer_token_hint')} value={token} secret />
          </>
        )}
        {shown && (
          <Failure failure={shown}>
            {shown.code === 'not-allowed' && (
              <AllowButton platform={platform} failure={shown} onGranted={() => void connect()} />
            )}
          </Failure>
        )}
        <button type="submit" class="button primary" aria-disabled={connecting.value}>
          {connecting.value ? text('connecting_button') : text('connect')}
        </button>
      </form>
      <button
        type="button"
        class="link"
        aria-expanded={moreOptions.value}
        onClick={() => {
          moreOptions.value = !moreOptions.value;
        }}
      >
        {text('more_options')}
      </button>
    </>
  );
};
