import type { ComponentChildren } from 'preact';
import type { AskFailure } from '../../relay/contract.ts';
import { askFailureWords } from '../ask-failure.ts';
import { withCode } from '../with-code.tsx';
import { probeWords } from './probe-words.ts';

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
    case 'wants-key':
    case 'not-allowed':
    case 'timeout':
      return probeWords(failure);
    default:
      return { what: askFailureWords(failure), remedy: undefined };
  }
};

/** A refusal: what is so, what to do about it, and where to press. */
export const Failure = ({ failure, children }: FailureProps) => {
  const { what, remedy } = wordsOf(failure);
  return (
    <div class="failure" role="alert">
      <strong>{withCode(what)}</strong>
      {remedy && <p>{withCode(remedy)}</p>}
      {children}
    </div>
  );
};
