import type { Change } from '../chat/change.ts';
import type { RowBounds } from '../chat/place-rows.ts';
import { freshRows } from '../delivery/history-pass.ts';
import type { Gap } from '../model/gap.ts';
import type { ProfileId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import type { StoredRoom } from '../store/store.ts';
import type { WireMessage } from '../wire/events.ts';
import { CLOCK_ERROR_MS, sinceHead } from './head.ts';
import type { MergedRows } from './history-rows.ts';
import { createPageMerger, type PageMergerDeps } from './merge-page.ts';
import type { ReadPage } from './run-pass.ts';

/** What a pass is to reach: a row that was known before. Nothing is known where there is no goal. */
type Goal = Pick<Gap, 'above' | 'since'> | undefined;

/** Reads what a page of the history tells of a room. Nothing is written. */
export const createPageReader = (deps: PageMergerDeps) => {
  const merge = createPageMerger(deps);

  /**
   * Merges rows. Those that are older than the moment when the room was in step belong to an older gap,
   * between the rows beside them.
   */
  const mergeApart = async (
    profile: ProfileId,
    { room, gaps = [] }: StoredRoom,
    rows: readonly WireMessage[],
    goal: Goal,
    bounds: RowBounds | undefined,
  ): Promise<MergedRows> => {
    // An older gap may reach up into the last moment of then.
    const isInOlder = (at: number): boolean =>
      gaps.some(({ above, before }) => goal !== undefined && above < goal.above && at < before);
    const isOlder = ({ createdAt = 0 }: WireMessage): boolean =>
      goal !== undefined &&
      (createdAt < goal.since || (createdAt <= goal.since + CLOCK_ERROR_MS && isInOlder(createdAt)));
    const older = gaps.length === 0 ? [] : rows.filter(isOlder);
    if (older.length === 0) return merge(profile, room, rows, bounds);
    const newer = await merge(
      profile,
      room,
      rows.filter((row) => !isOlder(row)),
      bounds,
    );
    const { changes, known } = await merge(profile, room, older, {});
    return { changes: [...newer.changes, ...changes], known: new Map([...newer.known, ...known]) };
  };

  /** Merges a page, and decides how the pass goes on. `here`: its messages with the server's times. */
  const takePage = async (
    profile: ProfileId,
    stored: StoredRoom,
    { page, pass, serverNow, next }: ReadPage,
    goal: Goal,
    bounds?: RowBounds,
  ) => {
    const rows = freshRows(pass, page);
    const { changes, known } = await mergeApart(profile, stored, page.messages, goal, bounds);
    const step = next({
      isReached: isReached(stored, goal, rows, known),
      isFutureKnown: hasPastTail(stored, serverNow) && isFutureKnown(goal, rows, known),
    });
    const isDone = step.type === 'done';
    const here = [...known.values(), ...changes.flatMap(putMessage)].filter(({ serverTime }) => serverTime);
    return {
      rows,
      changes,
      step,
      here,
      isClosed: isDone && (step.end === 'reached' || step.end === 'end'),
      before: (isDone ? step.before : step.pass.query.before) ?? Infinity,
      below: Math.min(
        ...here.map(({ order }) => order).filter((order) => order > (goal?.above ?? -Infinity)),
      ),
      patch: isDone && step.end === 'end' ? { tailReached: true } : {},
    };
  };

  return takePage;
};

/** A lower bound of all orders. */
const LOWEST = Number.MIN_SAFE_INTEGER;

/** What a pass from the newest row is to reach. `now`: ms since the epoch. */
export const goalAtTop = (stored: StoredRoom, serverNow: number, now: number): Goal => {
  const { headAt, headOrder = LOWEST, tail } = stored;
  if (headAt !== undefined) return { above: headOrder, since: sinceHead(stored, serverNow, now) };
  // Before the history was read for the first time something may have been heard: no gap may open after it.
  return tail && { above: tail.order, since: tail.at };
};

/** Whether nothing of the server's future is older than all that is here. */
const hasPastTail = ({ tail, tailReached }: StoredRoom, serverNow: number): boolean =>
  tailReached || (tail !== undefined && tail.at <= serverNow);

/** Whether the rows were all known when the room was in step, and reach below the last moment of then. */
const isFutureKnown = (goal: Goal, rows: readonly WireMessage[], known: MergedRows['known']): boolean =>
  goal !== undefined &&
  rows[0]?.createdAt !== rows.at(-1)?.createdAt &&
  rows.every((row) => (known.get(row)?.order ?? Infinity) <= goal.above);

/** Whether a row proves that all below it is known, or is older than everything here. */
const isReached = (
  { tail }: StoredRoom,
  goal: Goal,
  rows: readonly WireMessage[],
  known: MergedRows['known'],
): boolean => {
  if (!goal) return true;
  const older = rows.filter(({ createdAt }) => createdAt !== undefined && createdAt < goal.since);
  return older.some((row) => {
    const { order = Infinity } = known.get(row) ?? {};
    return order <= goal.above || (row.createdAt ?? 0) < (tail?.at ?? 0);
  });
};

const putMessage = (change: Change): Message[] => (change.type === 'put' ? [change.message] : []);
