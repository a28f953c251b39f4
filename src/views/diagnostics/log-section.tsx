import { type Signal, useSignal } from '@preact/signals';
import type { LogEntry } from '../../diagnostics/report.ts';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { text } from '../i18n/text.ts';
import { Entry } from './log-entry.tsx';
import { DIRECTION_FILTERS, DIRECTION_NAMES, type DirectionFilter, matchesFilter } from './log-filter.ts';

/** The id of the first repetition of an entry, which stays while it is repeated. */
const firstId = ({ id, times = 1 }: LogEntry): number => id - times + 1;

interface LogToolsProps {
  query: Signal<string>;
  direction: Signal<DirectionFilter>;
  isPaused: boolean;
  onPause: () => void;
}

/** The filter by text and by direction, and the button that pauses the log. */
const LogTools = ({ query, direction, isPaused, onPause }: LogToolsProps) => (
  <div class="log-tools">
    <input
      type="text"
      class="log-filter"
      aria-label={text('log_filter')}
      placeholder={text('log_filter')}
      autocomplete="off"
      spellcheck={false}
      value={query.value}
      onInput={(event) => {
        query.value = event.currentTarget.value;
      }}
    />
    <select
      aria-label={text('log_direction')}
      value={direction.value}
      onChange={({ currentTarget }) => {
        direction.value = DIRECTION_FILTERS.find((filter) => filter === currentTarget.value) ?? 'all';
      }}
    >
      {DIRECTION_FILTERS.map((filter) => (
        <option key={filter} value={filter}>
          {text(DIRECTION_NAMES[filter])}
        </option>
      ))}
    </select>
    <button type="button" class="button" onClick={onPause}>
      {text(isPaused ? 'log_resume' : 'log_pause')}
    </button>
  </div>
);

const EntryList = ({ entries }: { entries: readonly LogEntry[] }) => (
  <ol class="entries" aria-label={text('log_heading')}>
    {entries.map((entry) => (
      <li key={firstId(entry)} data-direction={entry.direction}>
        <PartBoundary>
          <Entry entry={entry} />
        </PartBoundary>
      </li>
    ))}
  </ol>
);

/** The log of events, requests and notes, the newest first. */
export const LogSection = ({ entries }: { entries: readonly LogEntry[] }) => {
  const query = useSignal('');
  const direction = useSignal<DirectionFilter>('all');
  /** The entries at the time of the pause. */
  const paused = useSignal<readonly LogEntry[] | undefined>(undefined);

  const shown = (paused.value ?? entries)
    .filter((entry) => matchesFilter(entry, direction.value, query.value))
    .toReversed();
  const lastPaused = paused.value?.at(-1)?.id ?? 0;
  const newCount = paused.value ? entries.filter((entry) => entry.id > lastPaused).length : 0;

  return (
    <section>
      <h2>{text('log_heading')}</h2>
      <LogTools
        query={query}
        direction={direction}
        isPaused={paused.value !== undefined}
        onPause={() => {
          paused.value = paused.value ? undefined : entries;
        }}
      />
      <p class="quiet" role="status" aria-label={text('log_heading')}>
        {paused.value && text('log_paused', newCount)}
      </p>
      {shown.length === 0 ? <p class="quiet">{text('log_none')}</p> : <EntryList entries={shown} />}
    </section>
  );
};
