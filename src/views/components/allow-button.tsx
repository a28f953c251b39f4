import type { ProbeFailure } from '../../model/probe-failure.ts';
import { text } from '../i18n/text.ts';
import type { Platform } from '../platform/platform.ts';

interface AllowButtonProps {
  platform: Platform;
  failure: Extract<ProbeFailure, { type: 'not-allowed' }>;
  onGranted: () => void;
}

/** Asks the user for access to the origin of the server, and to no other. */
export const AllowButton = ({ platform, failure, onGranted }: AllowButtonProps) => {
  const requestAccess = (): void => {
    // The browser accepts the request only in the click handler itself: nothing may be awaited before it.
    void platform.requestOrigin(failure.origin).then((granted) => {
      if (granted) onGranted();
    });
  };
  return (
    <button type="button" class="button" onClick={requestAccess}>
      {text('allow_access', failure.host)}
    </button>
  );
};
