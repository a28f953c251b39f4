import { hostOf, serverName } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import { connectionLine } from './connection-words.ts';

/** The state of the connection, in the header. */
export const ConnectionStatus = ({ model }: { model: ViewModel }) => {
  const connection = model.connection.value;
  const profile = model.profile.value;
  const blocked = model.blocked.value;
  return (
    <p
      class="connection"
      role="status"
      aria-label={text('connection_label')}
      data-state={connection.type}
      data-blocked={blocked}
    >
      {connectionLine(connection, blocked && hostOf(blocked), profile ? hostOf(profile.address) : undefined)}
      {profile && model.servers.value.length > 1 && ` · ${serverName(profile)}`}
    </p>
  );
};
