import { useEffect, useRef } from 'preact/hooks';
import { AllowButton } from '../components/allow-button.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import { type ConnectState, useConnect } from './use-connect.ts';
import '../styles/setup.css';

const SecretFields = ({ state }: { state: ConnectState }) => (
  <>
    <Field
      label={text('api_key')}
      hint={text('api_key_hint')}
      value={state.key}
      secret
      invalid={state.failure.value?.type === 'wants-key'}
    />
    <Field label={text('bearer_token')} hint={text('bearer_token_hint')} value={state.token} secret />
  </>
);

interface ConnectFormProps extends PageProps {
  initialAddress: string;
  onConnected?: () => void;
}

/** Connects to a server by its address, and says why that failed. */
export const ConnectForm = ({ model, platform, initialAddress, onConnected }: ConnectFormProps) => {
  const state = useConnect(model, initialAddress, onConnected);
  const { address, moreOptions, connecting, connect } = state;
  const addressField = useRef<HTMLInputElement>(null);
  useEffect(() => addressField.current?.focus(), []);

  const failure = state.failure.value;
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
          invalid={failure?.type === 'bad-address'}
        />
        {moreOptions.value && <SecretFields state={state} />}
        {failure && (
          <Failure failure={failure}>
            {failure.type === 'not-allowed' && (
              <AllowButton platform={platform} failure={failure} onGranted={() => void connect()} />
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
