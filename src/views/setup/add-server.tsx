import { text } from '../i18n/text.ts';
import type { PageProps } from '../mount.tsx';
import { PageFrame } from '../page/page-frame.tsx';
import { ConnectForm } from './connect-form.tsx';

/** The setup beside the server that is in use, which stays so until another one has answered. */
export const AddServerPage = ({ model, shell, onBack }: PageProps & { onBack: () => void }) => (
  <PageFrame heading={text('add_server')} onBack={onBack}>
    <p class="quiet">{text('setup_lead')}</p>
    <ConnectForm model={model} shell={shell} first="http://" onConnected={onBack} />
  </PageFrame>
);
