/** The clock, chance and ids, handed in so that tests can hold them still. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after `ms`; the result cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export interface Chance {
  /** Uniform in [0, 1). */
  dice(): number;
  uuid(): string;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export const systemChance: Chance = {
  dice: () => Math.random(),
  uuid: () => crypto.randomUUID(),
};
