import { text } from '../i18n/text.ts';
import { PageFrame } from '../page/page-frame.tsx';
import type { PageProps } from '../page/page-props.ts';
import { ConnectForm } from './connect-form.tsx';

/** Sets up another server. The current one stays in use until the other has answered. */
export const AddServerPage = ({ model, platform, onBack }: PageProps & { onBack: () => void }) => (
  <PageFrame heading={text('add_server')} onBack={onBack}>
    <p class="quiet">{text('setup_lead')}</p>
    <ConnectForm model={model} platform={platform} initialAddress="http://" onConnected={onBack} />
  </PageFrame>
);
