import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../../../src/model/ids.ts';
import { CHUNK_SIZE, type Chunk, cutIntoChunks } from '../../../../src/views/conversation/log/chunks.ts';

const idsOf = (from: number, to: number): MessageId[] =>
  Array.from({ length: to - from }, (_, index) => `m${from + index}` as MessageId);

describe('the chunks of a history', () => {
  it('hold every message once, in its order, under keys of their own, whatever changes', () => {
    const history = fc.uniqueArray(fc.nat(300), { maxLength: 200 });
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 6 }), (histories) => {
        let chunks: readonly Chunk[] = [];
        for (const next of histories) {
          const ids = next.map((id) => `${id}` as MessageId);
          chunks = cutIntoChunks(chunks, ids);
          expect(chunks.flatMap((chunk) => chunk.ids)).toEqual(ids);
          expect(new Set(chunks.map(({ key }) => key)).size).toBe(chunks.length);
          for (const chunk of chunks) expect(chunk.ids.length).toBeLessThanOrEqual(CHUNK_SIZE);
        }
      }),
    );
  });

  it('stay the same objects but for the last one when a message is appended', () => {
    let chunks = cutIntoChunks([], idsOf(0, 1000));
    for (let length = 1001; length < 1120; length += 1) {
      const next = cutIntoChunks(chunks, idsOf(0, length));
      const changed = next.filter((chunk) => !chunks.includes(chunk));
      expect(changed).toHaveLength(1);
      expect(changed[0]).toBe(next.at(-1));
      chunks = next;
    }
    // One node after the other is filled, none is made anew.
    expect(chunks).toHaveLength(Math.ceil(1119 / CHUNK_SIZE));
  });

  it('stay when older messages come in above, when nothing changes, and around one that goes', () => {
    const chunks = cutIntoChunks([], idsOf(100, 400));
    expect(cutIntoChunks(chunks, idsOf(100, 400))).toBe(chunks);
    const older = cutIntoChunks(chunks, idsOf(50, 400));
    expect(older.slice(1)).toEqual(chunks);
    for (const [index, chunk] of chunks.entries()) expect(older[index + 1]).toBe(chunk);
    const without = cutIntoChunks(chunks, [...idsOf(100, 210), ...idsOf(211, 400)]);
    expect(without.map(({ key }) => key)).toEqual(chunks.map(({ key }) => key));
    expect(without.filter((chunk) => !chunks.includes(chunk))).toHaveLength(1);
  });
});
