/** How many bytes were in use, and how many may be. */
export interface Bound {
  name: string;
  bytes: number;
  most: number;
}

/** Frames by their indices; `to` is the first that is not among them. */
export interface Range {
  from: number;
  to: number;
}

/** Something that went wrong, and after which frames it was first seen. */
export interface Noted extends Range {
  what: string;
}

/** A message of the user's, as it was written, stored or shown. */
export interface OwnMessage {
  token: string;
  text: string;
}

/** What was seen from outside. */
export interface Evidence {
  frames: number;
  /** The words of the frames that must come into the chat, and of those that did. */
  expected: number;
  reached: number;
  /** Thrown, or logged as an error, in the worker or a view. */
  exceptions: readonly Noted[];
  /** Words of rooms that are foreign, in a view or in the database. */
  foreign: readonly Noted[];
  typed: readonly OwnMessage[];
  /** The user's messages as the database and the views have them. */
  kept: readonly (OwnMessage & { where: string })[];
  /** What the prototypes had at the end and not at the beginning. */
  polluted: readonly Noted[];
  /** Requests that reached another host, or were sent to one. */
  elsewhere: readonly Noted[];
  /** Connections that ended for frames that are no reason for it. */
  dropped: readonly Noted[];
  /** Why the run did not come to its end. */
  stuck: readonly Noted[];
  bounds: readonly Bound[];
  /**
   * How long each ordinary message took after the frames before it, until it was shown (ms). `crowd`: how many times
   * longer everything takes on this machine, which others use too.
   */
  shown: readonly ({ ms: number; crowd: number } & Range)[];
  /** How long each message of the user's took until it was sent (ms); undefined: it was not. */
  sent: readonly ({ token: string; ms: number | undefined } & Range)[];
}

/** A column that has to be empty, with what is in it. */
export type Faults = Record<string, readonly Noted[]>;

export interface Verdict {
  frames: number;
  reached: number;
  faults: Faults;
  bounds: readonly Bound[];
  /** The longest (ms). */
  slowestShown: number;
  slowestSent: number;
}

/** How long an ordinary message may take on a machine that nobody else uses (ms). */
export const SHOWN_MS = 2_000;
/** Of those that must come into the chat, so many may be missing: the end of a connection takes those on the way. */
const MOST_MISSING = 0.05;

const WHOLE = { from: 0, to: Number.POSITIVE_INFINITY };

const changed = ({ typed, kept }: Evidence): Noted[] =>
  typed.flatMap(({ token, text }): Noted[] => {
    const places = new Map<string, string[]>();
    for (const message of kept) {
      if (message.token !== token) continue;
      places.set(message.where, [...(places.get(message.where) ?? []), message.text]);
    }
    const stored = places.get('database') ?? [];
    const wrong = [...places].flatMap(([where, texts]) =>
      texts
        .filter((each) => each !== text)
        .map((each) => `${token} is ${JSON.stringify(each.slice(0, 80))} in the ${where}`),
    );
    if (stored.length !== 1) wrong.push(`${token} is ${stored.length} times in the database`);
    return wrong.map((what) => ({ what, ...WHOLE }));
  });

/** Judges what was seen, and nothing else. */
export const judge = (evidence: Evidence): Verdict => {
  const { frames, expected, reached, exceptions, foreign, polluted, elsewhere, dropped, stuck } = evidence;
  const { bounds, shown, sent } = evidence;
  return {
    frames,
    reached,
    bounds,
    slowestShown: Math.max(0, ...shown.map(({ ms }) => ms)),
    slowestSent: Math.max(0, ...sent.map(({ ms }) => ms ?? 0)),
    faults: {
      exceptions,
      'foreign rooms': foreign,
      'own changed': changed(evidence),
      prototype: polluted,
      'other hosts': elsewhere,
      dropped,
      stuck,
      'not reached':
        reached < expected * (1 - MOST_MISSING)
          ? [{ what: `${reached} of ${expected} came into the chat`, ...WHOLE }]
          : [],
      'over bounds': bounds
        .filter(({ bytes, most }) => bytes > most)
        .map(({ name, bytes, most }) => ({
          what: `${name}: ${megabytes(bytes)} of ${megabytes(most)}`,
          ...WHOLE,
        })),
      late: shown
        .filter(({ ms, crowd }) => ms > SHOWN_MS * crowd)
        .map(({ ms, from, to }) => ({ what: `the next ordinary message took ${ms} ms`, from, to })),
      'not sent': sent
        .filter(({ ms }) => ms === undefined)
        .map(({ token, from, to }) => ({ what: `${token} was not sent`, from, to })),
    },
  };
};

export const isClean = ({ faults }: Verdict): boolean =>
  Object.values(faults).every(({ length }) => length === 0);

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Pads the cells of rows to columns. */
const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join(' | '))
    .join('\n');
};

/** The verdicts, one line per run, and the bounds below. */
export const table = (runs: readonly (readonly [name: string, verdict: Verdict])[]): string => {
  const rows = runs.map(([run, { frames, reached, faults, slowestShown, slowestSent }]) => ({
    run,
    frames: String(frames),
    'in the chat': String(reached),
    ...Object.fromEntries(Object.entries(faults).map(([fault, { length }]) => [fault, String(length)])),
    'slowest shown (ms)': String(slowestShown),
    'slowest sent (ms)': String(slowestSent),
  }));
  const bounds = runs.flatMap(([run, verdict]) =>
    verdict.bounds.map(({ name, bytes, most }) => [run, name, megabytes(bytes), megabytes(most)]),
  );
  return [
    columns([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]),
    columns([['run', 'in use at the end', 'bytes', 'bound'], ...bounds]),
  ].join('\n\n');
};
