import * as v from 'valibot';

/** Rounds a number down to a whole one from 0 to `most`; NaN becomes 0. */
export const wholeUpTo =
  (most: number) =>
  (value: number): number =>
    value > 0 ? Math.floor(Math.min(value, most)) : 0;

/** Rounds a number to a count: a whole number from 0 to `Number.MAX_SAFE_INTEGER`. */
export const clampCount = wholeUpTo(Number.MAX_SAFE_INTEGER);

/** Decodes any number as a count. */
export const Count = v.pipe(v.number(), v.transform(clampCount));
