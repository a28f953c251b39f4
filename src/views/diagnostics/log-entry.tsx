import { useSignal } from '@preact/signals';
import type { LogEntry } from '../../diagnostics/report.ts';
import { text } from '../i18n/text.ts';
import { clockTime } from './clock-time.ts';
import { DIRECTION_NAMES } from './log-filter.ts';

const ARROWS = { in: '←', out: '→', note: '·' } as const satisfies Record<LogEntry['direction'], string>;

/** Formats JSON. A payload that was cut short is no JSON, and stays as it is. */
const formatJson = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
};

const EntryLine = ({ at, direction, name, detail, times }: LogEntry) => (
  <>
    <time>{clockTime(at)}</time>
    <span role="img" class="directed" aria-label={text(DIRECTION_NAMES[direction])}>
      {ARROWS[direction]}
    </span>
    <span class="entry-name">{name}</span>
    <span class="entry-detail">{detail}</span>
    {times !== undefined && <span class="entry-times">× {times}</span>}
  </>
);

/** An entry with its payload, which is rendered once it is unfolded. */
const EntryWithPayload = ({ entry, payload }: { entry: LogEntry; payload: string }) => {
  const isOpen = useSignal(false);
  return (
    <details
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>
        <EntryLine {...entry} />
      </summary>
      {isOpen.value && <pre>{formatJson(payload)}</pre>}
    </details>
  );
};

/** An entry of the log. */
export const Entry = ({ entry }: { entry: LogEntry }) =>
  entry.payload ? (
    <EntryWithPayload entry={entry} payload={entry.payload} />
  ) : (
    <p class="entry-line">
      <EntryLine {...entry} />
    </p>
  );
