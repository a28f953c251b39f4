import type { MessageId } from '../../../model/ids.ts';

/** Consecutive messages in one element. */
export interface Chunk {
  readonly key: number;
  readonly ids: readonly MessageId[];
}

/** The most messages in a chunk, unless told otherwise: a page of the history. */
export const CHUNK_SIZE = 50;

const startsWith = (ids: readonly MessageId[], from: number, chunk: Chunk): boolean =>
  chunk.ids.every((id, index) => ids[from + index] === id);

/** How many chunks from the start are unchanged, and how many ids they hold. */
const unchangedHead = (
  before: readonly Chunk[],
  ids: readonly MessageId[],
): { chunks: number; ids: number } => {
  let chunks = 0;
  let count = 0;
  for (const chunk of before) {
    if (!startsWith(ids, count, chunk)) break;
    count += chunk.ids.length;
    chunks += 1;
  }
  return { chunks, ids: count };
};

/** The same from the end, without the chunks and ids of the head. */
const unchangedTail = (
  before: readonly Chunk[],
  ids: readonly MessageId[],
  head: { chunks: number; ids: number },
): { chunks: number; ids: number } => {
  let chunks = 0;
  let count = 0;
  for (const chunk of before.slice(head.chunks).toReversed()) {
    const start = ids.length - count - chunk.ids.length;
    if (start < head.ids || !startsWith(ids, start, chunk)) break;
    count += chunk.ids.length;
    chunks += 1;
  }
  return { chunks, ids: count };
};

/**
 * Cuts `ids` into chunks. Chunks of `before` with unchanged messages stay the same objects, so that a new message
 * renders its own chunk alone. Returns `before` where nothing changed.
 */
export const cutIntoChunks = (
  before: readonly Chunk[],
  ids: readonly MessageId[],
  size = CHUNK_SIZE,
): readonly Chunk[] => {
  const head = unchangedHead(before, ids);
  if (head.chunks === before.length && head.ids === ids.length) return before;
  const tail = unchangedTail(before, ids, head);
  let from = head.ids;
  let kept = head.chunks;
  const to = ids.length - tail.ids;
  // New messages behind a chunk that is not full go into it.
  const last = before[kept - 1];
  if (last && from < to && last.ids.length < size) {
    kept -= 1;
    from -= last.ids.length;
  }
  const keys = before.slice(kept, before.length - tail.chunks).map(({ key }) => key);
  let nextKey = 1 + before.reduce((highest, { key }) => Math.max(highest, key), 0);
  const cut: Chunk[] = [];
  for (; from < to; from += size) {
    const end = Math.min(from + size, to);
    cut.push({ key: keys.shift() ?? nextKey++, ids: ids.slice(from, end) });
  }
  return [...before.slice(0, kept), ...cut, ...before.slice(before.length - tail.chunks)];
};
