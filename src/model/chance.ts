/** Chance and ids, handed in so that tests can foresee them. */
export interface Chance {
  /** Uniform in [0, 1). */
  dice(): number;
  uuid(): string;
}
