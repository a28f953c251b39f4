import { useSignal } from '@preact/signals';
import type { LogEntry } from '../../diagnostics/report.ts';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { text } from '../i18n/text.ts';
import { Entry } from './log-entry.tsx';
import { DIRECTIONS, type Direction, matches } from './log-filter.ts';

const DIRECTION_NAMES = {
  all: 'direction_all',
  in: 'direction_in',
  out: 'direction_out',
  note: 'direction_note',
} as const;

/** The first of the entries that it stands for keeps its place while it is repeated. */
const keyOf = ({ id, times = 1 }: LogEntry): number => id - times + 1;

/** All that goes in and out, the newest first. */
export const LogSection = ({ entries }: { entries: readonly LogEntry[] }) => {
  const wanted = useSignal('');
  const direction = useSignal<Direction>('all');
  const paused = useSignal<readonly LogEntry[] | undefined>(undefined);

  const shown = (paused.value ?? entries)
    .filter((entry) => matches(entry, direction.value, wanted.value))
    .toReversed();
  const lastShown = paused.value?.at(-1)?.id ?? 0;
  const newer = paused.value ? entries.filter((entry) => entry.id > lastShown).length : 0;

  return (
    <section>
      <h2>{text('log_heading')}</h2>
      <div class="log-tools">
        <input
          type="text"
          class="log-filter"
          aria-label={text('log_filter')}
          placeholder={text('log_filter')}
          autocomplete="off"
          spellcheck={false}
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
        />
        <select
          aria-label={text('log_direction')}
          value={direction.value}
          onChange={({ currentTarget }) => {
            direction.value = DIRECTIONS.find((one) => one === currentTarget.value) ?? 'all';
          }}
        >
          {DIRECTIONS.map((one) => (
            <option key={one} value={one}>
              {text(DIRECTION_NAMES[one])}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="button"
          onClick={() => {
            paused.value = paused.value ? undefined : entries;
          }}
        >
          {text(paused.value ? 'log_resume' : 'log_pause')}
        </button>
      </div>
      <p class="quiet" role="status" aria-label={text('log_heading')}>
        {paused.value && text('log_paused', newer)}
      </p>
      {shown.length === 0 ? (
        <p class="quiet">{text('log_none')}</p>
      ) : (
        <ol class="entries" aria-label={text('log_heading')}>
          {shown.map((entry) => (
            <li key={keyOf(entry)} data-direction={entry.direction}>
              <PartBoundary>
                <Entry entry={entry} />
              </PartBoundary>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
};
