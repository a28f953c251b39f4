import { later, readTime } from '../model/time.ts';

/** The wait where a 429 names none, and the longest, in milliseconds. */
const DEFAULT_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Until when a 429 asks to wait, in milliseconds since the epoch. ElizaOS gives seconds in `RateLimit-Reset`
 * (seen on 1.7.2); HTTP has `Retry-After`, in seconds or as a date (RFC 9110).
 */
export const retryAt = (headers: Headers, now: number): number => {
  const waits = ['RateLimit-Reset', 'Retry-After'].map((name) => waitIn(headers.get(name), now));
  return later(now, Math.min(waits.find((ms) => ms > 0) ?? DEFAULT_WAIT_MS, LONGEST_WAIT_MS));
};

/** The milliseconds to wait by a header; not positive, or NaN, where the header is missing or wrong. */
const waitIn = (header: string | null, now: number): number => {
  const seconds = Number(header ?? '');
  return Number.isNaN(seconds) ? (readTime(header) ?? 0) - now : seconds * 1000;
};
