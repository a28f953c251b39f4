import type { ViewModel } from '../model.ts';
import { text } from '../text.ts';
import { secondsUntil } from '../time.ts';
import { useNow } from '../use-now.ts';

/** A line under the header for as long as the server limits us. */
export const Notices = ({ model }: { model: ViewModel }) => {
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
