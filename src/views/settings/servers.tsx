import { useSignal } from '@preact/signals';
import type { ProfileId } from '../../model/ids.ts';
import type { ServerEntry } from '../../relay/to-view.ts';
import { EditIcon } from '../components/page-icons.tsx';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { nameText } from '../i18n/name-text.ts';
import { hostOf, serverName } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import type { Platform } from '../platform/platform.ts';
import type { ViewModel } from '../state/view-model.ts';
import { ServerForm } from './server-form.tsx';

/** `localhost:3000 · ElizaOS 1.7.2`; the host where the server has a name of its own. */
const details = ({ name, address, version }: ServerEntry): string =>
  [name && hostOf(address), version && text('elizaos_version', version)].filter(Boolean).join(' · ');

interface ServerRowProps {
  model: ViewModel;
  platform: Platform;
  server: ServerEntry;
  editing: boolean;
  onEdit: () => void;
}

const ServerRow = ({ model, platform, server, editing, onEdit }: ServerRowProps) => {
  const name = serverName(server);
  const inUse = server.id === model.profile.value?.id;
  return (
    <>
      <div class="server-row">
        <button
          type="button"
          class="server"
          aria-current={inUse ? 'true' : undefined}
          onClick={() => void model.execute({ type: 'switch-server', id: server.id })}
        >
          <span class="server-title">
            <strong dir="auto">{nameText(name)}</strong>
            {inUse && <span class="quiet">{text('server_in_use')}</span>}
          </span>
          <span class="quiet">{details(server)}</span>
          {!!server.waiting && <span class="waits">{text('server_waiting', server.waiting)}</span>}
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={text('edit_server', name)}
          title={text('edit_server', name)}
          aria-expanded={editing}
          onClick={onEdit}
        >
          <EditIcon />
        </button>
      </div>
      {editing && <ServerForm model={model} platform={platform} server={server} />}
    </>
  );
};

/** The servers that were set up: to switch to, to edit, and to add to. */
export const Servers = ({ model, platform, onAdd }: PageProps & { onAdd: () => void }) => {
  const editing = useSignal<ProfileId | undefined>(undefined);
  const servers = model.servers.value.toSorted((a, b) => serverName(a).localeCompare(serverName(b)));
  return (
    <section class="settings-part">
      <h2>{text('servers_heading')}</h2>
      {servers.length === 0 ? (
        <p class="quiet">{text('no_server')}</p>
      ) : (
        <ul class="servers" aria-label={text('servers_heading')}>
          {servers.map((server) => (
            <li key={server.id}>
              <PartBoundary>
                <ServerRow
                  model={model}
                  platform={platform}
                  server={server}
                  editing={editing.value === server.id}
                  onEdit={() => {
                    editing.value = editing.value === server.id ? undefined : server.id;
                  }}
                />
              </PartBoundary>
            </li>
          ))}
        </ul>
      )}
      <button type="button" class="link" onClick={onAdd}>
        {text('add_server')}
      </button>
    </section>
  );
};
