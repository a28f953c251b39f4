import type { MessageId } from '../../../model/ids.ts';

/** Some messages in a row. Those far from what is visible are neither laid out nor painted. */
export interface Chunk {
  readonly key: number;
  readonly ids: readonly MessageId[];
}

/** So many messages make a chunk: a page of the history. */
export const CHUNK_SIZE = 50;

const startsWith = (ids: readonly MessageId[], from: number, chunk: Chunk): boolean =>
  chunk.ids.every((id, index) => ids[from + index] === id);

/**
 * Cuts `ids` into chunks. Those of `before` whose messages are the same stay the same objects, so that a new
 * message renders its own chunk alone, and not the whole history.
 */
export const cutIntoChunks = (before: readonly Chunk[], ids: readonly MessageId[]): readonly Chunk[] => {
  let head = 0;
  let from = 0;
  for (let chunk = before[head]; chunk && startsWith(ids, from, chunk); chunk = before[head]) {
    from += chunk.ids.length;
    head += 1;
  }
  if (head === before.length && from === ids.length) return before;
  let tail = before.length;
  let to = ids.length;
  for (let chunk = before[tail - 1]; tail > head && chunk; chunk = before[tail - 1]) {
    const start = to - chunk.ids.length;
    if (start < from || !startsWith(ids, start, chunk)) break;
    to = start;
    tail -= 1;
  }
  // What comes after a chunk that is not full goes into it.
  const last = before[head - 1];
  if (last && from < to && last.ids.length < CHUNK_SIZE) {
    head -= 1;
    from -= last.ids.length;
  }
  const keys = before.slice(head, tail).map(({ key }) => key);
  let nextKey = 1 + before.reduce((highest, { key }) => Math.max(highest, key), 0);
  const cut: Chunk[] = [];
  while (from < to) {
    const end = Math.min(from + CHUNK_SIZE, to);
    cut.push({ key: keys.shift() ?? nextKey++, ids: ids.slice(from, end) });
    from = end;
  }
  return [...before.slice(0, head), ...cut, ...before.slice(tail)];
};
