import { useSignal } from '@preact/signals';
import type { Settings } from '../../model/settings.ts';
import { lazy } from '../components/lazy.tsx';
import { type TextKey, text } from '../i18n/text.ts';
import { PageFrame } from '../page/page-frame.tsx';
import type { Platform } from '../platform/platform.ts';
import type { ViewModel } from '../state/view-model.ts';
import { ServerSettings } from './server-settings.tsx';
import { Servers } from './servers.tsx';

const AddServerPage = lazy(async () => (await import('../setup/add-server.tsx')).AddServerPage);

const THEMES: readonly { theme: Settings['theme']; name: TextKey }[] = [
  { theme: 'auto', name: 'theme_auto' },
  { theme: 'light', name: 'theme_light' },
  { theme: 'dark', name: 'theme_dark' },
];

interface SettingsPageProps {
  model: ViewModel;
  platform: Platform;
  /** Absent on the options page. */
  onBack?: () => void;
}

/** What holds for the server, and what holds for all of them. */
export const SettingsPage = ({ model, platform, onBack }: SettingsPageProps) => {
  const settings = model.settings.value;
  const profile = model.profile.value;
  const adding = useSignal(false);
  const change = (next: Partial<Settings>) =>
    void model.ask({ type: 'change-settings', settings: { ...settings, ...next } });

  if (adding.value) {
    return <AddServerPage model={model} platform={platform} onBack={() => (adding.value = false)} />;
  }
  return (
    <PageFrame heading={text('settings_heading')} onBack={onBack}>
      <fieldset class="choices">
        <legend>{text('theme')}</legend>
        {THEMES.map(({ theme, name }) => (
          <label key={theme} class="choice">
            <input
              type="radio"
              name="theme"
              checked={settings.theme === theme}
              onChange={() => change({ theme })}
            />
            {text(name)}
          </label>
        ))}
      </fieldset>
      <label class="choice">
        <input
          type="checkbox"
          checked={settings.stayConnected}
          onChange={(event) => change({ stayConnected: event.currentTarget.checked })}
        />
        {text('stay_connected')}
      </label>
      <p class="hint">{text('stay_connected_hint')}</p>
      <label class="choice">
        <input
          type="checkbox"
          checked={settings.avoidSecondAnswer}
          onChange={(event) => change({ avoidSecondAnswer: event.currentTarget.checked })}
        />
        {text('avoid_second_answer')}
      </label>
      <p class="hint">{text('avoid_second_answer_hint')}</p>
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
