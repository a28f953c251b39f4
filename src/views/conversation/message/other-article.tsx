import type { ComponentChildren } from 'preact';
import type { OtherMessage } from '../../../model/message.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { nameText } from '../../i18n/name-text.ts';
import { text } from '../../i18n/text.ts';
import { formatTime } from '../../i18n/time.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { Attachments } from './attachments.tsx';
import { authorHue } from './author-hue.ts';
import { Footnotes } from './footnotes.tsx';
import { messageHtml } from './message-html.ts';
import { ReplyMark } from './reply-mark.tsx';
import { replyStatus, shownText } from './reply-status.ts';
import { LeftOutNote, useShownPart } from './shown-part.tsx';

/** The beginning of ElizaOS's text for the report of an action (1.7.2). */
const ACTION_REPORT = 'Executing action';

interface AuthorLineProps {
  message: OtherMessage;
  name: string;
  time: string;
  isGroupRoom: boolean;
}

const AuthorLine = ({ message, name, time, isGroupRoom }: AuthorLineProps) => (
  <p class="author">
    {isGroupRoom ? (
      <strong class="speaker" style={{ '--hue': authorHue(message.authorId ?? name) }}>
        {name}
      </strong>
    ) : (
      <bdi>{name}</bdi>
    )}{' '}
    · <bdi>{time}</bdi>
  </p>
);

interface OtherArticleProps {
  model: ViewModel;
  message: OtherMessage;
  firstInGroup: boolean;
  /** A room with several agents: each message has its author's name, in a colour. */
  isGroupRoom: boolean;
  /** The actions below the message. */
  children?: ComponentChildren;
}

/** A message of an agent or another person: its Markdown, and the author's name once per group. */
export const OtherArticle = ({ model, message, firstInGroup, isGroupRoom, children }: OtherArticleProps) => {
  const time = formatTime(message.at);
  const name = nameText(message.authorName) || text('somebody');
  const status = replyStatus(message);
  const isStopped = status === 'stopped';
  const isStreaming = status === 'streaming';
  const shown = shownText(message);
  const { part, more } = useShownPart(shown, isStreaming);
  const isActionReport = message.actionStatus !== undefined && shown.startsWith(ACTION_REPORT);
  return (
    <article
      class="other"
      aria-label={`${name}, ${time}`}
      aria-busy={isStreaming}
      data-author={name}
      data-message-id={message.id}
      data-reply={status}
      data-first={firstInGroup}
    >
      {(firstInGroup || isGroupRoom) && (
        <AuthorLine message={message} name={name} time={time} isGroupRoom={isGroupRoom} />
      )}
      {/* The footnote of an action says more than the server's text. */}
      {!isActionReport && (
        <Markdown source={part} streaming={isStreaming} base={model.profile.value?.address} />
      )}
      {more}
      {!isStopped && <Attachments model={model} attachments={message.attachments} />}
      {!isStopped && <LeftOutNote message={message} />}
      <ReplyMark model={model} message={message} />
      {!isStopped && <Footnotes message={message} />}
      <CopyButton class="icon-button copy" name={text('copy_message')} content={shown} rich={messageHtml} />
      {children}
    </article>
  );
};
