import type { Chance } from '../model/chance.ts';
import type { Clock } from '../model/clock.ts';
import { wholeUpTo } from '../model/count.ts';
import { clampTime } from '../model/time.ts';

export type { Chance, Clock };

/** `setTimeout` calls back at once after a longer time than this. */
const clampDelay = wholeUpTo(2 ** 31 - 1);

export const systemClock: Clock = {
  now: () => clampTime(Date.now()),
  after: (ms, callback) => {
    const timer = setTimeout(callback, clampDelay(ms));
    return () => clearTimeout(timer);
  },
};

export const systemChance: Chance = {
  dice: () => Math.random(),
  uuid: () => crypto.randomUUID(),
};
