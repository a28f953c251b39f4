import { justAfter } from '../model/time.ts';
import type { WireMessage } from '../wire/events.ts';

/** Rows of one request: what opens a conversation, and what is read further back at a time. */
export const PAGE_SIZE = 50;
/** How far a page is widened when more rows share one millisecond than it holds. */
const WIDEST_PAGE = 1_600;

/**
 * One page of the history, newest first, strictly before `before`. `rows` counts those
 * too that could not be decoded: fewer than `limit` means that there is nothing older.
 */
export type LoadPage<E> = (query: {
  before?: number;
  limit: number;
}) => Promise<
  { ok: true; value: { messages: readonly WireMessage[]; rows: number } } | { ok: false; error: E }
>;

/** The rows that were read, newest first and each once. `end`: the server has nothing older. */
export type ReadBack<E> =
  | { ok: true; rows: WireMessage[]; end: boolean }
  | { ok: false; error: E; rows: WireMessage[] };

/**
 * Reads the history from its newest row (or from before `from`) backwards, until a page holds a row that
 * `isEnough` accepts or there is no more. The server pages strictly before a time, so each page begins one
 * millisecond later than the last one ended and drops what it repeats; a page that brings nothing new is
 * asked for again, wider.
 */
export const readBack = async <E>(
  load: LoadPage<E>,
  isEnough: (row: WireMessage) => boolean,
  from?: number,
): Promise<ReadBack<E>> => {
  const seen = new Set<string>();
  const rows: WireMessage[] = [];
  let before = from;
  let limit = PAGE_SIZE;
  for (;;) {
    const page = await load(before === undefined ? { limit } : { before, limit });
    if (!page.ok) return { ok: false, error: page.error, rows };
    const fresh = page.value.messages.filter((row) => !seen.has(keyOf(row)));
    for (const row of fresh) {
      seen.add(keyOf(row));
      rows.push(row);
    }
    if (page.value.rows < limit) return { ok: true, rows, end: true };
    if (page.value.messages.some(isEnough)) return { ok: true, rows, end: false };
    if (fresh.length > 0) limit = PAGE_SIZE;
    else if (limit < WIDEST_PAGE) limit *= 2;
    else return { ok: true, rows, end: true };
    const oldest = rows.at(-1)?.createdAt;
    if (oldest !== undefined) before = justAfter(oldest);
  }
};

const keyOf = (row: WireMessage): string => row.serverId ?? `${row.createdAt} ${row.text}`;
