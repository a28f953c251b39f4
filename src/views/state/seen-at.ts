import type { Signal } from '@preact/signals';

/** Sets the time up to which messages have been seen (ms since the epoch). It never moves back. */
export const raiseSeenAt = (seenAt: Signal<number | undefined>, at: number | undefined): void => {
  if (at !== undefined) seenAt.value = Math.max(at, seenAt.peek() ?? at);
};
