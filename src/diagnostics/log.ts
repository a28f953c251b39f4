import type { DiagnosticsReport, LogEntry } from './report.ts';

/** How many entries the log keeps, how many different reasons or rooms are counted, how much of a name. */
const LOG_LIMIT = 200;
const COUNTED_LIMIT = 50;
const NAME_LIMIT = 200;

/** A bounded log of what went in and out, and counts of what could not be used. */
export interface DiagnosticsLog {
  add(direction: LogEntry['direction'], name: string, detail: string): void;
  undecodable(reason: string): void;
  foreignRoom(roomId: string): void;
  report(): DiagnosticsReport;
}

/** A log that begins with the worker and ends with it. `now`: milliseconds since the epoch. */
export const createDiagnosticsLog = (now: () => number): DiagnosticsLog => {
  const workerStartedAt = now();
  const log: LogEntry[] = [];
  const undecoded = new Map<string, number>();
  const foreignRooms = new Map<string, number>();

  const add: DiagnosticsLog['add'] = (direction, name, detail) => {
    const entry = { at: now(), direction, name: short(name), detail: short(detail) };
    const last = log.at(-1);
    // The chunks of one long reply would push all else out.
    if (last && isRepeated(last, entry)) log[log.length - 1] = { ...entry, times: (last.times ?? 1) + 1 };
    else log.push(entry);
    if (log.length > LOG_LIMIT) log.shift();
  };

  return {
    add,
    undecodable: (reason) => {
      count(undecoded, reason);
      add('note', 'not understood', reason);
    },
    foreignRoom: (roomId) => count(foreignRooms, roomId),
    report: () => ({
      workerStartedAt,
      undecoded: [...undecoded].map(([reason, times]) => ({ reason, count: times })),
      foreignRooms: [...foreignRooms].map(([roomId, times]) => ({ roomId, count: times })),
      log: [...log],
    }),
  };
};

const isRepeated = (a: LogEntry, b: LogEntry): boolean =>
  a.direction === b.direction && a.name === b.name && a.detail === b.detail;

/** What an event is called, and its room, is whatever a server likes. */
const short = (text: string): string => text.slice(0, NAME_LIMIT);

/** Whatever is beyond the limit is counted together, so that a hostile server cannot fill the memory. */
const count = (counts: Map<string, number>, name: string): void => {
  const known = short(name);
  const key = counts.has(known) || counts.size < COUNTED_LIMIT ? known : 'others';
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
