import type { Clock } from '../model/clock.ts';
import { lookAfter, openingTime } from '../transport/choose.ts';
import type { LineOptions, OpenLine } from '../transport/transport.ts';

export interface BetterRoadDeps {
  openLine: OpenLine;
  clock: Clock;
  /** The best road. */
  options: LineOptions;
  /** Whether something is going on that should not be cut short. */
  isBusy: () => boolean;
  onFound: () => void;
}

/**
 * Tries, ever more rarely, whether the best road is open again, for as long as another one is in use. The
 * result ends it.
 */
export const lookForBetterRoad = ({
  openLine,
  clock,
  options,
  isBusy,
  onFound,
}: BetterRoadDeps): (() => void) => {
  let looks = 0;
  let stop = (): void => {};
  let isStopped = false;

  const look = (): void => {
    if (isBusy()) {
      wait();
      return;
    }
    let isDone = false;
    const done = (isOpen: boolean): void => {
      if (isDone || isStopped) return;
      isDone = true;
      stop();
      queueMicrotask(() => trial.close());
      if (isOpen && !isBusy()) onFound();
      else wait();
    };
    const trial = openLine(options, {
      onOpen: () => done(true),
      onClosed: () => done(false),
      onRefused: () => done(false),
      onEvent: () => {},
      onSent: () => {},
      onDecoded: () => {},
      onUndecodable: () => {},
      onUnsettled: () => {},
      onAnsweredElsewhere: () => {},
    });
    const stopTimer = clock.after(openingTime([options.road, options.road], 0), () => done(false));
    stop = () => {
      stopTimer();
      trial.close();
    };
  };

  const wait = (): void => {
    stop = clock.after(lookAfter(looks), look);
    looks += 1;
  };

  wait();
  return () => {
    isStopped = true;
    stop();
  };
};
