import type { Clock } from '../model/clock.ts';

export type { Clock };

/** Chance and ids, handed in so that tests can foresee them. */
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
