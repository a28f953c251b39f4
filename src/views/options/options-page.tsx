import type { PageProps } from '../page/page-props.ts';
import { ReadyMark } from '../page/ready-mark.tsx';
import { SettingsPage } from '../settings/settings.tsx';

export const OptionsPage = ({ model, platform }: PageProps) =>
  model.ready.value ? (
    <>
      <SettingsPage model={model} platform={platform} />
      <ReadyMark />
    </>
  ) : null;
