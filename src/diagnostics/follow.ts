import type { DiagnosticsReport, LogEntry } from './report.ts';

/** How many entries a followed log keeps. */
const KEPT = 500;

/** The `after` with which to ask for what follows a report. */
export const lastIdOf = (report: DiagnosticsReport | undefined): number | undefined =>
  report?.log.at(-1)?.id ?? report?.workerStartedAt;

/** The id of the first of the equal entries that this one stands for; their ids are consecutive. */
const firstId = ({ id, times = 1 }: LogEntry): number => id - times + 1;

/** Appends the newer entries of `next` to the log of `known`. A report of another worker replaces it. */
export const follow = (known: DiagnosticsReport | undefined, next: DiagnosticsReport): DiagnosticsReport => {
  if (!known || known.workerStartedAt !== next.workerStartedAt) return next;
  const [first] = next.log;
  if (!first) return { ...next, log: known.log };
  const before = known.log.filter((entry) => firstId(entry) < firstId(first));
  return { ...next, log: [...before, ...next.log].slice(-KEPT) };
};
