import type { LogEntry } from '../../diagnostics/report.ts';
import type { TextKey } from '../i18n/text.ts';

/** The direction of the entries that are shown. */
export type DirectionFilter = LogEntry['direction'] | 'all';

/** The name of each direction, in the order of the select box. */
export const DIRECTION_NAMES = {
  all: 'direction_all',
  in: 'direction_in',
  out: 'direction_out',
  note: 'direction_note',
} as const satisfies Record<DirectionFilter, TextKey>;

export const DIRECTION_FILTERS = Object.keys(DIRECTION_NAMES) as DirectionFilter[];

/** Whether an entry is of the direction and contains `query`, in any case. */
export const matchesFilter = (entry: LogEntry, direction: DirectionFilter, query: string): boolean => {
  if (direction !== 'all' && direction !== entry.direction) return false;
  const words = `${entry.name} ${entry.detail} ${entry.payload ?? ''}`;
  return words.toLowerCase().includes(query.trim().toLowerCase());
};
