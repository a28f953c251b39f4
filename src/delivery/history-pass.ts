import { justAfter, later } from '../model/time.ts';
import type { WireMessage } from '../wire/events.ts';

/** Rows of the first request of a pass, which is painted at once; and the messages that a view loads at a time. */
export const PAGE_SIZE = 50;
/** Rows of each later request. ElizaOS 1.5.8 to 1.7.2 give any number. */
const LATER_PAGE_SIZE = 200;
/** How far a page is widened where more rows share one millisecond than it holds. */
const WIDEST_PAGE = 1_600;
/** The same where the user asked for the rows. */
const WIDEST_ASKED_PAGE = 25_600;

/** The bounds of one pass: requests, rows, and milliseconds. */
const MOST_PAGES = 30;
const MOST_ROWS = 10_000;
const LONGEST_MS = 60_000;

/** Rows so far ahead of the server's present time (ms) were written before its clock was set back. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** A request for rows of the history, newest first and strictly before `before` (ms since the epoch). */
export interface HistoryQuery {
  limit: number;
  before?: number;
}

/** Rows of the history. `rows` counts those too that could not be decoded. */
export interface PassPage {
  messages: readonly WireMessage[];
  rows: number;
}

/** How far one reading of the history has come, from a time backwards. */
export interface Pass {
  query: HistoryQuery;
  seen: ReadonlySet<string>;
  /** The oldest time that was read; infinite before the first row. */
  oldest: number;
  /** The most rows that the server gives at once, where it has shown that it gives fewer than asked for. */
  cap: number;
  widest: number;
  /** Whether rows of the future were left out, so that the end of the history is not the end of what is missing. */
  hasSkipped: boolean;
  pagesLeft: number;
  rowsLeft: number;
  /** When the pass is given up, in milliseconds since the epoch. */
  endsAt: number;
}

/**
 * Why a pass ended. `reached`: at a row that it was to reach. `end`: the server has nothing older. `bounded`: by the
 * bounds of a pass. `stuck`: the server's pages lead no further back.
 */
export type PassEnd = 'reached' | 'end' | 'bounded' | 'stuck';

export type PassStep =
  | { type: 'next'; pass: Pass }
  | { type: 'done'; end: PassEnd; before: number | undefined };

/** What the rows of a page turned out to be. */
export interface Verdict {
  isReached: boolean;
  /** Whether all that is as old as the oldest row, and newer than the server's present time, is known. */
  isFutureKnown?: boolean;
  /** The server's time, and ours (ms since the epoch). */
  serverNow: number;
  now: number;
}

export interface PassOptions {
  now: number;
  /** Read from before this time on; from the newest row unless given. */
  before?: number | undefined;
  /** How many requests the pass may take. */
  pages?: number;
  /** Whether the user asked for the rows. */
  isAsked?: boolean;
}

export const beginPass = ({ now, before, pages = MOST_PAGES, isAsked = false }: PassOptions): Pass => ({
  query: before === undefined ? { limit: PAGE_SIZE } : { limit: PAGE_SIZE, before },
  seen: new Set(),
  oldest: before === undefined ? Infinity : before - 1,
  cap: Infinity,
  widest: isAsked ? WIDEST_ASKED_PAGE : WIDEST_PAGE,
  hasSkipped: false,
  pagesLeft: pages,
  rowsLeft: MOST_ROWS,
  endsAt: later(now, LONGEST_MS),
});

/** The rows of a page that the pass has not read yet. Pages overlap: each begins with the last millisecond of the one before. */
export const freshRows = ({ seen }: Pass, { messages }: PassPage): WireMessage[] =>
  messages.filter((row) => !seen.has(keyOf(row)));

/**
 * Decides how the pass goes on after a page. The server pages strictly before a time, so each page begins one
 * millisecond later than the last one ended; a page that leads no further back is requested again, wider.
 */
export const nextStep = (
  pass: Pass,
  page: PassPage,
  { isReached, isFutureKnown = false, serverNow, now }: Verdict,
): PassStep => {
  const { query, widest } = pass;
  const fresh = freshRows(pass, page);
  const oldest = fresh.reduce((least, { createdAt = Infinity }) => Math.min(least, createdAt), pass.oldest);
  const isOlder = oldest < pass.oldest;
  const before = isOlder ? justAfter(oldest) : query.before;
  const done = (end: PassEnd): PassStep => ({ type: 'done', end, before });
  const isWhole = page.rows >= Math.min(query.limit, pass.cap);
  if (page.rows < PAGE_SIZE || (fresh.length === 0 && !isWhole))
    return done(pass.hasSkipped ? 'reached' : 'end');
  if (isReached) return done('reached');
  // A server that does not heed `before` may have fresh rows for ever.
  if (fresh.some(({ createdAt = 0 }) => createdAt > (query.before ?? Infinity))) return done('stuck');
  const limit = isOlder ? LATER_PAGE_SIZE : query.limit * 2;
  if (limit > widest) return done('stuck');
  const next: Pass = {
    ...pass,
    seen: new Set([...pass.seen, ...fresh.map(keyOf)]),
    oldest,
    cap: isWhole || !isOlder ? pass.cap : page.rows,
    query: before === undefined ? { limit } : { limit, before },
    pagesLeft: pass.pagesLeft - 1,
    rowsLeft: pass.rowsLeft - page.rows,
  };
  if (next.pagesLeft <= 0 || next.rowsLeft <= 0 || now >= pass.endsAt) return done('bounded');
  return { type: 'next', pass: isFutureKnown ? belowFuture(next, serverNow) : next };
};

/** Goes on below the rows that were written before the server's clock was set back, once all of them are known. */
const belowFuture = (pass: Pass, serverNow: number): Pass => {
  if (pass.oldest <= later(serverNow, CLOCK_TOLERANCE_MS)) return pass;
  const before = later(serverNow, CLOCK_TOLERANCE_MS);
  return { ...pass, hasSkipped: true, oldest: before - 1, query: { ...pass.query, before } };
};

const keyOf = (row: WireMessage): string => row.serverId ?? `${row.createdAt} ${row.text}`;
