import * as v from 'valibot';
import { wholeUpTo } from './count.ts';

/** The last millisecond of the year 9999. JavaScript knows later dates, but no sum with them that it can format. */
export const LAST_TIME = 253_402_300_799_999;

/** Whether a value is a time: whole milliseconds since the epoch, from 0 to `LAST_TIME`. */
export const isTime = (value: unknown): value is number =>
  Number.isInteger(value) && clampTime(value as number) === value;

/** The time that is nearest to a number of milliseconds; 0 where it is not a number. */
export const clampTime = wholeUpTo(LAST_TIME);

/** The time `ms` after another, which ends with `LAST_TIME`. */
export const later = (time: number, ms: number): number => clampTime(time + ms);

export const justAfter = (time: number): number => later(time, 1);

/** Reads any number as the nearest time: what crosses an edge of the program is mended there, not refused. */
export const Timestamp = v.pipe(v.number(), v.transform(clampTime));

/** A time as others write it, in milliseconds or as ISO 8601; undefined where it is none, or out of bounds. */
export const readTime = (value: unknown): number | undefined => {
  const ms = typeof value === 'string' ? Date.parse(value) : value;
  return typeof ms === 'number' && ms >= 0 && ms <= LAST_TIME ? clampTime(ms) : undefined;
};

/** ISO 8601, of any number. */
export const isoTime = (time: number): string => new Date(clampTime(time)).toISOString();
