import type { ViewModel } from '../model.ts';
import { text } from '../text.ts';
import { secondsUntil } from '../time.ts';
import { useNow } from '../use-now.ts';

/** Lines under the header for as long as they hold: the server limits us; nothing can be stored. */
export const Notices = ({ model }: { model: ViewModel }) => {
  const until = model.limitedUntil.value;
  const fault = model.storageFault.value;
  const now = useNow(1000, until !== undefined);
  const seconds = until === undefined ? 0 : secondsUntil(until, now);
  return (
    <>
      {seconds > 0 && (
        <div class="banner" data-state="limited">
          <p>
            <strong>{text('banner_limited')}</strong>{' '}
            {seconds > 60
              ? text('banner_limited_minutes', Math.ceil(seconds / 60))
              : text('banner_limited_seconds', seconds)}
          </p>
        </div>
      )}
      {fault !== undefined && (
        <div class="banner" data-state="storage" role="alert">
          <p>
            <strong>{text('banner_storage')}</strong> {text('banner_storage_detail', fault)}
          </p>
        </div>
      )}
    </>
  );
};
