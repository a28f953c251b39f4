import { batch } from '@preact/signals';
import { catchErrors } from '../errors/record-error.ts';

/** Runs `work` in one batch of signals. Records what it, or an effect of it, throws. */
export const containedBatch = (work: () => void): void => catchErrors(() => batch(() => catchErrors(work)));

/** Calls `work` for each item in one batch. Records what a call throws, and goes on with the next item. */
export const containedBatchEach = <T>(items: readonly T[], work: (item: T) => void): void =>
  containedBatch(() => {
    for (const item of items) catchErrors(() => work(item));
  });
