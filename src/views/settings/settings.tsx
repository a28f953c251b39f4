import { useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import type { Settings } from '../../model/settings.ts';
import { lazy } from '../lazy.tsx';
import type { ViewModel } from '../model.ts';
import { PageFrame } from '../page.tsx';
import type { Shell } from '../shell.ts';
import { type TextKey, text } from '../text.ts';
import { ServerSettings } from './server-settings.tsx';
import { Servers } from './servers.tsx';

const AddServerPage = lazy(async () => (await import('../setup/add-server.tsx')).AddServerPage);

const THEMES: readonly { theme: Settings['theme']; name: TextKey }[] = [
  { theme: 'auto', name: 'theme_auto' },
  { theme: 'light', name: 'theme_light' },
  { theme: 'dark', name: 'theme_dark' },
];

/** The settings that are on or off. */
type Switch = Exclude<keyof Settings, 'theme'>;

const SWITCHES = {
  stayConnected: { label: 'stay_connected', hint: 'stay_connected_hint' },
  avoidSecondAnswer: { label: 'avoid_second_answer', hint: 'avoid_second_answer_hint' },
} as const satisfies Record<Switch, { label: TextKey; hint: TextKey }>;

interface SettingsPageProps {
  model: ViewModel;
  shell: Shell;
  /** Absent on the options page. */
  onBack?: () => void;
}

/** What holds for the server, and what holds for all of them. */
export const SettingsPage = ({ model, shell, onBack }: SettingsPageProps) => {
  const settings = model.settings.value;
  const profile = model.profile.value;
  const adding = useSignal(false);
  const change = (next: Partial<Settings>) =>
    void model.ask({ type: 'change-settings', settings: { ...settings, ...next } });

  if (adding.value) {
    return <AddServerPage model={model} shell={shell} onBack={() => (adding.value = false)} />;
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
      {(Object.keys(SWITCHES) as Switch[]).map((name) => (
        <Fragment key={name}>
          <label class="choice">
            <input
              type="checkbox"
              checked={settings[name]}
              onChange={(event) => change({ [name]: event.currentTarget.checked })}
            />
            {text(SWITCHES[name].label)}
          </label>
          <p class="hint">{text(SWITCHES[name].hint)}</p>
        </Fragment>
      ))}
      <Servers model={model} shell={shell} onAdd={() => (adding.value = true)} />
      {profile && <ServerSettings key={profile.id} model={model} profile={profile} />}
      {onBack && (
        <button type="button" class="link" onClick={shell.openOptions}>
          {text('open_in_tab')}
        </button>
      )}
    </PageFrame>
  );
};
