import { hostOf } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';

/** What it means that the browser may not read from the server any more, and the button that mends it. */
export const BlockedNotice = ({ model, platform }: PageProps) => {
  const origin = model.blocked.value;
  if (origin === undefined) return null;
  const connected = model.connection.value.state === 'connected';
  return (
    <div class="banner" data-state="blocked" role="alert">
      <p>{connected ? text('banner_blocked_connected') : text('banner_blocked_detail', hostOf(origin))}</p>
      {/* The worker hears of it when it is granted, even where the browser closes the popup for its question. */}
      <button type="button" class="link" onClick={() => void platform.requestOrigin(`${origin}/*`)}>
        {text('allow')}
      </button>
    </div>
  );
};
