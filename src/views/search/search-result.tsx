import type { Message } from '../../model/message.ts';
import { isoTime } from '../../model/time.ts';
import { nameText } from '../i18n/name-text.ts';
import { text } from '../i18n/text.ts';
import { formatMoment } from '../i18n/time.ts';
import { readableOf } from './read-text.ts';
import { snippetOf } from './snippet.ts';

interface SearchResultProps {
  message: Message;
  /** The title of the conversation. */
  title: string | undefined;
  /** The words of the query. */
  words: readonly string[];
  /** The current time (ms since the epoch). */
  now: number;
  onOpen: () => void;
}

/** A message that was found: its conversation, time and author, and a snippet with the matches marked. */
export const SearchResult = ({ message, title, words, now, onOpen }: SearchResultProps) => (
  <button type="button" class="result" onClick={onOpen}>
    <span class="result-head">
      <strong dir="auto">{nameText(title ?? '')}</strong>
      <time dateTime={isoTime(message.at)}>{formatMoment(message.at, now)}</time>
    </span>
    <span class="result-text" dir="auto">
      <span class="result-author">
        <bdi>{nameText(message.authorName) || text('somebody')}</bdi>:{' '}
      </span>
      {snippetOf(readableOf(message), words).map(({ text: piece, isMatch }) =>
        isMatch ? <mark>{piece}</mark> : piece,
      )}
    </span>
  </button>
);
