import { useSignal } from '@preact/signals';
import type { LogEntry } from '../../diagnostics/report.ts';
import { text } from '../i18n/text.ts';
import { clockTime } from './clock-time.ts';

const ARROWS = { in: '←', out: '→', note: '·' } as const;
const NAMES = { in: 'direction_in', out: 'direction_out', note: 'direction_note' } as const;

/** JSON as people read it; what was cut is no JSON any more, and is shown as it is. */
const pretty = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
};

const Line = ({ at, direction, name, detail, times }: LogEntry) => (
  <>
    <time>{clockTime(at)}</time>
    <span role="img" class="directed" aria-label={text(NAMES[direction])}>
      {ARROWS[direction]}
    </span>
    <span class="entry-name">{name}</span>
    <span class="entry-detail">{detail}</span>
    {times !== undefined && <span class="entry-times">× {times}</span>}
  </>
);

/** What came with an entry; written out once it is unfolded. */
const Unfolding = ({ entry, payload }: { entry: LogEntry; payload: string }) => {
  const open = useSignal(false);
  return (
    <details
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
      }}
    >
      <summary>
        <Line {...entry} />
      </summary>
      {open.value && <pre>{pretty(payload)}</pre>}
    </details>
  );
};

/** One entry of the log. */
export const Entry = ({ entry }: { entry: LogEntry }) =>
  entry.payload ? (
    <Unfolding entry={entry} payload={entry.payload} />
  ) : (
    <p class="entry-line">
      <Line {...entry} />
    </p>
  );
