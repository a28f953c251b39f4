import { attempt } from '../../errors/attempt.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { Chunk } from './chunks.ts';

const heights = new WeakMap<Chunk, number>();

/** The height (px) of a chunk that has not been laid out, as it was estimated when the chunk was made. */
export const estimatedHeight = (conversation: Conversation, chunk: Chunk): number => {
  const known = heights.get(chunk);
  if (known !== undefined) return known;
  const height = chunk.ids.reduce((sum, id) => {
    const length = attempt(() => conversation.message(id)?.peek().text.length ?? 0, 0);
    return sum + 40 + 21 * Math.ceil(length / 45);
  }, 0);
  heights.set(chunk, height);
  return height;
};

/** The index of the first of the chunks that fill `pixels` at the end of the log. */
export const firstWithin = (pixels: number, conversation: Conversation, chunks: readonly Chunk[]): number => {
  let index = chunks.length;
  for (let height = 0; index > 0 && height < pixels; index -= 1) {
    const chunk = chunks[index - 1];
    height += chunk ? estimatedHeight(conversation, chunk) : 0;
  }
  return index;
};
