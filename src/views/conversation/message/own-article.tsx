import type { ComponentChildren } from 'preact';
import type { OwnMessage } from '../../../model/message.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { text } from '../../i18n/text.ts';
import { formatTime } from '../../i18n/time.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { textNode } from '../markdown/long-words.tsx';
import { Attachments } from './attachments.tsx';
import { deliveryActions, isUnusual } from './delivery-actions.ts';
import { deliveryWords } from './delivery-words.ts';
import { LeftOutNote, useShownPart } from './shown-part.tsx';

interface DeliveryLineProps {
  model: ViewModel;
  message: OwnMessage;
  time: string;
  /** Absent where the message cannot be edited. */
  onEdit: (() => void) | undefined;
}

/** The line under a message: its delivery, its time, and what can be done with it. */
const DeliveryLine = ({ model, message, time, onEdit }: DeliveryLineProps) => {
  const { delivery, roomId, id: messageId, edited } = message;
  const words = deliveryWords(delivery, model.connection.value.type === 'connected');
  return (
    <p class="state">
      <span>
        {delivery.type === 'failed' ? words : `${words} · ${time}`}
        {edited && ` · ${text('edited_below')}`}
      </span>
      {onEdit && (
        <button type="button" class="link quiet" onClick={onEdit}>
          {text('edit')}
        </button>
      )}
      {deliveryActions(delivery).canRetry && (
        <span class="state-actions">
          <button
            type="button"
            class="link"
            onClick={() => void model.execute({ type: 'retry', roomId, messageId })}
          >
            {text('retry')}
          </button>
          <button
            type="button"
            class="link"
            onClick={() => void model.execute({ type: 'discard', roomId, messageId })}
          >
            {text('delete')}
          </button>
        </span>
      )}
    </p>
  );
};

interface OwnArticleProps {
  model: ViewModel;
  message: OwnMessage;
  /** The user's name in this room; read by screen readers alone. */
  name: string;
  firstInGroup: boolean;
  lastInGroup: boolean;
  /** Starts editing the message; absent for all but the latest of the user. */
  onEdit: (() => void) | undefined;
  /** The line below the message. */
  children?: ComponentChildren;
}

/** A message of the user: plain text in a bubble. */
export const OwnArticle = ({
  model,
  message,
  name,
  firstInGroup,
  lastInGroup,
  onEdit,
  children,
}: OwnArticleProps) => {
  const { delivery } = message;
  const { part, more } = useShownPart(message.text);
  const time = formatTime(message.at);
  const startEdit = deliveryActions(delivery).canEdit ? onEdit : undefined;
  return (
    <article
      class="own"
      aria-label={`${name || text('you')}, ${time}`}
      data-author={name || text('you')}
      data-message-id={message.id}
      data-state={delivery.type}
      data-first={firstInGroup}
    >
      <div class="bubble-line">
        <CopyButton class="icon-button copy" name={text('copy_message')} content={message.text} />
        <div class="bubble" dir="auto">
          {textNode(part)}
          {more}
          <Attachments model={model} attachments={message.attachments} />
          <LeftOutNote message={message} />
        </div>
      </div>
      {(lastInGroup || startEdit || message.edited || isUnusual(delivery)) && (
        <DeliveryLine model={model} message={message} time={time} onEdit={startEdit} />
      )}
      {children}
    </article>
  );
};
