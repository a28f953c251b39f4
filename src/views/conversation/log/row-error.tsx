import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MessageId } from '../../../model/ids.ts';
import { late } from '../../components/lazy-with-fallback.tsx';
import { attempt } from '../../errors/attempt.ts';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import type { FailedMessageProps } from '../message/message-error.tsx';

/** What is needed least of all, for where the rest cannot be fetched either. */
const Bare = ({ message, name }: FailedMessageProps) => (
  <article class="other" aria-label={name} data-message-id={message.id}>
    {text('message_failed')}
  </article>
);

const FailedMessage = late<FailedMessageProps>(
  async () => (await import('../message/message-error.tsx')).FailedMessage,
  Bare,
).Part;

interface FailedRowProps {
  model: ViewModel;
  conversation: Conversation;
  id: MessageId;
  retry: () => void;
}

/** In place of a message that cannot be shown; once it has changed it is tried again. */
export const FailedRow = ({ model, conversation, id, retry }: FailedRowProps) => {
  const message = conversation.message(id)?.value;
  const failed = useRef(message);
  useLayoutEffect(() => {
    if (message !== failed.current) retry();
  }, [message]);
  if (!message) return null;
  const author = attempt(() => message.authorName, '') || text(message.kind === 'own' ? 'you' : 'somebody');
  return <FailedMessage model={model} message={message} name={`${author}, ${text('message_failed')}`} />;
};
