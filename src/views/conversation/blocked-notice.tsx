import { hostOf } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';

/** The banner while the browser blocks requests to the server, with a button that asks for access. */
export const BlockedNotice = ({ model, platform }: PageProps) => {
  const origin = model.blocked.value;
  if (origin === undefined) return null;
  const connected = model.connection.value.type === 'connected';
  return (
    <div class="banner" data-state="blocked" role="alert">
      <p>{connected ? text('banner_blocked_connected') : text('banner_blocked_detail', hostOf(origin))}</p>
      {/* The worker is told by the browser: the popup may be closed by the browser's question. */}
      <button type="button" class="link" onClick={() => void platform.requestOrigin(`${origin}/*`)}>
        {text('allow')}
      </button>
    </div>
  );
};
