import type { ComponentChildren } from 'preact';
import { isStuck, type OwnMessage } from '../../model/message.ts';
import { CopyButton } from '../copy-button.tsx';
import type { ViewModel } from '../model.ts';
import { text } from '../text.ts';
import { formatTime } from '../time.ts';
import { Attachments } from './attachments.tsx';
import { deliveryWords } from './delivery-words.ts';
import { textNode } from './markdown/long-words.tsx';

interface OwnArticleProps {
  model: ViewModel;
  message: OwnMessage;
  /** The user's name in this room. It is heard, not seen. */
  name: string;
  firstOfRun: boolean;
  lastOfRun: boolean;
  /** There for the message that can be written anew. */
  onEdit: (() => void) | undefined;
  /** What stands under it where nothing else does: that no answer came. */
  children?: ComponentChildren;
}

/** What the user wrote: plain text in a bubble, and where it is. */
export const OwnArticle = ({
  model,
  message,
  name,
  firstOfRun,
  lastOfRun,
  onEdit,
  children,
}: OwnArticleProps) => {
  const { delivery, roomId, id: messageId } = message;
  const words = deliveryWords(delivery, model.connection.value.state === 'connected');
  const time = formatTime(message.at);
  const canEdit = onEdit !== undefined && delivery.state === 'sent';
  const says =
    lastOfRun || canEdit || message.edited || delivery.state !== 'sent' || delivery.twice !== undefined;
  const stuck = isStuck(message);
  return (
    <article
      class="own"
      aria-label={`${name || text('you')}, ${time}`}
      data-message-id={messageId}
      data-state={delivery.state}
      data-first={firstOfRun}
    >
      <div class="bubble-line">
        <CopyButton class="icon-button copy" name={text('copy_message')} content={message.text} />
        <div class="bubble" dir="auto">
          {textNode(message.text)}
          <Attachments model={model} attachments={message.attachments} />
        </div>
      </div>
      {says && (
        <p class="state">
          <span>
            {delivery.state === 'failed' ? words : `${words} · ${time}`}
            {message.edited && ` · ${text('edited_below')}`}
          </span>
          {canEdit && (
            <button type="button" class="link quiet" onClick={onEdit}>
              {text('edit')}
            </button>
          )}
          {stuck && (
            <span class="state-actions">
              <button
                type="button"
                class="link"
                onClick={() => void model.ask({ type: 'retry', roomId, messageId })}
              >
                {text('retry')}
              </button>
              <button
                type="button"
                class="link"
                onClick={() => void model.ask({ type: 'discard', roomId, messageId })}
              >
                {text('delete')}
              </button>
            </span>
          )}
        </p>
      )}
      {children}
    </article>
  );
};
