import { formatCount } from '../i18n/count.ts';
import { text } from '../i18n/text.ts';

/** How far an import or an export is, in messages. */
export interface Transfer {
  done: number;
  total: number;
}

/** A progress bar, with its numbers in words. */
export const TransferProgress = ({ done, total }: Transfer) => {
  const words = text('import_progress', formatCount(done), formatCount(total));
  return (
    <p class="transfer" role="status">
      <progress value={done} max={Math.max(1, total)} aria-label={words} /> {words}
    </p>
  );
};
