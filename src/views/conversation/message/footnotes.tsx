import type { OtherMessage } from '../../../model/message.ts';
import { text } from '../../i18n/text.ts';
import { textNode } from '../markdown/long-words.tsx';

/** The state of an action in words: those of ElizaOS translated, others as the server sends them. */
const actionWords = (status: string): string => {
  switch (status) {
    case 'executing':
      return text('action_running');
    case 'completed':
      return text('action_done');
    case 'failed':
      return text('action_failed');
    default:
      return status;
  }
};

/** The agent's thought, folded, and its actions. */
export const Footnotes = ({ message }: { message: OtherMessage }) => {
  const { thought, actions, actionStatus } = message;
  if (!thought && actions.length === 0) return null;
  return (
    <div class="footnotes">
      {thought && (
        <details>
          <summary>
            <span class="pill">{text('thought')}</span>
          </summary>
          <p dir="auto">{textNode(thought)}</p>
        </details>
      )}
      {actions.map((action, index) => (
        <span class="pill" key={index} data-status={actionStatus}>
          {actionStatus === undefined ? action : `${action} · ${actionWords(actionStatus)}`}
        </span>
      ))}
    </div>
  );
};
