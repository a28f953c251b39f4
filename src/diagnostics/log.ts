import { payloadText, type Secrets, withoutSecrets } from './payload.ts';
import type { DiagnosticsReport, LogEntry } from './report.ts';

/** How many entries the log keeps, how many different reasons, rooms or kinds are told apart, how much of a name. */
const LOG_LIMIT = 200;
const COUNTED_LIMIT = 50;
const NAME_LIMIT = 200;
/** What comes so often that it would push all else out of the log. */
const IN_PASSING = /^(stream-chunk|typing|thinking)$/;

/** The kinds that say something of the worker, or by whose name it is known which server they are about. */
const LASTING = /^(note (start|wake|fault|storage)|in [A-Z]+ https?:)/;

/** A bounded log of what went in and out, and counts of what could not be used. */
export interface DiagnosticsLog {
  add(direction: LogEntry['direction'], name: string, detail: string, payload?: unknown): void;
  undecodable(reason: string): void;
  foreignRoom(roomId: string): void;
  /** Another server is in use: what the last one said is counted no longer, though it stays in the log. */
  begin(address: string): void;
  /**
   * All that was seen. `after`: the last entry that is known to who asks; the answer waits until there is
   * another, and holds the newer ones alone. The `after` of another worker's log stands for none.
   */
  report(after?: number): Promise<DiagnosticsReport>;
}

/**
 * A log that begins with the worker and ends with it. `now`: milliseconds since the epoch. `secrets`: what must
 * not get into it, whoever says it.
 */
export const createDiagnosticsLog = (now: () => number, secrets: () => Secrets): DiagnosticsLog => {
  const workerStartedAt = now();
  const log: LogEntry[] = [];
  const latest = new Map<string, LogEntry>();
  const undecoded = new Map<string, number>();
  const foreignRooms = new Map<string, number>();
  let lastId = workerStartedAt;
  const waiting: (() => void)[] = [];

  /** What an event is called, and its room, is whatever a server likes. */
  const short = (text: string): string => withoutSecrets(text, secrets()).slice(0, NAME_LIMIT);

  /** Whatever is beyond the limit is counted together, so that a hostile server cannot fill the memory. */
  const count = (counts: Map<string, number>, name: string): void => {
    const known = short(name);
    const key = counts.has(known) || counts.size < COUNTED_LIMIT ? known : 'others';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };

  /** The kinds that have not come for longest make room. */
  const remember = (entry: LogEntry): void => {
    const kind = `${entry.direction} ${entry.name} ${entry.detail}`;
    const times = (latest.get(kind)?.times ?? 0) + 1;
    latest.delete(kind);
    latest.set(kind, { ...entry, times });
    const [oldest] = latest.keys();
    if (latest.size > COUNTED_LIMIT && oldest !== undefined) latest.delete(oldest);
  };

  const add: DiagnosticsLog['add'] = (direction, name, detail, payload) => {
    lastId += 1;
    const entry: LogEntry = {
      id: lastId,
      at: now(),
      direction,
      name: short(name),
      detail: short(detail),
      ...(payload !== undefined && { payload: payloadText(payload, secrets()) }),
    };
    remember(entry);
    const last = log.at(-1);
    if (last && isRepeated(last, entry)) log[log.length - 1] = { ...entry, times: (last.times ?? 1) + 1 };
    else log.push(entry);
    if (log.length > LOG_LIMIT) log.shift();
    for (const wake of waiting.splice(0)) wake();
  };

  return {
    add,
    undecodable: (reason) => {
      count(undecoded, reason);
      add('note', 'not understood', reason);
    },
    foreignRoom: (roomId) => {
      count(foreignRooms, roomId);
      add('note', 'another room', roomId);
    },
    begin: (address) => {
      undecoded.clear();
      foreignRooms.clear();
      for (const kind of latest.keys()) if (!LASTING.test(kind)) latest.delete(kind);
      add('note', 'server', address);
    },
    report: async (after = 0) => {
      if (after === lastId) await new Promise<void>((resolve) => waiting.push(resolve));
      return {
        workerStartedAt,
        undecoded: [...undecoded].map(([reason, times]) => ({ reason, count: times })),
        foreignRooms: [...foreignRooms].map(([roomId, times]) => ({ roomId, count: times })),
        latest: [...latest.values()],
        log: log.filter(({ id }) => id > after),
      };
    },
  };
};

const isRepeated = (a: LogEntry, b: LogEntry): boolean =>
  a.direction === b.direction &&
  a.name === b.name &&
  a.detail === b.detail &&
  (a.direction === 'note' || IN_PASSING.test(a.detail));
