import type { Api } from '../api/client.ts';
import { endThinking } from '../chat/activity.ts';
import type { Change } from '../chat/change.ts';
import { beginPass, freshRows, type PassStep } from '../delivery/history-pass.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import type { Gap } from '../model/gap.ts';
import type { ProfileId, RoomId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import { orderOf } from '../model/order.ts';
import type { StoredRoom } from '../store/store.ts';
import type { WireMessage } from '../wire/events.ts';
import { headAtMessage, sinceHead } from './head.ts';
import { createRowMerger, type MergedRows, type RowMergerDeps } from './history-rows.ts';
import { type PassResult, type ReadPage, runPass } from './run-pass.ts';
import { roomStateOf } from './session.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { Transaction } from './transaction.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Reads from the server's history what was missed. */
export interface CatchUp {
  /**
   * Reads from the newest row back to what was known when the room was last in step. Each page is committed by itself,
   * with the gap that is left below it. No gap opens above as long as `isCurrent` holds: what is said after the
   * connection was lost is not heard. `pages`: how many requests may be made.
   */
  catchUp(roomId: RoomId, isCurrent: () => boolean, pages?: number): Promise<PassResult>;
  /** Reads on in the gap above the order `above`, as long as `isCurrent` holds. `isAsked`: the user asked for it. */
  readGap(roomId: RoomId, above: number, options?: GapOptions): Promise<PassResult>;
  /** Reads on in the gaps of the room, the newest first. Why one of them is left; undefined where none is. */
  closeGaps(roomId: RoomId, isCurrent: () => boolean): Promise<PassResult | undefined>;
}

interface GapOptions {
  pages?: number;
  isAsked?: boolean;
  isCurrent?: () => boolean;
}

export interface CatchUpDeps extends RowMergerDeps {
  store: ReadonlyStore;
  unit: UnitOfWork;
  api: () => Api | undefined;
  log: Pick<DiagnosticsLog, 'undecodable'>;
}

/** What a pass is to reach: a row that was known before. Nothing is known where there is no goal. */
type Goal = Pick<Gap, 'above' | 'since'> | undefined;

export const createCatchUp = (deps: CatchUpDeps): CatchUp => {
  const { store, session, unit, clock } = deps;
  const changesOf = createRowMerger(deps);
  /** The passes that read a gap, by the gap. */
  const running = new Map<string, { result: Promise<PassResult>; isCurrent: () => boolean }>();

  const whileRunning = (key: string, result: Promise<PassResult>, isCurrent: () => boolean) => {
    running.set(key, { result, isCurrent });
    const forget = (): void => {
      if (running.get(key)?.result === result) running.delete(key);
    };
    void result.then(forget, forget);
    return result;
  };

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

  /** The end of the thinking that the history answers. */
  const answered = (roomId: RoomId, entityId: string, [latest]: readonly WireMessage[]): Change[] => {
    const { activity } = roomStateOf(session, roomId);
    return latest && latest.senderId !== entityId && activity.thinking
      ? [{ type: 'activity', roomId, activity: endThinking(activity) }]
      : [];
  };

  /** Commits a page from the top. The step that follows, and the gap that the page leaves below it. */
  const takeNewest = async (
    tx: Transaction,
    profile: ProfileId,
    stored: StoredRoom,
    { page, pass, serverNow, next }: ReadPage,
    isCurrent: boolean,
  ): Promise<{ step: PassStep; gap: Gap | undefined }> => {
    const roomId = stored.room.id;
    const { headAt, headOrder = headAt ?? -Infinity } = stored;
    const isFirst = headAt === undefined;
    const goal = await goalAtTop(profile, stored, serverNow);
    const rows = freshRows(pass, page);
    const { changes, known } = await changesOf(stored.room, rows, { above: goal?.above });
    const step = next({
      isReached: await isReached(profile, roomId, goal, rows, known),
      isKnown: known.size === rows.length,
    });
    const here = [...known.values(), ...changes.flatMap(putMessage)].filter(({ serverTime }) => serverTime);
    const newest = here.reduce<Message | undefined>(
      (best, message) => (best && orderOf(best) > orderOf(message) ? best : message),
      undefined,
    );
    const below = Math.min(...here.map(orderOf).filter((order) => order > (goal?.above ?? -Infinity)));
    const isClosed = step.type === 'done' && (step.end === 'reached' || step.end === 'end');
    const before = step.type === 'done' ? step.before : step.pass.query.before;
    const gap =
      goal && !isClosed && below < Infinity && before !== undefined ? { ...goal, below, before } : undefined;
    const isKept = isClosed || gap !== undefined;
    const newestAt = rows.find(({ createdAt }) => createdAt !== undefined)?.createdAt ?? 0;
    await tx.apply([...changes, ...answered(roomId, stored.room.entityId, rows)], {
      rooms: new Map([
        [
          roomId,
          {
            ...(isKept && newest && orderOf(newest) >= headOrder && headAtMessage(newest, clock.now())),
            ...(isKept && isFirst && !newest && { headAt: 0 }),
            ...(isClosed && step.end === 'end' && { tailReached: true }),
            ...(gap && { gaps: withGap(stored.gaps, gap) }),
            // Messages from before the room was first opened here are no news.
            ...(isFirst && { readAt: Math.max(stored.readAt ?? 0, newestAt) }),
          },
        ],
      ]),
      ...(isKept && isCurrent && { roomStates: new Map([[roomId, { caughtUp: true }]]) }),
    });
    return { step, gap };
  };

  /** Commits a page of a gap, and with it what is left of the gap; undefined where the gap is closed already. */
  const takeGap = async (
    tx: Transaction,
    profile: ProfileId,
    stored: StoredRoom,
    above: number,
    { page, pass, next }: ReadPage,
  ): Promise<PassStep | undefined> => {
    const roomId = stored.room.id;
    const gap = gapAbove(stored, above);
    if (!gap) return undefined;
    const rows = freshRows(pass, page);
    const { changes, known } = await changesOf(stored.room, rows, gap);
    const step = next({
      isReached: await isReached(profile, roomId, gap, rows, known),
      isKnown: known.size === rows.length,
    });
    const isClosed = step.type === 'done' && (step.end === 'reached' || step.end === 'end');
    const orders = [...known.values(), ...changes.flatMap(putMessage)].map(orderOf);
    const left: Gap = {
      ...gap,
      below: Math.min(gap.below, ...orders.filter((order) => order > above)),
      before: Math.min(gap.before, (step.type === 'done' ? step.before : step.pass.query.before) ?? Infinity),
    };
    const others = (stored.gaps ?? []).filter((other) => other !== gap);
    await tx.apply(changes, {
      rooms: new Map([
        [
          roomId,
          {
            gaps: isClosed ? others : withGap(others, left),
            ...(isClosed && step.end === 'end' && { tailReached: true }),
          },
        ],
      ]),
    });
    return step;
  };

  /** Runs `take` within a transaction, as long as the same server and the room are there. */
  const inRoom = <T>(
    profile: ProfileId,
    roomId: RoomId,
    take: (tx: Transaction, stored: StoredRoom) => Promise<T>,
  ): Promise<T | undefined> =>
    unit.transact(async (tx) => {
      const stored = session.rooms.get(roomId);
      return stored && session.profile?.id === profile ? take(tx, stored) : undefined;
    });

  const partsOf = (roomId: RoomId) => {
    const api = deps.api();
    const { profile } = session;
    return api && profile && session.rooms.has(roomId)
      ? { profile: profile.id, passDeps: { clock, api, roomId, onUndecodable: deps.log.undecodable } }
      : undefined;
  };

  /** Reads the gap, unless that is being done: then the same pass is awaited. */
  const readGap: CatchUp['readGap'] = async (roomId, above, { isCurrent = () => true, ...options } = {}) => {
    const parts = partsOf(roomId);
    const gap = gapAbove(session.rooms.get(roomId), above);
    if (!parts || !gap) return { type: 'left' };
    const { profile, passDeps } = parts;
    const first = beginPass({ now: clock.now(), before: gap.before, ...options });
    const key = keyOf(profile, roomId, above);
    const readFrom = () =>
      runPass(passDeps, first, async (read) => {
        const step = await inRoom(profile, roomId, (tx, stored) => takeGap(tx, profile, stored, above, read));
        return isCurrent() ? step : undefined;
      });
    const other = running.get(key);
    return other?.isCurrent() ? other.result : whileRunning(key, readFrom(), isCurrent);
  };

  return {
    catchUp: async (roomId, isCurrent, pages) => {
      const parts = partsOf(roomId);
      if (!parts) return { type: 'left' };
      const { profile, passDeps } = parts;
      let above: number | undefined;
      const first = beginPass({ now: clock.now(), ...(pages !== undefined && { pages }) });
      const result: Promise<PassResult> = runPass(passDeps, first, async (read) => {
        const step = await inRoom(profile, roomId, async (tx, stored) => {
          if (above !== undefined) return takeGap(tx, profile, stored, above, read);
          const taken = await takeNewest(tx, profile, stored, read, isCurrent());
          above = taken.gap?.above;
          return taken.step;
        });
        const key = above !== undefined && keyOf(profile, roomId, above);
        if (key && running.get(key)?.result !== result) void whileRunning(key, result, isCurrent);
        return isCurrent() ? step : undefined;
      });
      return result;
    },
    readGap,
    closeGaps: async (roomId, isCurrent) => {
      for (;;) {
        const [gap] = session.rooms.get(roomId)?.gaps ?? [];
        if (!gap) return undefined;
        const result = await readGap(roomId, gap.above, { isCurrent });
        if (gapAbove(session.rooms.get(roomId), gap.above)) return result;
      }
    },
  };
};

const keyOf = (profile: ProfileId, roomId: RoomId, above: number): string =>
  JSON.stringify([profile, roomId, above]);

const putMessage = (change: Change): Message[] => (change.type === 'put' ? [change.message] : []);

const gapAbove = (stored: Pick<StoredRoom, 'gaps'> | undefined, above: number): Gap | undefined =>
  stored?.gaps?.find((gap) => gap.above === above);

/** The gaps with another one, the newest first. Of two above the same message the one that reaches further up stays. */
const withGap = (gaps: readonly Gap[] = [], gap: Gap): Gap[] => {
  const same = gaps.find(({ above }) => above === gap.above);
  const kept = same && same.below > gap.below ? same : gap;
  return [...gaps.filter((other) => other !== same), kept].sort((a, b) => b.above - a.above);
};
