import { useSignal } from '@preact/signals';
import type { SendMode, TransportChoice } from '../../model/connection.ts';
import type { AskFailure, ServerEntry } from '../../relay/to-view.ts';
import { Field } from '../field.tsx';
import type { ViewModel } from '../model.ts';
import { Failure } from '../setup/failure.tsx';
import { text } from '../text.ts';
import { Choice } from './choice.tsx';
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

/** What can be changed about a server; its secrets can be replaced and removed, and not be read. */
export const ServerForm = ({ model, server }: { model: ViewModel; server: ServerEntry }) => {
  const name = useSignal(server.name ?? '');
  const mode = useSignal<SendMode>(server.mode);
  const transports = useSignal<TransportChoice>(server.transports);
  const failure = useSignal<AskFailure | null>(null);
  const { id } = server;
  const changed =
    name.value.trim() !== (server.name ?? '') ||
    mode.value !== server.mode ||
    transports.value !== server.transports;

  const ask = async (what: Parameters<ViewModel['ask']>[0]): Promise<void> => {
    const result = await model.ask(what);
    failure.value = result.ok ? null : result.failure;
  };

  return (
    <div class="server-form">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void ask({
            type: 'edit-server',
            id,
            name: name.value.trim(),
            mode: mode.value,
            transports: transports.value,
          });
        }}
      >
        <Field label={text('server_name')} hint={text('server_name_hint')} value={name} />
        <Choice label={text('send_mode')} options={modes()} value={mode} />
        <Choice label={text('transports')} options={transportNames()} value={transports} />
        <button type="submit" class="button" disabled={!changed}>
          {text('save')}
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
      {failure.value && <Failure failure={failure.value} />}
      <RemoveServer server={server} onRemove={() => void ask({ type: 'remove-server', id })} />
    </div>
  );
};
