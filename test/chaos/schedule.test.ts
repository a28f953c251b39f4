import { describe, expect, it } from 'vitest';
import { PHASES } from './facts.ts';
import { LONG, messagesIn, SHORT, type Step, scheduleOf, seeded } from './schedule.ts';

const sum = (steps: readonly Step[]): number => steps.reduce((total, step) => total + messagesIn(step), 0);
const faultsIn = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => (step.type === 'suffer' ? [step.fault] : []));

describe('the schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(scheduleOf(7, SHORT)).toEqual(scheduleOf(7, SHORT));
    expect(scheduleOf(8, SHORT)).not.toEqual(scheduleOf(7, SHORT));
  });

  it.each([
    ['long', LONG],
    ['short', SHORT],
  ])('has in its %s form what it has to have', (_name, size) => {
    for (const seed of [1, 2, 3]) {
      const steps = scheduleOf(seed, size);
      expect(sum(steps)).toBeGreaterThanOrEqual(size.messages);
      for (const phase of PHASES) {
        const strikes = steps.filter((step) => step.type === 'strike' && step.phase === phase);
        expect(strikes).toHaveLength(size.strikes[phase]);
      }
      const faults = faultsIn(steps);
      expect(new Set(faults).size).toBe(7);
      expect(faults).toHaveLength(7 * size.perFault);
    }
  });

  it('lets each die in each phase', () => {
    const strikes = scheduleOf(1, LONG).flatMap((step) =>
      step.type === 'strike' ? [`${step.victim} ${step.phase}`] : [],
    );
    expect(new Set(strikes).size).toBe(15);
  });
});

describe('chance', () => {
  it('is even', () => {
    const random = seeded(42);
    const counts = new Array<number>(10).fill(0);
    for (let throws = 0; throws < 10_000; throws += 1) {
      const place = Math.floor(random() * 10);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});
