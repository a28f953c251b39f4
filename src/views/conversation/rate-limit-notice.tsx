import { useNow } from '../hooks/use-now.ts';
import { text } from '../i18n/text.ts';
import { secondsUntil } from '../i18n/time.ts';
import type { ViewModel } from '../state/view-model.ts';

/** The banner while the server's rate limit applies to us. */
export const RateLimitNotice = ({ model }: { model: ViewModel }) => {
  const until = model.limitedUntil.value;
  const now = useNow(1000, until !== undefined);
  const seconds = until === undefined ? 0 : secondsUntil(until, now);
  if (seconds === 0) return null;
  return (
    <div class="banner" data-state="limited">
      <p>
        <strong>{text('banner_limited')}</strong>{' '}
        {seconds > 60
          ? text('banner_limited_minutes', Math.ceil(seconds / 60))
          : text('banner_limited_seconds', seconds)}
      </p>
    </div>
  );
};
