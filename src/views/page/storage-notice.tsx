import { cut } from '../../model/cut.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import '../styles/banner.css';

/** The most characters of the browser's error message that are shown. */
const MAX_LENGTH = 160;

/** The banner above every page while nothing can be stored. */
export const StorageNotice = ({ model }: { model: ViewModel }) => (
  <div class="banner" data-state="storage" role="alert">
    <p>
      <strong>{text('banner_storage')}</strong>{' '}
      {text('banner_storage_detail', cut(model.storageFault.value ?? '', MAX_LENGTH))}
    </p>
  </div>
);
