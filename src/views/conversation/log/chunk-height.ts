import { attempt } from '../../errors/attempt.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { Chunk } from './chunks.ts';

const heights = new WeakMap<Chunk, number>();

/** The height (px) of a chunk: as it was measured, or, where it has not been laid out, as it is estimated. */
export const chunkHeight = (conversation: Conversation, chunk: Chunk): number => {
  const known = heights.get(chunk);
  if (known !== undefined) return known;
  const height = chunk.ids.reduce((sum, id) => {
    const length = attempt(() => conversation.message(id)?.peek().text.length ?? 0, 0);
    return sum + 40 + 21 * Math.ceil(length / 45);
  }, 0);
  heights.set(chunk, height);
  return height;
};

export const setMeasuredHeight = (chunk: Chunk, height: number): void => {
  heights.set(chunk, height);
};

/** The chunks that fill `pixels` at the end of the log. */
export const chunksWithin = (
  pixels: number,
  conversation: Conversation,
  chunks: readonly Chunk[],
): readonly Chunk[] => {
  let height = 0;
  const last = chunks.findLastIndex((chunk) => {
    height += chunkHeight(conversation, chunk);
    return height >= pixels;
  });
  return chunks.slice(Math.max(0, last));
};
