/** The clock, handed in so that tests can hold it still. */
export interface Clock {
  /** A time (see model/time.ts). */
  now(): number;
  /** Calls back after `ms`, or after 24.8 days where it is longer; the result cancels it. */
  after(ms: number, callback: () => void): () => void;
}
