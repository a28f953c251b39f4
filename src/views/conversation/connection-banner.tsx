import type { ConnectionState } from '../../model/connection.ts';
import { lazy } from '../components/lazy.tsx';
import { useIncremental } from '../hooks/use-incremental.ts';
import { useNow } from '../hooks/use-now.ts';
import { hostOf } from '../i18n/server-name.ts';
import type { PageProps } from '../page/page-props.ts';
import { bannerWords, wantsKey } from './connection-words.ts';

const KeyForm = lazy(async () => (await import('../components/key-form.tsx')).KeyForm);
const BlockedNotice = lazy(async () => (await import('./blocked-notice.tsx')).BlockedNotice);

/** Whether the connection counts as lost. An attempt to connect decides nothing. */
const isLost = (connection: ConnectionState, wasLost: boolean): boolean => {
  switch (connection.type) {
    case 'connecting':
      return wasLost;
    case 'connected':
      return false;
    case 'idle':
    case 'offline':
    case 'waiting':
    case 'refused':
      return true;
    default:
      return connection satisfies never;
  }
};

/** The banners under the header while there is no connection, or the browser blocks requests. */
export const ConnectionBanner = ({ model, platform }: PageProps) => {
  const connection = model.connection.value;
  const profile = model.profile.value;
  const lost = useIncremental(false, (wasLost) => isLost(connection, wasLost));
  const now = useNow(1000, connection.type === 'waiting');
  const host = profile ? hostOf(profile.address) : undefined;
  const words = bannerWords(connection, lost, now, profile?.hasKey, host);
  const action = words?.action;
  return (
    <>
      {words && (
        <div class="banner" data-state={connection.type}>
          <p>
            <strong>{words.what}</strong> {words.detail}
          </p>
          {action && (
            <button type="button" class="link" onClick={() => void model.execute(action.command)}>
              {action.name}
            </button>
          )}
          {wantsKey(connection) && profile && <KeyForm model={model} profile={profile} />}
        </div>
      )}
      {model.blocked.value !== undefined && <BlockedNotice model={model} platform={platform} />}
    </>
  );
};
