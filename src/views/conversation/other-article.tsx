import type { OtherMessage } from '../../model/message.ts';
import { CopyButton } from '../copy-button.tsx';
import type { ViewModel } from '../model.ts';
import { text } from '../text.ts';
import { formatTime } from '../time.ts';
import { Attachments } from './attachments.tsx';
import { Markdown } from './markdown/markdown.tsx';

const ReplyMark = ({ reply }: { reply: OtherMessage['reply'] }) => {
  switch (reply) {
    case 'streaming':
      return <span class="writing" aria-hidden="true" />;
    case 'complete':
      return null;
    case 'superseded':
      return <p class="state">{text('reply_superseded')}</p>;
    case 'incomplete':
      return <p class="state">{text('reply_incomplete')}</p>;
    default:
      return reply satisfies never;
  }
};

interface OtherArticleProps {
  model: ViewModel;
  message: OtherMessage;
  firstOfRun: boolean;
}

/** What an agent, or another person, wrote: Markdown as plain text on the page, the name once per run. */
export const OtherArticle = ({ model, message, firstOfRun }: OtherArticleProps) => {
  const time = formatTime(message.at);
  const name = message.authorName || text('somebody');
  return (
    <article
      class="other"
      aria-label={`${name}, ${time}`}
      aria-busy={message.reply === 'streaming'}
      data-message-id={message.id}
      data-reply={message.reply}
      data-first={firstOfRun}
    >
      {firstOfRun && (
        <p class="author">
          {name} · {time}
        </p>
      )}
      <Markdown source={message.text} streaming={message.reply === 'streaming'} />
      <Attachments model={model} attachments={message.attachments} />
      <ReplyMark reply={message.reply} />
      {(message.thought || message.actions.length > 0) && (
        <div class="footnotes">
          {message.thought && (
            <details>
              <summary>
                <span class="pill">{text('thought')}</span>
              </summary>
              <p>{message.thought}</p>
            </details>
          )}
          {message.actions.map((action) => (
            <span class="pill" key={action}>
              {action}
            </span>
          ))}
        </div>
      )}
      <CopyButton class="icon-button copy" name={text('copy_message')} content={message.text} />
    </article>
  );
};
