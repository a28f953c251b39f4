import { isNote } from './evidence.ts';
import type { DiagnosticsReport, LogEntry } from './report.ts';

const ANY_ADDRESS = /^[A-Z]+ https?:/;

/** Shortens the names of requests to the server at `address` to method and path. */
export const byPath = (log: readonly LogEntry[], address: string): LogEntry[] =>
  log.map((entry) => ({ ...entry, name: entry.name.replace(` ${address}/`, ' /') }));

/**
 * The part of a report that is about the server at `address`: requests to it, and events since it came into use.
 */
export const ofServer = (report: DiagnosticsReport, address: string): DiagnosticsReport => {
  const since = report.latest.find((entry) => isNote(entry, 'server'))?.id;
  const isOthers = ({ name }: LogEntry): boolean => ANY_ADDRESS.test(name);
  return {
    ...report,
    latest: byPath(report.latest, address).filter((entry) => !isOthers(entry)),
    log: byPath(report.log, address).filter(
      (entry) => !isOthers(entry) && (entry.id > (since ?? 0) || / \//.test(entry.name)),
    ),
  };
};
