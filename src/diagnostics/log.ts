import { maskOf, type Secrets } from '../model/mask.ts';
import type { NoteName, WorkerNote } from '../model/note-name.ts';
import type { WireEvent } from '../wire/events.ts';
import { beginningOf, payloadText } from './payload.ts';
import type { DiagnosticsReport, LogEntry } from './report.ts';

/** How many entries the log keeps. */
const LOG_LIMIT = 200;
/** How many different reasons, rooms, or entries by direction, name and detail are counted apart. */
const COUNTED_LIMIT = 50;
/** The most that is kept of a name or a detail, in characters. */
const NAME_LIMIT = 200;

/** Events that are so frequent that equal ones share an entry. */
const FREQUENT: readonly WireEvent['type'][] = ['stream-chunk', 'typing', 'thinking', 'presence'];

/** The notes that stay when another server comes into use. */
const WORKER_NOTES: Readonly<Record<WorkerNote, true>> = {
  start: true,
  wake: true,
  fault: true,
  storage: true,
};

/** A request that names its server. */
const REQUEST = /^[A-Z]+ https?:/;

/** A bounded log of events, requests and notes, with counts of what could not be used. */
export interface DiagnosticsLog {
  add(direction: 'note', name: NoteName, detail: string, payload?: unknown): void;
  add(direction: 'in' | 'out', name: string, detail: string, payload?: unknown): void;
  undecodable(reason: string): void;
  foreignRoom(roomId: string): void;
  /** Another server came into use: forgets what was counted of the last one. The log keeps its entries. */
  begin(address: string): void;
  /**
   * All that was logged. `after`, the id of the last entry that the caller has: waits for the next entry, then
   * returns the newer ones alone. An `after` of another worker's log is ignored.
   */
  report(after?: number): Promise<DiagnosticsReport>;
}

/** Counts a name; those beyond `COUNTED_LIMIT` together as `others`, so that no server can fill the memory. */
const count = (counts: Map<string, number>, name: string): void => {
  const key = counts.has(name) || counts.size < COUNTED_LIMIT ? name : 'others';
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const isWorkerNote = ({ direction, name }: LogEntry): boolean =>
  direction === 'note' && Object.hasOwn(WORKER_NOTES, name);

/**
 * Sets the last entry of a direction, name and detail, with how many there were. The longest unseen goes first, but
 * the worker's own notes last: no server can push them out.
 */
const setLatest = (latest: Map<string, LogEntry>, entry: LogEntry): LogEntry => {
  const key = `${entry.direction} ${entry.name} ${entry.detail}`;
  const times = (latest.get(key)?.times ?? 0) + 1;
  latest.delete(key);
  const counted = { ...entry, times };
  latest.set(key, counted);
  if (latest.size > COUNTED_LIMIT) {
    const [oldest = ''] = [...latest].find(([, other]) => !isWorkerNote(other)) ?? [...latest.keys()];
    latest.delete(oldest);
  }
  return counted;
};

/** Whether an entry stays in `latest` when another server comes into use. */
const isLasting = (entry: LogEntry): boolean =>
  isWorkerNote(entry) || (entry.direction === 'in' && REQUEST.test(entry.name));

/**
 * Makes an empty log. `now`: milliseconds since the epoch. `secrets` are masked in all that is added, whoever
 * adds it.
 */
export const createDiagnosticsLog = (now: () => number, secrets: () => Secrets): DiagnosticsLog => {
  const workerStartedAt = now();
  const log: LogEntry[] = [];
  const latest = new Map<string, LogEntry>();
  const undecoded = new Map<string, number>();
  const foreignRooms = new Map<string, number>();
  let lastId = workerStartedAt;
  /** Writes down the payload of the last entry, where that was put off. */
  let writePayload = (): void => {};
  const waiting: (() => void)[] = [];
  const mask = maskOf(secrets);

  /** Names of events and rooms are a server's: of any length, and with anything in them. */
  const short = (text: string): string => beginningOf(text, NAME_LIMIT, mask);

  const add: DiagnosticsLog['add'] = (
    direction: LogEntry['direction'],
    name: string,
    detail: string,
    payload?: unknown,
  ) => {
    lastId += 1;
    const at = now();
    const entry: LogEntry = { id: lastId, at, direction, name: short(name), detail: short(detail) };
    const last = log.at(-1);
    const isAgain = last !== undefined && isRepeated(last, entry);
    if (!isAgain) writePayload();
    const listed = isAgain ? { ...entry, times: (last.times ?? 1) + 1 } : entry;
    log[log.length - (isAgain ? 1 : 0)] = listed;
    const entries = [listed, setLatest(latest, entry)];
    writePayload = () => {
      if (payload === undefined) return;
      const written = payloadText(payload, mask);
      for (const each of entries) each.payload = written;
      writePayload = () => {};
    };
    // Of thousands of equal ones in a row, the last is written down.
    if (!isFrequent(entry)) writePayload();
    if (log.length > LOG_LIMIT) log.shift();
    for (const wake of waiting.splice(0)) wake();
  };

  return {
    add,
    undecodable: (reason) => {
      count(undecoded, short(reason));
      add('note', 'not understood', reason);
    },
    foreignRoom: (roomId) => {
      count(foreignRooms, short(roomId));
      add('note', 'another room', roomId);
    },
    begin: (address) => {
      undecoded.clear();
      foreignRooms.clear();
      for (const [key, entry] of latest) if (!isLasting(entry)) latest.delete(key);
      add('note', 'server', address);
    },
    report: async (after = 0) => {
      if (after === lastId) await new Promise<void>((resolve) => waiting.push(resolve));
      writePayload();
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
  (a.direction === 'note' || isFrequent(a));

const isFrequent = ({ detail }: LogEntry): boolean => FREQUENT.some((type) => type === detail);
