import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import '../styles/banner.css';

/** As much of the browser's words as leaves room for the page. */
const MOST_WORDS = 160;

/** That nothing can be stored, above every page for as long as it is so. */
export const StorageNotice = ({ model }: { model: ViewModel }) => (
  <div class="banner" data-state="storage" role="alert">
    <p>
      <strong>{text('banner_storage')}</strong>{' '}
      {text('banner_storage_detail', (model.storageFault.value ?? '').slice(0, MOST_WORDS))}
    </p>
  </div>
);
