import * as v from 'valibot';
import type { MessageId } from './ids.ts';

/**
 * The position of a message in its room. It starts from the message's time (ms since the epoch) and is moved where
 * that time contradicts the order of arrival: fractions tell messages of one millisecond apart. It is compared with
 * other orders of the same room alone, never with a time.
 */
export const Order = v.pipe(v.number(), v.finite());

/** The distance between neighbours that have the same time, in a list that is placed at once. */
const STEP = 1 / 16;
/** The room that is left where messages may be missing before the one that is placed. */
const GAP = 65_536;

/** What is known of a room when a message of it is placed. */
export interface Places {
  /** The newest order in the room, messages that wait to go out included; undefined in an empty room. */
  last: number | undefined;
  /** Whether messages may be missing after `last`. */
  hasGap: boolean;
  answer?: Answer | undefined;
}

/** The first reply that was heard while `to` was in flight. */
export interface Answer {
  to: MessageId;
  id: MessageId;
  /** Its server time; undefined as long as it has none. */
  at: number | undefined;
  order: number;
  /** The newest order before it. */
  after: number;
}

/** The order of a message that arrives now: below all that is known. `at`: its time (ms since the epoch). */
export const orderOfNew = (at: number, { last, hasGap }: Places): number =>
  last === undefined ? at : Math.max(at, last + (hasGap ? GAP : 1));

/**
 * The order of a message of ours whose delivery has just ended: below all that is known, where it stood while it
 * waited, but above its answer. That is a reply that was heard while it was in flight, unless the server's times say
 * that the reply was there before. `at`: when the message was written, by the server where it says.
 */
export const orderOfDelivered = (
  { id, at, order }: { id: MessageId; at: number; order: number },
  { last, answer }: Places,
): number => {
  if (answer?.to === id && (answer.at === undefined || answer.at >= at)) {
    return (answer.after + answer.order) / 2;
  }
  return last === undefined || order > last ? order : last + 1;
};

/** An order next before another one. */
export const justBefore = (order: number): number => order - STEP;

/** The orders that a list is placed between, both exclusive. `isComplete`: nothing is missing after `lower`. */
export interface Bounds {
  lower?: number | undefined;
  upper?: number | undefined;
  isComplete?: boolean;
}

/**
 * The orders of neighbouring messages, from their times (or earlier orders), oldest first: as near to those as the
 * bounds allow. A list that may have gaps below it leaves room there. Each list between the same two orders takes
 * at most half of the room, so that thousands of rows in lists of fifty fit into one millisecond's neighbourhood.
 */
export const placeBetween = (
  times: readonly number[],
  { lower, upper, isComplete }: Bounds = {},
): number[] => {
  if (upper === undefined) return upwards(times, lower === undefined || isComplete ? lower : lower + GAP);
  const placed = downwards(times, upper);
  const [first] = placed;
  if (lower === undefined || first === undefined || first > lower) return placed;
  const step = Math.min(STEP, (upper - lower) / (2 * (times.length + 1)));
  return times.map((_, index) => upper - (times.length - index) * step);
};

const upwards = (times: readonly number[], lower: number | undefined): number[] => {
  let last = lower ?? Number.NEGATIVE_INFINITY;
  return times.map((time) => {
    // A complete list continues right after what is known.
    last = Math.max(time, last + STEP);
    return last;
  });
};

const downwards = (times: readonly number[], upper: number): number[] => {
  let next = upper;
  return [...times]
    .reverse()
    .map((time) => {
      next = Math.min(time, next - STEP);
      return next;
    })
    .reverse();
};
