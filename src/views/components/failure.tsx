import type { ComponentChildren } from 'preact';
import type { CommandFailure } from '../../relay/to-view.ts';
import { commandFailureWords } from '../i18n/command-failure-words.ts';
import { remedyWords } from '../i18n/remedy-words.ts';
import { withInlineCode } from './inline-code.tsx';

interface FailureProps {
  failure: CommandFailure;
  /** A button that remedies it. */
  children?: ComponentChildren;
}

/** Why a command was not carried out, and what to do about it. */
export const Failure = ({ failure, children }: FailureProps) => {
  const remedy = remedyWords(failure);
  return (
    <div class="failure" role="alert">
      <strong>{withInlineCode(commandFailureWords(failure))}</strong>
      {remedy && <p>{withInlineCode(remedy)}</p>}
      {children}
    </div>
  );
};
