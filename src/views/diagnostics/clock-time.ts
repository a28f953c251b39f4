const toSeconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** The time of `at` (ms since the epoch) to the second, as the browser's language writes it. */
export const clockTime = (at: number): string => toSeconds.format(at);
