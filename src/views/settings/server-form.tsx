import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SendMode, TransportChoice } from '../../model/connection.ts';
import type { AskFailure, ServerEntry } from '../../relay/to-view.ts';
import { AllowButton } from '../components/allow-button.tsx';
import { Choice } from '../components/choice.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { text } from '../i18n/text.ts';
import type { Platform } from '../platform/platform.ts';
import type { ViewModel } from '../state/view-model.ts';
import { RemoveServer } from './remove-server.tsx';
import { SecretRow } from './secret-row.tsx';

const modes = (): Record<SendMode, string> => ({
  automatic: text('send_mode_automatic'),
  socket: text('send_mode_socket'),
  websocket: text('send_mode_websocket'),
  stream: text('send_mode_stream'),
  sync: text('send_mode_sync'),
});
const transportNames = (): Record<TransportChoice, string> => ({
  automatic: text('transports_automatic'),
  websocket: text('transports_websocket'),
  polling: text('transports_polling'),
});

interface ServerFormProps {
  model: ViewModel;
  platform: Platform;
  server: ServerEntry;
}

/** What can be changed about a server; its secrets can be replaced and removed, and not be read. */
export const ServerForm = ({ model, platform, server }: ServerFormProps) => {
  const name = useSignal(server.name ?? '');
  const address = useSignal(server.address);
  const mode = useSignal<SendMode>(server.mode);
  const transports = useSignal<TransportChoice>(server.transports);
  const saving = useSignal(false);
  const failure = useSignal<AskFailure | null>(null);
  const { id } = server;
  // As it was understood: what was typed may have had no scheme.
  useEffect(() => {
    address.value = server.address;
  }, [server.address]);
  const changed =
    address.value.trim() !== server.address ||
    name.value.trim() !== (server.name ?? '') ||
    mode.value !== server.mode ||
    transports.value !== server.transports;

  const ask = async (what: Parameters<ViewModel['ask']>[0]): Promise<void> => {
    const result = await model.ask(what);
    failure.value = result.ok ? null : result.failure;
  };
  const save = async (): Promise<void> => {
    if (saving.value) return;
    saving.value = true;
    const moved = address.value.trim();
    await ask({
      type: 'edit-server',
      id,
      name: name.value.trim(),
      ...(moved !== server.address && { address: moved }),
      mode: mode.value,
      transports: transports.value,
    });
    saving.value = false;
  };
  const shown = failure.value;

  return (
    <div class="server-form">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label={text('server_name')} hint={text('server_name_hint')} value={name} />
        <Field
          label={text('server_address')}
          hint={text('server_address_hint')}
          value={address}
          inputMode="url"
          invalid={shown?.code === 'bad-address' || shown?.code === 'address-taken'}
        />
        <Choice label={text('send_mode')} options={modes()} value={mode} />
        <Choice label={text('transports')} options={transportNames()} value={transports} />
        {shown && (
          <Failure failure={shown}>
            {shown.code === 'not-allowed' && (
              <AllowButton platform={platform} failure={shown} onGranted={() => void save()} />
            )}
          </Failure>
        )}
        <button type="submit" class="button" disabled={!changed} aria-disabled={saving.value}>
          {saving.value ? text('connecting_button') : text('save')}
        </button>
      </form>
      <SecretRow
        name={text('api_key')}
        stored={server.hasKey}
        onChange={(key) => void ask({ type: 'edit-server', id, key })}
      />
      <SecretRow
        name={text('bearer_token')}
        stored={server.hasToken ?? false}
        onChange={(token) => void ask({ type: 'edit-server', id, token })}
      />
      <RemoveServer server={server} onRemove={() => void ask({ type: 'remove-server', id })} />
    </div>
  );
};
