import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Count } from '../../src/model/count.ts';
import {
  clampTime,
  isoTime,
  isTime,
  justAfter,
  LAST_TIME,
  later,
  readTime,
  Timestamp,
} from '../../src/model/time.ts';

const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(8.64e15, 8.64e15 + 1, LAST_TIME, LAST_TIME + 1, -0, -1, 0.5, 1e300, -1e300),
);
const anyTime = fc.integer({ min: 0, max: LAST_TIME });

describe('a time', () => {
  it('is what any number becomes, itself where it is one, and what is done with times ends in one', () => {
    fc.assert(
      fc.property(anyNumber, anyTime, anyNumber, (number, time, ms) => {
        expect(clampTime(time)).toBe(time);
        const made = [clampTime(number), later(time, ms), later(number, ms), justAfter(time)];
        for (const each of made) if (!isTime(each)) throw new Error(`${each} is no time`);
        expect(isTime(number)).toBe(Object.is(clampTime(number), number === 0 ? 0 : number));
        expect(isoTime(number)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is later than the one before it, until the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST_TIME - 1 }), (time) => justAfter(time) === time + 1),
    );
    expect(justAfter(LAST_TIME)).toBe(LAST_TIME);
    expect(isoTime(LAST_TIME)).toBe('9999-12-31T23:59:59.999Z');
  });

  it.each([
    [8.64e15, LAST_TIME],
    [Number.POSITIVE_INFINITY, LAST_TIME],
    [-1e300, 0],
    [Number.NaN, 0],
    [0.5, 0],
    [1_000.9, 1_000],
  ])('that is nearest to %s is %s', (number, time) => {
    expect(clampTime(number)).toBe(time);
  });

  it('is read as it is written, or not at all', () => {
    fc.assert(
      fc.property(anyTime, (time) => {
        expect(readTime(time)).toBe(time);
        expect(readTime(isoTime(time))).toBe(time);
      }),
    );
    for (const none of [
      '',
      'soon',
      '+275760-09-13',
      -1,
      LAST_TIME + 1,
      Number.NaN,
      null,
      undefined,
      {},
      [],
    ]) {
      expect(readTime(none)).toBeUndefined();
    }
    fc.assert(fc.property(fc.anything(), (value) => isTime(readTime(value) ?? 0)));
  });

  it('is made of any number at an edge, and of nothing else', () => {
    expect(v.parse(Timestamp, 1e300)).toBe(LAST_TIME);
    expect(v.parse(Count, 1e300)).toBe(Number.MAX_SAFE_INTEGER);
    expect(v.parse(Count, -1)).toBe(0);
    for (const none of [null, '1', undefined, Number.NaN]) expect(v.is(Timestamp, none)).toBe(false);
  });
});
