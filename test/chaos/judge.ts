/** A message that a person typed: it was shown, or the composer had cleared. `turn`: what it came after. */
export interface Typed {
  token: string;
  room: string;
  turn: number;
}

/** A message as the server has it, in the server's order. `token`: it is one of ours. `posted`: by REST. */
export interface Stored {
  room: string;
  id: string;
  token: string | undefined;
  posted: boolean;
  words: string;
}

/**
 * An article of the log, in the order of the page. `state`: it is one of ours; `saidTwice`: with the words that
 * it was delivered twice.
 */
export interface Shown {
  room: string;
  id: string;
  token: string | undefined;
  state: string | undefined;
  saidTwice: boolean;
  words: string;
}

export interface Evidence {
  typed: readonly Typed[];
  stored: readonly Stored[];
  shown: readonly Shown[];
  /** Messages that stood in the composer again although they had been sent. */
  back: readonly string[];
  /** Whether whatever was typed has to be on the server now; else it may stand there as not sent. */
  mustArrive: boolean;
}

/** The columns that have to be empty, each with the messages that are in it. */
export interface Faults {
  lost: string[];
  doubled: string[];
  'out of order': string[];
  'sent, not stored': string[];
  'stored, not shown': string[];
  'replies not shown': string[];
  'back in the composer': string[];
}

export interface Verdict {
  typed: number;
  stored: number;
  replies: number;
  unconfirmed: number;
  /** Posts that the browser repeated, which nothing keeps it from: said to be there twice where they stand. */
  'said twice': number;
  faults: Faults;
}

/** The token with which each typed message begins: `m0042`. */
export const tokenOf = (text: string): string | undefined => /^m\d{4,}\b/.exec(text.trim())?.[0];

/** Words alone: Markdown is rendered, and spaces fall together. */
export const wordsOf = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();

/** The members of the longest subsequence that does not fall. */
const longestRise = <T>(items: readonly T[], value: (item: T) => number): Set<T> => {
  /** By length, less one: the item in which the best subsequence of that length ends. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [index, item] of items.entries()) {
    const length = ends.findIndex((end) => {
      const last = items[end];
      return last !== undefined && value(last) > value(item);
    });
    const at = length < 0 ? ends.length : length;
    before[index] = at === 0 ? undefined : ends[at - 1];
    ends[at] = index;
  }
  const members = new Set<T>();
  for (let index = ends.at(-1); index !== undefined; index = before[index]) {
    const item = items[index];
    if (item !== undefined) members.add(item);
  }
  return members;
};

/** As few as would have to be moved for the rest to be in order. */
const misplaced = <T>(items: readonly T[], value: (item: T) => number): T[] => {
  const inOrder = longestRise(items, value);
  return items.filter((item) => !inOrder.has(item));
};

const key = (room: string, token: string): string => `${room}\n${token}`;

const repeated = (items: readonly { room: string; token: string | undefined }[]): string[] => {
  const counts = new Map<string, number>();
  for (const { token } of items) if (token !== undefined) counts.set(token, (counts.get(token) ?? 0) + 1);
  return [...counts].flatMap(([token, count]) => (count > 1 ? [token] : []));
};

const firstOfEach = <T extends { token: string | undefined }>(items: readonly T[]): T[] => {
  const seen = new Set<string>();
  return items.filter(({ token }) => {
    if (token === undefined || seen.has(token)) return false;
    seen.add(token);
    return true;
  });
};

const NOT_SENT = new Set(['unconfirmed', 'failed', 'queued', 'sending']);

/** Judges each typed message by the server's history and by the views alone. */
export const judge = ({ typed, stored, shown, back, mustArrive }: Evidence): Verdict => {
  const ownStored = stored.filter(({ token }) => token !== undefined);
  const ownShown = shown.filter(({ token, state }) => token !== undefined && state !== undefined);
  const storedKeys = new Set(ownStored.map(({ room, token = '' }) => key(room, token)));
  const shownStates = new Map(ownShown.map(({ room, token = '', state }) => [key(room, token), state]));
  const isExcused = (at: string): boolean => !mustArrive && NOT_SENT.has(shownStates.get(at) ?? '');

  const turns = new Map(typed.map(({ token, turn }) => [token, turn]));
  const rooms = [...new Set(typed.map(({ room }) => room))];
  const outOfOrder = rooms.flatMap((room) => {
    // Nobody can say when a message arrives of which nobody can say whether it does.
    const here = firstOfEach(ownStored.filter((row) => row.room === room)).filter(
      ({ token = '' }) => !isExcused(key(room, token)),
    );
    const places = new Map(here.map(({ token }, index) => [token, index]));
    const sentHere = firstOfEach(ownShown.filter((row) => row.room === room)).filter(({ token }) =>
      places.has(token),
    );
    return [
      ...misplaced(here, ({ token = '' }) => turns.get(token) ?? 0),
      ...misplaced(sentHere, ({ token }) => places.get(token) ?? 0),
    ];
  });

  const saidTwice = new Set(ownShown.flatMap(({ token, saidTwice: said }) => (said ? [token] : [])));
  const onSocket = new Set(ownStored.flatMap(({ token, posted }) => (posted ? [] : [token])));
  const storedTwice = repeated(ownStored);
  const excused = new Set(storedTwice.filter((token) => saidTwice.has(token) && !onSocket.has(token)));

  const shownReplies = new Map(
    shown.filter(({ state }) => state === undefined).map(({ room, id, words }) => [key(room, id), words]),
  );
  const replies = stored.filter(({ token }) => token === undefined);

  return {
    typed: typed.length,
    stored: storedKeys.size,
    replies: replies.length,
    unconfirmed: ownShown.filter(({ state }) => state === 'unconfirmed').length,
    'said twice': excused.size,
    faults: {
      lost: typed.flatMap(({ room, token }) => {
        const at = key(room, token);
        return storedKeys.has(at) || isExcused(at) ? [] : [token];
      }),
      doubled: [...new Set([...storedTwice.filter((token) => !excused.has(token)), ...repeated(ownShown)])],
      'out of order': [...new Set(outOfOrder.map(({ token = '' }) => token))],
      'sent, not stored': ownShown.flatMap(({ room, token = '', state }) =>
        state === 'sent' && !storedKeys.has(key(room, token)) ? [token] : [],
      ),
      'stored, not shown': ownStored.flatMap(({ room, token = '' }) =>
        shownStates.has(key(room, token)) ? [] : [token],
      ),
      'replies not shown': replies.flatMap(({ room, id, words }) =>
        shownReplies.get(key(room, id)) === words ? [] : [id],
      ),
      'back in the composer': [...back],
    },
  };
};

/** Whether every column but the first ones is empty. */
export const isClean = ({ faults }: Verdict): boolean =>
  Object.values(faults).every((column) => column.length === 0);

/** The verdicts as a table, one line per run. */
export const table = (runs: readonly (readonly [name: string, verdict: Verdict])[]): string => {
  const rows = runs.map(([run, { faults, ...counts }]) => ({
    run,
    ...counts,
    ...Object.fromEntries(Object.entries(faults).map(([fault, { length }]) => [fault, length])),
  }));
  const head = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => Object.values(row).map(String));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  return [head, ...lines]
    .map((line) => line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join(' | '))
    .join('\n');
};
