import type { Change } from '../chat/change.ts';
import { freshRows } from '../delivery/history-pass.ts';
import type { Gap } from '../model/gap.ts';
import type { ProfileId, RoomId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import { orderOf } from '../model/order.ts';
import type { StoredRoom } from '../store/store.ts';
import type { WireMessage } from '../wire/events.ts';
import { sinceHead } from './head.ts';
import type { MergedRows } from './history-rows.ts';
import { createPageMerger, type PageMergerDeps } from './merge-page.ts';
import type { ReadPage } from './run-pass.ts';

/** What a pass is to reach: a row that was known before. Nothing is known where there is no goal. */
type Goal = Pick<Gap, 'above' | 'since'> | undefined;

/** Reads what a page of the history tells of a room. Nothing is written. */
export const createPageReader = (deps: PageMergerDeps) => {
  const { store, clock } = deps;
  const merge = createPageMerger(deps);

  /** The messages that are placed by the server's time. */
  const placedByServer = async (profile: ProfileId, roomId: RoomId): Promise<Message[]> => {
    const { messages } = await store.page(profile, roomId, Number.MAX_SAFE_INTEGER);
    return messages.filter(({ serverTime }) => serverTime);
  };

  const goalAtTop = async (profile: ProfileId, stored: StoredRoom, serverNow: number): Promise<Goal> => {
    const { headAt, headOrder } = stored;
    if (headAt !== undefined) {
      const since = sinceHead(stored, serverNow, clock.now());
      return { above: headOrder ?? headAt, since };
    }
    // Before the history was read for the first time something may have been heard: no gap may open after it.
    const [oldest] = await placedByServer(profile, stored.room.id);
    return oldest && { above: orderOf(oldest), since: oldest.at };
  };

  /** Whether a row proves that all below it is known, or is older than everything here. */
  const isReached = async (
    profile: ProfileId,
    roomId: RoomId,
    goal: Goal,
    rows: readonly WireMessage[],
    known: MergedRows['known'],
  ): Promise<boolean> => {
    if (!goal) return true;
    const older = rows.filter(({ createdAt }) => createdAt !== undefined && createdAt < goal.since);
    const isProof = (row: WireMessage): boolean => {
      const message = known.get(row);
      return message !== undefined && orderOf(message) <= goal.above;
    };
    if (older.some(isProof)) return true;
    if (older.length === 0) return false;
    const oldestHere = Math.min(...(await placedByServer(profile, roomId)).map(({ at }) => at));
    return older.some(({ createdAt = Infinity }) => createdAt < oldestHere);
  };

  /** Merges a page, and decides how the pass goes on. `here`: its messages with the server's times. */
  const takePage = async (
    profile: ProfileId,
    { room }: StoredRoom,
    { page, pass, next }: ReadPage,
    goal: Goal,
    below?: number,
  ) => {
    const rows = freshRows(pass, page);
    const { changes, known } = await merge(profile, room, rows, { above: goal?.above, below });
    const step = next({
      isReached: await isReached(profile, room.id, goal, rows, known),
      isKnown: known.size === rows.length,
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
      below: Math.min(...here.map(orderOf).filter((order) => order > (goal?.above ?? -Infinity))),
      patch: isDone && step.end === 'end' ? { tailReached: true } : {},
    };
  };

  return { goalAtTop, takePage };
};

const putMessage = (change: Change): Message[] => (change.type === 'put' ? [change.message] : []);
