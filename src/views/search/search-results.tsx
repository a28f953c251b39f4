import { useRef } from 'preact/hooks';
import type { RoomId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import { moveFocus } from '../components/move-focus.ts';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { nowOnDay } from '../i18n/local-day.ts';
import { text } from '../i18n/text.ts';
import { SearchResult } from './search-result.tsx';

interface SearchResultsProps {
  messages: readonly Message[];
  /** The titles of the conversations. */
  titles: ReadonlyMap<RoomId, string>;
  /** The words of the query. */
  words: readonly string[];
  onOpen: (message: Message) => void;
}

/** The messages that were found. Arrow keys move the focus in the list. */
export const SearchResults = ({ messages, titles, words, onOpen }: SearchResultsProps) => {
  const list = useRef<HTMLUListElement>(null);
  const now = nowOnDay();
  return (
    <ul
      class="results"
      aria-label={text('search_results')}
      ref={list}
      onKeyDown={(event) => {
        if (moveFocus(event, list.current?.querySelectorAll('button') ?? [])) event.preventDefault();
      }}
    >
      {messages.map((message) => (
        <li key={`${message.roomId} ${message.id}`}>
          <PartBoundary>
            <SearchResult
              message={message}
              title={titles.get(message.roomId)}
              words={words}
              now={now}
              onOpen={() => onOpen(message)}
            />
          </PartBoundary>
        </li>
      ))}
    </ul>
  );
};
