import { useRef } from 'preact/hooks';
import { lazy } from '../components/lazy.tsx';
import { useNow } from '../hooks/use-now.ts';
import { hostOf, serverName } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import type { ViewModel } from '../state/view-model.ts';
import { bannerWords, connectionLine } from './connection-words.ts';

const KeyForm = lazy(async () => (await import('../components/key-form.tsx')).KeyForm);
const BlockedNotice = lazy(async () => (await import('./blocked-notice.tsx')).BlockedNotice);

export const ConnectionStatus = ({ model }: { model: ViewModel }) => {
  const connection = model.connection.value;
  const profile = model.profile.value;
  const blocked = model.blocked.value;
  return (
    <p
      class="connection"
      role="status"
      aria-label={text('connection_label')}
      data-state={connection.state}
      data-blocked={blocked}
    >
      {connectionLine(connection, blocked && hostOf(blocked), profile ? hostOf(profile.address) : undefined)}
      {profile && model.servers.value.length > 1 && ` · ${serverName(profile)}`}
    </p>
  );
};

/** Lines under the header for as long as something stands in the way: what, until when, and what to press. */
export const ConnectionBanner = ({ model, platform }: PageProps) => {
  const connection = model.connection.value;
  const profile = model.profile.value;
  const lost = useRef(false);
  if (connection.state !== 'connecting') lost.current = connection.state !== 'connected';
  const now = useNow(1000, connection.state === 'waiting');
  const host = profile ? hostOf(profile.address) : undefined;
  const words = bannerWords(connection, lost.current, now, profile?.hasKey, host);
  const action = words?.action;
  const wantsKey = connection.state === 'refused' && connection.code === 'wants-key';
  return (
    <>
      {words && (
        <div class="banner" data-state={connection.state}>
          <p>
            <strong>{words.what}</strong> {words.detail}
          </p>
          {action && (
            <button type="button" class="link" onClick={() => void model.ask(action.ask)}>
              {action.name}
            </button>
          )}
          {wantsKey && profile && <KeyForm model={model} profile={profile} />}
        </div>
      )}
      {model.blocked.value !== undefined && <BlockedNotice model={model} platform={platform} />}
    </>
  );
};
