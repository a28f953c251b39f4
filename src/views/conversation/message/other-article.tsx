import type { ComponentChildren } from 'preact';
import type { OtherMessage } from '../../../model/message.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { text } from '../../i18n/text.ts';
import { formatTime } from '../../i18n/time.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { textNode } from '../markdown/long-words.tsx';
import { Markdown } from '../markdown/markdown.tsx';
import { Attachments } from './attachments.tsx';
import { authorHue } from './author-hue.ts';
import { messageHtml } from './message-html.ts';
import { replyWords, shownText } from './reply-words.ts';

const ReplyMark = ({ message }: { message: OtherMessage }) => {
  if (message.reply === 'streaming') return <span class="writing" aria-hidden="true" />;
  const words = replyWords(message);
  return words === '' ? null : <p class="state">{words}</p>;
};

/** That the user stopped it, and a way to what came nevertheless. */
const StoppedMark = ({ model, message }: { model: ViewModel; message: OtherMessage }) => (
  <p class="state">
    <span>{replyWords(message)}</span>
    {message.text.length > (message.stoppedAt ?? 0) && (
      <button
        type="button"
        class="link"
        onClick={() => void model.ask({ type: 'stop', roomId: message.roomId, reveal: message.id })}
      >
        {text('show_whole_reply')}
      </button>
    )}
  </p>
);

/** How the server begins the text of a message that reports an action (1.7.2). */
const EXECUTING = 'Executing action';

/** How far an action is; the words of ElizaOS are put into ours, another server's stay as they are. */
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

interface OtherArticleProps {
  model: ViewModel;
  message: OtherMessage;
  firstInGroup: boolean;
  /** One of several agents: the name is always shown, in a colour of its own. */
  isGroupRoom: boolean;
  /** What can be done about it. */
  children?: ComponentChildren;
}

/** What an agent, or another person, wrote: Markdown as plain text on the page, the name once per run. */
export const OtherArticle = ({
  model,
  message,
  firstInGroup: firstOfRun,
  isGroupRoom: inGroup,
  children,
}: OtherArticleProps) => {
  const time = formatTime(message.at);
  const name = message.authorName || text('somebody');
  const { stoppedAt, actionStatus } = message;
  const isStopped = stoppedAt !== undefined;
  const streaming = message.reply === 'streaming' && !isStopped;
  const shown = shownText(message);
  const footnotes = !isStopped && (message.thought || message.actions.length > 0);
  return (
    <article
      class="other"
      aria-label={`${name}, ${time}`}
      aria-busy={streaming}
      data-message-id={message.id}
      data-reply={isStopped ? 'stopped' : message.reply}
      data-first={firstOfRun}
    >
      {(firstOfRun || inGroup) && (
        <p class="author">
          {inGroup ? (
            <strong class="speaker" style={{ '--hue': authorHue(message.authorId ?? name) }}>
              {name}
            </strong>
          ) : (
            <bdi>{name}</bdi>
          )}{' '}
          · <bdi>{time}</bdi>
        </p>
      )}
      {/* Of an action the chip says more than the server's own words for it. */}
      {actionStatus === undefined || !shown.startsWith(EXECUTING) ? (
        <Markdown source={shown} streaming={streaming} base={model.profile.value?.address} />
      ) : null}
      {isStopped ? (
        <StoppedMark model={model} message={message} />
      ) : (
        <>
          <Attachments model={model} attachments={message.attachments} />
          <ReplyMark message={message} />
        </>
      )}
      {footnotes && (
        <div class="footnotes">
          {message.thought && (
            <details>
              <summary>
                <span class="pill">{text('thought')}</span>
              </summary>
              <p dir="auto">{textNode(message.thought)}</p>
            </details>
          )}
          {message.actions.map((action, index) => (
            <span class="pill" key={index} data-status={actionStatus}>
              {actionStatus === undefined ? action : `${action} · ${actionWords(actionStatus)}`}
            </span>
          ))}
        </div>
      )}
      <CopyButton class="icon-button copy" name={text('copy_message')} content={shown} rich={messageHtml} />
      {children}
    </article>
  );
};
