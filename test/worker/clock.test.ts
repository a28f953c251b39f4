import { afterEach, describe, expect, it, vi } from 'vitest';
import { isTime } from '../../src/model/time.ts';
import { systemClock } from '../../src/worker/clock.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the clock of the system', () => {
  it.each([Number.NaN, -1, 8.64e15, 0.5])('that says %s tells a time', (said) => {
    vi.spyOn(Date, 'now').mockReturnValue(said);
    expect(isTime(systemClock.now())).toBe(true);
  });

  // Of a longer time than 2^31 - 1 ms `setTimeout` makes one.
  it.each([2 ** 31, 1e15, 1e300, Number.POSITIVE_INFINITY])(
    'does not call back at once after %s ms',
    (ms) => {
      const timer = vi.spyOn(globalThis, 'setTimeout').mockReturnValue(0 as never);
      systemClock.after(ms, () => {});
      expect(timer).toHaveBeenCalledExactlyOnceWith(expect.any(Function), 2 ** 31 - 1);
    },
  );

  it('calls back in its time, and at once for what is over', () => {
    vi.useFakeTimers();
    const called: number[] = [];
    for (const ms of [20, -5, Number.NaN, 10]) systemClock.after(ms, () => called.push(ms));
    systemClock.after(15, () => called.push(15))();
    vi.advanceTimersByTime(5);
    expect(called).toEqual([-5, Number.NaN]);
    vi.advanceTimersByTime(20);
    expect(called).toEqual([-5, Number.NaN, 10, 20]);
  });
});
