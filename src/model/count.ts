import * as v from 'valibot';

/** Brings a number to the nearest whole one from 0 to `most`; what is not a number to 0. */
export const wholeUpTo =
  (most: number) =>
  (value: number): number =>
    value > 0 ? Math.floor(Math.min(value, most)) : 0;

/** How many of something there are: a whole number that can still be counted up from, one more each time. */
export const clampCount = wholeUpTo(Number.MAX_SAFE_INTEGER);

/** Reads any number as a count. */
export const Count = v.pipe(v.number(), v.transform(clampCount));
