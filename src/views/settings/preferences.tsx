import type { ComponentChild } from 'preact';
import type { Settings } from '../../model/settings.ts';
import { type TextKey, text } from '../i18n/text.ts';

const THEME_NAMES = {
  auto: 'theme_auto',
  light: 'theme_light',
  dark: 'theme_dark',
} as const satisfies Record<Settings['theme'], TextKey>;
const THEMES = Object.keys(THEME_NAMES) as Settings['theme'][];

interface PreferencesProps {
  settings: Settings;
  onChange: (change: Partial<Settings>) => void;
}

const ThemeChoice = ({ settings, onChange }: PreferencesProps) => (
  <fieldset class="choices">
    <legend>{text('theme')}</legend>
    {THEMES.map((theme) => (
      <label key={theme} class="choice">
        <input
          type="radio"
          name="theme"
          checked={settings.theme === theme}
          onChange={() => onChange({ theme })}
        />
        {text(THEME_NAMES[theme])}
      </label>
    ))}
  </fieldset>
);

interface SwitchProps {
  name: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

const Switch = ({ name, hint, checked, onChange }: SwitchProps) => (
  <>
    <label class="choice">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {name}
    </label>
    <p class="hint">{hint}</p>
  </>
);

type Controls = { readonly [Name in keyof Settings]: (props: PreferencesProps) => ComponentChild };

/** A control for each setting, in the order in which they are shown. */
const CONTROLS: Controls = {
  theme: (props) => <ThemeChoice {...props} />,
  stayConnected: ({ settings, onChange }) => (
    <Switch
      name={text('stay_connected')}
      hint={text('stay_connected_hint')}
      checked={settings.stayConnected}
      onChange={(stayConnected) => onChange({ stayConnected })}
    />
  ),
  avoidSecondAnswer: ({ settings, onChange }) => (
    <Switch
      name={text('avoid_second_answer')}
      hint={text('avoid_second_answer_hint')}
      checked={settings.avoidSecondAnswer}
      onChange={(avoidSecondAnswer) => onChange({ avoidSecondAnswer })}
    />
  ),
};

/** The settings that hold for all servers. */
export const Preferences = (props: PreferencesProps) => (
  <>{Object.values(CONTROLS).map((control) => control(props))}</>
);
