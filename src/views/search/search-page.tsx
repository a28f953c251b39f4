import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../../model/message.ts';
import { isoTime } from '../../model/time.ts';
import { moveFocus } from '../components/move-focus.ts';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { commandFailureWords } from '../i18n/command-failure-words.ts';
import { text } from '../i18n/text.ts';
import { formatMoment } from '../i18n/time.ts';
import { PageFrame } from '../page/page-frame.tsx';
import type { PageProps } from '../page/page-props.ts';
import { saveScrollPosition } from '../platform/view-storage.ts';
import { readableText } from './find-messages.ts';
import { snippetOf } from './snippet.ts';
import { type Outcome, useSearch } from './use-search.ts';
import '../styles/search.css';

interface SearchPageProps extends PageProps {
  /** A message was chosen: its conversation is to be seen. */
  onOpened: () => void;
  onBack: () => void;
}

/** So many are shown at first, and more at each press. */
const PAGE = 100;
/** So far below the upper edge a message that was found is shown (px). */
const BELOW_EDGE = 96;

/** Kept for as long as the view lives: who comes back from a message finds the others again. */
const query = signal('');

const statusWords = (outcome: Outcome, count: number): string => {
  switch (outcome.state) {
    case 'none':
      return text('search_hint');
    case 'failed':
      return text('ask_storage', outcome.error);
    case 'found':
      return count === 0 ? text('search_nothing') : text('search_count', count);
    default:
      return outcome satisfies never;
  }
};

interface ResultProps {
  message: Message;
  title: string | undefined;
  words: readonly string[];
  now: number;
  onOpen: () => void;
}

/** A message that was found: where it is, and the words around what was searched for. */
const Result = ({ message, title, words, now, onOpen }: ResultProps) => (
  <button type="button" class="result" onClick={onOpen}>
    <span class="result-head">
      <strong dir="auto">{title}</strong>
      <time dateTime={isoTime(message.at)}>{formatMoment(message.at, now)}</time>
    </span>
    <span class="result-text" dir="auto">
      <span class="result-author">{message.authorName || text('somebody')}: </span>
      {snippetOf(readableText(message), words).map(({ text: piece, isMatch }) =>
        isMatch ? <mark>{piece}</mark> : piece,
      )}
    </span>
  </button>
);

/** Searches all conversations of the server as far as they are stored here, and leads to what was found. */
export const SearchPage = ({ model, platform, onOpened, onBack }: SearchPageProps) => {
  const outcome = useSearch({ model, platform }, query).value;
  const shown = useSignal(PAGE);
  const failure = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => field.current?.select(), []);

  const titles = new Map(model.rooms.value.map(({ room }) => [room.id, room.title]));
  // The rows of a room that was just deleted lead nowhere.
  const found = outcome.state === 'found' ? outcome.messages.filter(({ roomId }) => titles.has(roomId)) : [];
  const words = outcome.state === 'found' ? outcome.words : [];
  const now = Date.now();

  const open = async ({ id, roomId, at }: Message): Promise<void> => {
    const server = model.profile.peek()?.id;
    saveScrollPosition(platform.storage, { server, roomId }, { id, at, top: BELOW_EDGE, found: true });
    const result =
      model.conversation.peek()?.room.peek().id === roomId
        ? { ok: true as const }
        : await model.ask({ type: 'open-room', roomId });
    if (result.ok) onOpened();
    else failure.value = commandFailureWords(result.failure);
  };
  return (
    <PageFrame heading={text('search_heading')} onBack={onBack}>
      <input
        ref={field}
        type="search"
        class="search-field"
        aria-label={text('search_messages')}
        placeholder={text('search_messages')}
        autocomplete="off"
        spellcheck={false}
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          shown.value = PAGE;
        }}
      />
      {model.storageFault.value !== undefined && <p class="notice">{text('search_storage_fault')}</p>}
      <p class="hint" role="status">
        {statusWords(outcome, found.length)}
      </p>
      {failure.value && (
        <p class="failure" role="alert">
          {failure.value}
        </p>
      )}
      {found.length > 0 && (
        <ul
          class="results"
          aria-label={text('search_results')}
          ref={list}
          onKeyDown={(event) => {
            if (moveFocus(event, list.current?.querySelectorAll('button') ?? [])) event.preventDefault();
          }}
        >
          {found.slice(0, shown.value).map((message) => (
            <li key={`${message.roomId} ${message.id}`}>
              <PartBoundary>
                <Result
                  message={message}
                  title={titles.get(message.roomId)}
                  words={words}
                  now={now}
                  onOpen={() => void open(message)}
                />
              </PartBoundary>
            </li>
          ))}
        </ul>
      )}
      {found.length > shown.value && (
        <button type="button" class="link" onClick={() => (shown.value += PAGE)}>
          {text('search_more')}
        </button>
      )}
    </PageFrame>
  );
};
