import type { Chance, Clock } from '../../src/worker/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface HandClock extends Clock {
  /** Time passes: what is due is called, in order, each at its own time. */
  pass(ms: number): void;
  /** It is set back; what waits to be called waits as long as before. */
  setBack(ms: number): void;
  /** When the next callback is due, if one waits. */
  nextAt(): number | undefined;
  /** How many callbacks wait. */
  waiting(): number;
}

export const handClock = (startsAt = 1_000_000): HandClock => {
  let now = startsAt;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after: (ms, callback) => {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass: (ms) => {
      const until = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = until;
    },
    setBack: (ms) => {
      now -= ms;
      timers = timers.map((timer) => Object.assign(timer, { at: timer.at - ms }));
    },
    nextAt: () => (timers.length > 0 ? Math.min(...timers.map(({ at }) => at)) : undefined),
    waiting: () => timers.length,
  };
};

/** Chance without surprises: the dice show what `roll` says, ids count up. */
export const fixedChance = (roll = 0.5): Chance & { roll: number } => {
  let ids = 0;
  return {
    roll,
    dice() {
      return this.roll;
    },
    uuid: () => {
      ids += 1;
      return `id-${ids}`;
    },
  };
};
