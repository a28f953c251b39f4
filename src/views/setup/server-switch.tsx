import { hostOf, serverName } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';

/** The other servers that were set up: a press switches to one. */
export const ServerSwitch = ({ model }: { model: ViewModel }) => {
  const inUse = model.profile.value?.id;
  const others = model.servers.value.filter(({ id }) => id !== inUse);
  if (others.length === 0) return null;
  return (
    <section class="server-switch">
      <h2>{text(inUse === undefined ? 'servers_heading' : 'servers_others')}</h2>
      <ul aria-label={text('servers_heading')}>
        {others.map((server) => (
          <li key={server.id}>
            <button
              type="button"
              class="server"
              onClick={() => void model.execute({ type: 'switch-server', id: server.id })}
            >
              <strong>{serverName(server)}</strong>
              {server.name && <span class="quiet">{hostOf(server.address)}</span>}
              {!!server.waiting && <span class="waits">{text('server_waiting', server.waiting)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
