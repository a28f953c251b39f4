import type { DiagnosticsReport, LogEntry } from './report.ts';

const ANY_ADDRESS = /^[A-Z]+ https?:/;

/** Requests to the server at `address` are named by their path, those to others by their whole address. */
export const byPath = (log: readonly LogEntry[], address: string): LogEntry[] =>
  log.map((entry) => ({ ...entry, name: entry.name.replace(` ${address}/`, ' /') }));

/**
 * What was seen of the server at `address`: requests to it, whenever that was, and what came over the line
 * since it is in use. Nothing that another server did says anything of it.
 */
export const ofServer = (report: DiagnosticsReport, address: string): DiagnosticsReport => {
  const since = report.latest.find(({ direction, name }) => direction === 'note' && name === 'server')?.id;
  const isOthers = ({ name }: LogEntry): boolean => ANY_ADDRESS.test(name);
  return {
    ...report,
    // Of the line before the worker has kept no last entries.
    latest: byPath(report.latest, address).filter((entry) => !isOthers(entry)),
    log: byPath(report.log, address).filter(
      (entry) => !isOthers(entry) && (entry.id > (since ?? 0) || / \//.test(entry.name)),
    ),
  };
};
