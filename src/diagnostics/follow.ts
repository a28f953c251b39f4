import type { DiagnosticsReport, LogEntry } from './report.ts';

/** How many entries are kept of a log that is followed. */
const KEPT = 500;

/** The last entry of a log, from which on it is to be followed. */
export const lastIdOf = (report: DiagnosticsReport | undefined): number | undefined =>
  report?.log.at(-1)?.id ?? report?.workerStartedAt;

/** The first of the entries that one stands for: they follow each other, so their ids do. */
const firstId = ({ id, times = 1 }: LogEntry): number => id - times + 1;

/** What is known of a worker, with what it has told since; of another worker, what that one tells. */
export const follow = (known: DiagnosticsReport | undefined, next: DiagnosticsReport): DiagnosticsReport => {
  if (!known || known.workerStartedAt !== next.workerStartedAt) return next;
  const [first] = next.log;
  if (!first) return { ...next, log: known.log };
  const before = known.log.filter((entry) => firstId(entry) < firstId(first));
  return { ...next, log: [...before, ...next.log].slice(-KEPT) };
};
