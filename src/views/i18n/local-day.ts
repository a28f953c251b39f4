import { signal } from '@preact/signals';

/** How often (ms) the clock and the time zone are looked at: browsers tell of neither. */
const EVERY_MS = 10_000;

const zone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

let timer: ReturnType<typeof setInterval> | undefined;

/**
 * The day and the time zone that it is for the user. What is rendered with it renders again when one of them has
 * changed.
 */
export const localDay = signal(
  { day: '', zone: '' },
  {
    watched: () => {
      lookAtClock();
      timer = setInterval(lookAtClock, EVERY_MS);
    },
    unwatched: () => clearInterval(timer),
  },
);

/** Looks which day and time zone it is now. */
export const lookAtClock = (): void => {
  const now = { day: new Date().toDateString(), zone: zone() };
  const before = localDay.peek();
  if (now.day !== before.day || now.zone !== before.zone) localDay.value = now;
};

lookAtClock();

/** The time (ms since the epoch). What is rendered with it renders again on another day. */
export const nowOnDay = (): number => {
  void localDay.value;
  return Date.now();
};
