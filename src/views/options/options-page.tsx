import type { PageProps } from '../mount.tsx';
import { ReadyMark } from '../page/ready-mark.tsx';
import { SettingsPage } from '../settings/settings.tsx';

export const OptionsPage = ({ model, shell }: PageProps) =>
  model.ready.value ? (
    <>
      <SettingsPage model={model} shell={shell} />
      <ReadyMark />
    </>
  ) : null;
