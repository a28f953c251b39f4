import { useSignal } from '@preact/signals';
import { lazy } from '../components/lazy.tsx';
import { text } from '../i18n/text.ts';
import { PageFrame } from '../page/page-frame.tsx';
import type { PageProps } from '../page/page-props.ts';
import { Preferences } from './preferences.tsx';
import { ServerSettings } from './server-settings.tsx';
import { Servers } from './servers.tsx';

const AddServerPage = lazy(async () => (await import('../setup/add-server.tsx')).AddServerPage);

interface SettingsPageProps extends PageProps {
  /** Absent on the options page. */
  onBack?: () => void;
}

/** The settings for all servers, the list of servers, and the settings of the one in use. */
export const SettingsPage = ({ model, platform, onBack }: SettingsPageProps) => {
  const settings = model.settings.value;
  const profile = model.profile.value;
  const adding = useSignal(false);

  if (adding.value) {
    return <AddServerPage model={model} platform={platform} onBack={() => (adding.value = false)} />;
  }
  return (
    <PageFrame heading={text('settings_heading')} onBack={onBack}>
      <Preferences
        settings={settings}
        onChange={(change) =>
          void model.execute({ type: 'change-settings', settings: { ...settings, ...change } })
        }
      />
      <Servers model={model} platform={platform} onAdd={() => (adding.value = true)} />
      {profile && <ServerSettings key={profile.id} model={model} profile={profile} />}
      {onBack && (
        <button type="button" class="link" onClick={platform.openOptions}>
          {text('open_in_tab')}
        </button>
      )}
    </PageFrame>
  );
};
