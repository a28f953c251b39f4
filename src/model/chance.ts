/** The source of random numbers and ids. Tests pass one that they control. */
export interface Chance {
  /** Uniform in [0, 1). */
  dice(): number;
  uuid(): string;
}
