import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MessageId } from '../../../model/ids.ts';
import { lazyWithFallback } from '../../components/lazy-with-fallback.tsx';
import { attempt } from '../../errors/attempt.ts';
import { nameText } from '../../i18n/name-text.ts';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import type { MessageErrorProps } from '../message/message-error.tsx';

/** Shown until the message error is loaded, and for good where it cannot be loaded. */
const MinimalMessageError = ({ message, name }: MessageErrorProps) => (
  <article class="other" aria-label={name} data-message-id={message.id}>
    {text('message_failed')}
  </article>
);

const MessageError = lazyWithFallback<MessageErrorProps>(
  async () => (await import('../message/message-error.tsx')).MessageError,
  MinimalMessageError,
).Component;

interface RowErrorProps {
  model: ViewModel;
  conversation: Conversation;
  id: MessageId;
  /** Renders the row again. */
  retry: () => void;
}

/** Replaces a row that threw, until its message changes. */
export const RowError = ({ model, conversation, id, retry }: RowErrorProps) => {
  const message = conversation.message(id)?.value;
  const failed = useRef(message);
  useLayoutEffect(() => {
    if (message !== failed.current) retry();
  }, [message]);
  if (!message) return null;
  const author =
    attempt(() => nameText(message.authorName), '') || text(message.type === 'own' ? 'you' : 'somebody');
  return <MessageError model={model} message={message} name={`${author}, ${text('message_failed')}`} />;
};
