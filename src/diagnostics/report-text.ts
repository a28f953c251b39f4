import { isoTime } from '../model/time.ts';
import { redact, redactPayload } from './redact.ts';
import type { LogEntry } from './report.ts';
import type { Row } from './row.ts';

export interface ReportParts {
  at: number;
  /** Names and values without secrets: versions, addresses, ids. */
  facts: readonly (readonly [string, string])[];
  rows: readonly Row[];
  /** Puts a row into words: its datum, then its remedy. */
  words: (row: Row) => string;
  log: readonly LogEntry[];
}

const ARROWS = { in: '<-', out: '->', note: '--' } as const;

/** A report for the developers, as Markdown, without keys and without the texts of messages. */
export const reportText = ({ at, facts, rows, words, log }: ReportParts): string =>
  [
    `# Parley, ${isoTime(at)}`,
    '',
    ...facts.map(([name, value]) => `- ${name}: ${value}`),
    '',
    '## Checks',
    '',
    ...rows.flatMap((row) => [`- [${row.mark}] ${row.id}: ${redact(words(row))}`, ...details(row)]),
    '',
    '## Log',
    '',
    '```',
    ...log.map(line),
    '```',
    '',
  ].join('\n');

const details = ({ fields = [], counts = [] }: Row): string[] => [
  ...fields.map(({ field, problem }) => `  - ${field}: ${problem ?? 'ok'}`),
  ...counts.map(({ name, count }) => `  - ${redact(name)}: ${count}`),
];

const line = ({ at, direction, name, detail, times, payload }: LogEntry): string => {
  const often = times === undefined ? '' : ` x${times}`;
  const rest = payload === undefined ? '' : ` ${redactPayload(payload)}`;
  return `${isoTime(at)} ${ARROWS[direction]} ${redact(name)} ${redact(detail)}${often}${rest}`;
};
