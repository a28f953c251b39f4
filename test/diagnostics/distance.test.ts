import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestId } from '../../src/diagnostics/distance.ts';

describe('the edit distance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
    ['room-1', 'room-1', 0],
    ['room-1', 'Room-1', 1],
  ])('of %j and %j is %i', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
  });

  it('is a distance', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});

describe('the nearest id', () => {
  it('is the one that was meant', () => {
    expect(nearestId('room-1', ['hall-9', 'rooom-1', 'room-12x'])).toBe('rooom-1');
  });
  it('is none where all are other ones, or the same', () => {
    expect(nearestId('room-1', ['room-1', 'hall-9', 'others'])).toBeUndefined();
    expect(nearestId('a', ['b'])).toBeUndefined();
  });
});
