import type { ComponentChildren } from 'preact';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import { ConnectForm } from './connect-form.tsx';
import { ServerSwitch } from './server-switch.tsx';
import '../styles/setup.css';

const DEFAULT_ADDRESS = 'http://localhost:3000';

/** The page without a server in use: at the first run, or after the server was left. */
export const SetupView = ({ model, platform, toolbar }: PageProps & { toolbar: ComponentChildren }) => (
  <div class="setup">
    {toolbar}
    <main>
      <h1>{text('setup_heading')}</h1>
      <p class="lead">{text('setup_lead')}</p>
      <ConnectForm
        model={model}
        platform={platform}
        initialAddress={model.lastAddress() ?? DEFAULT_ADDRESS}
      />
      <ServerSwitch model={model} />
    </main>
  </div>
);
