/** The clock. Tests pass one that they control. */
export interface Clock {
  /** Milliseconds since the epoch, within the bounds of model/time.ts. */
  now(): number;
  /** Calls back after `ms` milliseconds, at most 24.8 days. The returned function cancels the call. */
  after(ms: number, callback: () => void): () => void;
}
