import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff } from '../../src/connection/backoff.ts';

const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('how long to wait before another try', () => {
  it.each([
    [0, 1_000],
    [1, 2_000],
    [2, 4_000],
    [3, 8_000],
    [4, 16_000],
    [5, 30_000],
    [6, 30_000],
    [5_000, 30_000],
    [-1, 1_000],
  ])('try %i falls anywhere in %i ms', (attempt, window) => {
    fc.assert(
      fc.property(dice, (roll) => {
        const ms = backoff(attempt, roll);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(window);
        expect(Number.isInteger(ms)).toBe(true);
      }),
    );
    expect(backoff(attempt, 0)).toBe(0);
    expect(backoff(attempt, 0.5)).toBe(window / 2);
    expect(backoff(attempt, 1 - Number.EPSILON)).toBe(window);
  });

  it('never has a narrower window for a later try', () => {
    fc.assert(
      fc.property(fc.nat(2_000), dice, (attempt, roll) => {
        expect(backoff(attempt + 1, roll)).toBeGreaterThanOrEqual(backoff(attempt, roll));
      }),
    );
  });
});
