import type { ComponentChildren } from 'preact';
import type { ProbeFailure } from '../../model/probe-failure.ts';
import type { AskFailure } from '../../relay/to-view.ts';
import { commandFailureWords } from '../i18n/command-failure-words.ts';
import { probeWords } from '../i18n/probe-remedy-words.ts';
import { text } from '../i18n/text.ts';
import type { Platform } from '../platform/platform.ts';
import { withInlineCode } from './inline-code.tsx';

interface FailureProps {
  failure: AskFailure;
  /** What can be pressed to mend it. */
  children?: ComponentChildren;
}

const wordsOf = (failure: AskFailure): { what: string; remedy: string | undefined } => {
  switch (failure.code) {
    case 'bad-address':
    case 'nothing-listens':
    case 'not-elizaos':
    case 'old-socket-io':
    case 'wants-key':
    case 'not-allowed':
    case 'portal':
    case 'faulty':
    case 'redirects':
    case 'timeout':
      return probeWords(failure);
    default:
      return { what: commandFailureWords(failure), remedy: undefined };
  }
};

/** A refusal: what is so, what to do about it, and where to press. */
export const Failure = ({ failure, children }: FailureProps) => {
  const { what, remedy } = wordsOf(failure);
  return (
    <div class="failure" role="alert">
      <strong>{withInlineCode(what)}</strong>
      {remedy && <p>{withInlineCode(remedy)}</p>}
      {children}
    </div>
  );
};

interface AllowButtonProps {
  platform: Platform;
  failure: Extract<ProbeFailure, { code: 'not-allowed' }>;
  onGranted: () => void;
}

/** Asks for access to exactly the server's origin. */
export const AllowButton = ({ platform, failure, onGranted }: AllowButtonProps) => {
  const allow = (): void => {
    // The browser wants the request within the click itself: nothing may be awaited before it.
    const answer = platform.requestOrigin(failure.origin);
    void answer.then((granted) => {
      if (granted) onGranted();
    });
  };
  return (
    <button type="button" class="button" onClick={allow}>
      {text('allow_access', failure.host)}
    </button>
  );
};
