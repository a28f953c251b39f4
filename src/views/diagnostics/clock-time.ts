const toSeconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** The time of `at` (ms since the epoch) to the second, as logs have it. */
export const clockTime = (at: number): string => toSeconds.format(at);
