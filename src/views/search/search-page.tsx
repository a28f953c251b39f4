import { signal, useSignal } from '@preact/signals';
import type { Ref } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../../model/message.ts';
import { commandFailureWords } from '../i18n/command-failure-words.ts';
import { roomTitle } from '../i18n/room-title.ts';
import { text } from '../i18n/text.ts';
import { PageFrame } from '../page/page-frame.tsx';
import type { PageProps } from '../page/page-props.ts';
import { saveScrollPosition } from '../platform/view-storage.ts';
import { SearchResults } from './search-results.tsx';
import { FOUND_LIMIT, type SearchOutcome, useSearch } from './use-search.ts';
import '../styles/search.css';

interface SearchPageProps extends PageProps {
  /** Called when the conversation of a chosen message is open. */
  onOpened: () => void;
  onBack: () => void;
}

/** How many messages are shown at first, and added by each press of "Show more". */
const PAGE_SIZE = 100;
/** The distance of a chosen message from the top edge of the log (px). */
const TOP_DISTANCE = 96;

/** The query. It outlives the page, so that the results are there again after a look at one of them. */
const query = signal('');

const statusWords = (outcome: SearchOutcome, count: number): string => {
  switch (outcome.type) {
    case 'none':
      return text('search_hint');
    case 'failed':
      return text('command_storage', outcome.error);
    case 'found':
      if (!outcome.isDone) return text('search_so_far', count);
      if (outcome.messages.length === FOUND_LIMIT) return text('search_capped', count);
      return count === 0 ? text('search_nothing') : text('search_count', count);
    default:
      return outcome satisfies never;
  }
};

interface SearchFieldProps {
  inputRef: Ref<HTMLInputElement>;
  onInput: (value: string) => void;
}

const SearchField = ({ inputRef, onInput }: SearchFieldProps) => (
  <input
    ref={inputRef}
    type="search"
    class="search-field"
    aria-label={text('search_messages')}
    placeholder={text('search_messages')}
    autocomplete="off"
    spellcheck={false}
    value={query.value}
    onInput={({ currentTarget }) => onInput(currentTarget.value)}
  />
);

/** Searches all stored conversations of the server, and opens the messages that were found. */
export const SearchPage = ({ model, platform, onOpened, onBack }: SearchPageProps) => {
  const outcome = useSearch({ model, platform }, query).value;
  const limit = useSignal(PAGE_SIZE);
  const failure = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  // After the effect of the page frame, which focuses the heading.
  useEffect(() => field.current?.select(), []);
  const titles = new Map(model.rooms.value.map(({ room }) => [room.id, roomTitle(room)]));
  // Messages of a room that was just deleted cannot be opened.
  const found = outcome.type === 'found' ? outcome.messages.filter(({ roomId }) => titles.has(roomId)) : [];

  const openMessage = async ({ id, roomId, order }: Message): Promise<void> => {
    const room = { server: model.profile.peek()?.id, roomId };
    saveScrollPosition(platform.storage, room, { id, order, top: TOP_DISTANCE, found: true });
    const result =
      model.conversation.peek()?.room.peek().id === roomId
        ? { ok: true as const }
        : await model.execute({ type: 'open-room', roomId });
    if (result.ok) onOpened();
    else failure.value = commandFailureWords(result.failure);
  };
  return (
    <PageFrame heading={text('search_heading')} onBack={onBack}>
      <SearchField
        inputRef={field}
        onInput={(value) => {
          query.value = value;
          limit.value = PAGE_SIZE;
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
        <SearchResults
          messages={found.slice(0, limit.value)}
          titles={titles}
          words={outcome.type === 'found' ? outcome.words : []}
          onOpen={(message) => void openMessage(message)}
        />
      )}
      {found.length > limit.value && (
        <button type="button" class="link" onClick={() => (limit.value += PAGE_SIZE)}>
          {text('search_more')}
        </button>
      )}
    </PageFrame>
  );
};
