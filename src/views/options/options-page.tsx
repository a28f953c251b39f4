import type { PageProps } from '../mount.tsx';
import { SettingsPage } from '../settings/settings.tsx';

export const OptionsPage = ({ model, shell }: PageProps) =>
  model.ready.value ? <SettingsPage model={model} shell={shell} /> : null;
