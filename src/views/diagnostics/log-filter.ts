import type { LogEntry } from '../../diagnostics/report.ts';

export type Direction = LogEntry['direction'] | 'all';

export const DIRECTIONS = ['all', 'in', 'out', 'note'] as const satisfies readonly Direction[];

/** Whether the entry says, anywhere, what is looked for. */
export const matches = (entry: LogEntry, direction: Direction, wanted: string): boolean => {
  if (direction !== 'all' && direction !== entry.direction) return false;
  const words = `${entry.name} ${entry.detail} ${entry.payload ?? ''}`;
  return words.toLowerCase().includes(wanted.trim().toLowerCase());
};
