const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before try number `attempt` (0 for the first after a loss), in milliseconds: full jitter
 * over a window that doubles from 1 s to 30 s, so that the clients of a restarted server do not come back
 * all at once. `dice` is uniform in [0, 1).
 */
export const backoff = (attempt: number, dice: number): number =>
  Math.round(dice * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt)));
