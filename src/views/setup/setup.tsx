import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { AskFailure } from '../../relay/to-view.ts';
import { Field } from '../field.tsx';
import type { PageProps } from '../mount.tsx';
import { text } from '../text.ts';
import { AllowButton, Failure } from './failure.tsx';
import '../styles/setup.css';

const FIRST_ADDRESS = 'http://localhost:3000';

/** The first run: one field, filled in, and what stands in the way in words. */
export const SetupView = ({ model, shell, toolbar }: PageProps & { toolbar: ComponentChildren }) => {
  const address = useSignal(model.lastAddress() ?? FIRST_ADDRESS);
  const key = useSignal('');
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
    });
    connecting.value = false;
    if (result.ok) return;
    failure.value = result.failure;
    if (result.failure.code === 'wants-key') moreOptions.value = true;
  };

  const shown = failure.value;
  return (
    <div class="setup">
      {toolbar}
      <main>
        <h1>{text('setup_heading')}</h1>
        <p class="lead">{text('setup_lead')}</p>
        <form
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
            <Field
              label={text('api_key')}
              hint={text('api_key_hint')}
              value={key}
              secret
              invalid={shown?.code === 'wants-key'}
            />
          )}
          {shown && (
            <Failure failure={shown}>
              {shown.code === 'not-allowed' && (
                <AllowButton shell={shell} failure={shown} onGranted={() => void connect()} />
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
      </main>
    </div>
  );
};
