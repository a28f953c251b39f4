import type { ComponentChildren } from 'preact';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import { ConnectForm } from './connect-form.tsx';
import { ServerSwitch } from './server-switch.tsx';
import '../styles/setup.css';

const FIRST_ADDRESS = 'http://localhost:3000';

/** The first run, and wherever no server is in use. */
export const SetupView = ({ model, platform, toolbar }: PageProps & { toolbar: ComponentChildren }) => (
  <div class="setup">
    {toolbar}
    <main>
      <h1>{text('setup_heading')}</h1>
      <p class="lead">{text('setup_lead')}</p>
      <ConnectForm model={model} platform={platform} first={model.lastAddress() ?? FIRST_ADDRESS} />
      <ServerSwitch model={model} />
    </main>
  </div>
);
