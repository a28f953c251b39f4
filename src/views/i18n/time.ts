import { clampTime } from '../../model/time.ts';
import { localDay } from './local-day.ts';
import { dateFormat } from './locale.ts';
import { text } from './text.ts';

/** Hour and minute of a time (ms since the epoch), in the format of the locale. */
export const formatTime = dateFormat({ hour: '2-digit', minute: '2-digit' });
const thisYear = dateFormat({ weekday: 'long', day: 'numeric', month: 'long' });
const weekday = dateFormat({ weekday: 'short' });
const shortDate = dateFormat({ day: 'numeric', month: 'numeric', year: '2-digit' });
const anyYear = dateFormat({ day: 'numeric', month: 'long', year: 'numeric' });

const dateOf = (at: number): Date => new Date(clampTime(at));

/** A key for the local day of `at`: equal for times of the same day. What is rendered with it follows the time zone. */
export const dayOf = (at: number): string => {
  void localDay.value;
  const date = dateOf(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
};

/** "Today", "Yesterday" or the date of `at`. */
export const formatDay = (at: number, now: number): string => {
  const today = dateOf(now);
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (dayOf(at) === dayOf(now)) return text('day_today');
  if (dayOf(at) === dayOf(yesterday.getTime())) return text('day_yesterday');
  return dateOf(at).getFullYear() === today.getFullYear() ? thisYear(at) : anyYear(at);
};

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** The date of `at` in full. */
export const formatDate = anyYear;

/** The time of `at` where it is today, its weekday within the last week, else its date in short. */
export const formatMoment = (at: number, now: number): string => {
  if (dayOf(at) === dayOf(now)) return formatTime(at);
  return now - at < WEEK_MS && at < now ? weekday(at) : shortDate(at);
};

/** Whole seconds from `now` to `until`, rounded up; 0 where it has passed. */
export const secondsUntil = (until: number, now: number): number =>
  Math.max(0, Math.ceil((clampTime(until) - clampTime(now)) / 1000));
