import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SendMode, TransportChoice } from '../../model/connection.ts';
import type { CommandFailure, ServerEntry } from '../../relay/to-view.ts';
import type { Command } from '../../relay/to-worker.ts';
import { AllowButton } from '../components/allow-button.tsx';
import { Choice } from '../components/choice.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import { RemoveServer } from './remove-server.tsx';
import { SecretRow } from './secret-row.tsx';

const sendModes = (): Record<SendMode, string> => ({
  automatic: text('send_mode_automatic'),
  socket: text('send_mode_socket'),
  websocket: text('send_mode_websocket'),
  stream: text('send_mode_stream'),
  sync: text('send_mode_sync'),
});
const transportChoices = (): Record<TransportChoice, string> => ({
  automatic: text('transports_automatic'),
  websocket: text('transports_websocket'),
  polling: text('transports_polling'),
});

interface ProfileFormProps extends Pick<PageProps, 'platform'> {
  server: ServerEntry;
  failure: CommandFailure | null;
  /** Gives a command to the worker; `failure` is then its failure, or null. */
  onCommand: (command: Command) => Promise<void>;
}

/** Name, address, send mode and transports. */
const ProfileForm = ({ platform, server, failure, onCommand }: ProfileFormProps) => {
  const name = useSignal(server.name ?? '');
  const address = useSignal(server.address);
  const mode = useSignal<SendMode>(server.mode);
  const transports = useSignal<TransportChoice>(server.transports);
  const saving = useSignal(false);
  // The worker completes an address without a scheme.
  useEffect(() => {
    address.value = server.address;
  }, [server.address]);
  const changed =
    address.value.trim() !== server.address ||
    name.value.trim() !== (server.name ?? '') ||
    mode.value !== server.mode ||
    transports.value !== server.transports;

  const save = async (): Promise<void> => {
    if (saving.value) return;
    saving.value = true;
    const nextAddress = address.value.trim();
    await onCommand({
      type: 'edit-server',
      id: server.id,
      name: name.value.trim(),
      ...(nextAddress !== server.address && { address: nextAddress }),
      mode: mode.value,
      transports: transports.value,
    });
    saving.value = false;
  };

  return (
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
        invalid={failure?.type === 'bad-address' || failure?.type === 'address-taken'}
      />
      <Choice label={text('send_mode')} options={sendModes()} value={mode} />
      <Choice label={text('transports')} options={transportChoices()} value={transports} />
      {failure && (
        <Failure failure={failure}>
          {failure.type === 'not-allowed' && (
            <AllowButton platform={platform} failure={failure} onGranted={() => void save()} />
          )}
        </Failure>
      )}
      <button type="submit" class="button" disabled={!changed} aria-disabled={saving.value}>
        {saving.value ? text('connecting_button') : text('save')}
      </button>
    </form>
  );
};

/** Edits a server, and removes it. Its secrets can be replaced and removed, but not read. */
export const ServerForm = ({ model, platform, server }: PageProps & { server: ServerEntry }) => {
  const failure = useSignal<CommandFailure | null>(null);
  const { id } = server;
  const command = async (given: Command): Promise<void> => {
    const result = await model.execute(given);
    failure.value = result.ok ? null : result.failure;
  };
  return (
    <div class="server-form">
      <ProfileForm platform={platform} server={server} failure={failure.value} onCommand={command} />
      <SecretRow
        name={text('api_key')}
        stored={server.hasKey}
        onChange={(key) => void command({ type: 'edit-server', id, key })}
      />
      <SecretRow
        name={text('bearer_token')}
        stored={server.hasToken ?? false}
        onChange={(token) => void command({ type: 'edit-server', id, token })}
      />
      <RemoveServer server={server} onRemove={() => void command({ type: 'remove-server', id })} />
    </div>
  );
};
