import * as v from 'valibot';
import { wholeUpTo } from './count.ts';

/** The last millisecond of the year 9999: later times plus a duration may be too late for `Date` to format. */
export const LAST_TIME = 253_402_300_799_999;

/** Whether a value is a time: whole milliseconds since the epoch, from 0 to `LAST_TIME`. */
export const isTime = (value: unknown): value is number =>
  Number.isInteger(value) && clampTime(value as number) === value;

/** The nearest time to a number of milliseconds; 0 for NaN. */
export const clampTime = wholeUpTo(LAST_TIME);

/** The time `ms` milliseconds after another, at most `LAST_TIME`. */
export const later = (time: number, ms: number): number => clampTime(time + ms);

export const justAfter = (time: number): number => later(time, 1);

/** Decodes any number as the nearest time: one wrong time must not make a whole row invalid. */
export const Timestamp = v.pipe(v.number(), v.transform(clampTime));

/** Reads a time in milliseconds or ISO 8601; undefined where it is neither, or out of bounds. */
export const readTime = (value: unknown): number | undefined => {
  const ms = typeof value === 'string' ? Date.parse(value) : value;
  return typeof ms === 'number' && ms >= 0 && ms <= LAST_TIME ? clampTime(ms) : undefined;
};

/** Formats the nearest time to any number as ISO 8601. */
export const isoTime = (time: number): string => new Date(clampTime(time)).toISOString();
