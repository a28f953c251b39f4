import type { Api } from '../api/client.ts';
import { endThinking } from '../chat/activity.ts';
import type { Change } from '../chat/change.ts';
import { beginPass, type PassStep } from '../delivery/history-pass.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import type { Gap } from '../model/gap.ts';
import type { ProfileId, RoomId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import type { StoredRoom } from '../store/store.ts';
import type { WireMessage } from '../wire/events.ts';
import { headAtMessage } from './head.ts';
import type { RoomPatches } from './last-words.ts';
import type { PageMergerDeps } from './merge-page.ts';
import { createPageReader, goalAtTop } from './read-page.ts';
import { type PassResult, type ReadPage, runPass } from './run-pass.ts';
import { roomStateOf } from './session.ts';
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
  /** Reads on in the gaps of the room, the newest first. Why one of them is left; undefined where none is. `pages`: of each. */
  closeGaps(roomId: RoomId, isCurrent: () => boolean, pages?: number): Promise<PassResult | undefined>;
}

interface GapOptions {
  pages?: number;
  isAsked?: boolean;
  isCurrent?: () => boolean;
}

export interface CatchUpDeps extends PageMergerDeps {
  unit: UnitOfWork;
  api: () => Api | undefined;
  log: Pick<DiagnosticsLog, 'undecodable'>;
}

export const createCatchUp = (deps: CatchUpDeps): CatchUp => {
  const { session, unit, clock } = deps;
  const takePage = createPageReader(deps);
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
    read: ReadPage,
    isCurrent: boolean,
  ): Promise<{ step: PassStep; gap: Gap | undefined }> => {
    const { room, headAt, headOrder = -Infinity } = stored;
    const goal = goalAtTop(stored, read.serverNow, clock.now());
    const { step, rows, changes, here, isClosed, before, below, patch } = await takePage(
      profile,
      stored,
      read,
      goal,
    );
    const newest = here.reduce<Message | undefined>(
      (best, message) => (best && best.order > message.order ? best : message),
      undefined,
    );
    const isGap = goal && !isClosed && below < Infinity && before < Infinity;
    const gap = isGap ? { ...goal, below, before } : undefined;
    const isKept = isClosed || gap !== undefined;
    await tx.apply([...changes, ...answered(room.id, room.entityId, rows)], {
      rooms: patchOf(room.id, {
        ...patch,
        ...(isKept && newest && newest.order >= headOrder && headAtMessage(newest, clock.now())),
        ...(isKept && headAt === undefined && !newest && { headAt: 0 }),
        ...(gap && { gaps: withGap(stored.gaps, gap) }),
        // Messages from before the room was first opened here are no news.
        ...(headAt === undefined && newest && { readOrder: newest.order }),
      }),
      ...(isKept && isCurrent && { roomStates: new Map([[room.id, { caughtUp: true }]]) }),
    });
    return { step, gap };
  };

  /** Commits a page of a gap, and with it what is left of the gap; undefined where the gap is closed already. */
  const takeGap = async (
    tx: Transaction,
    profile: ProfileId,
    stored: StoredRoom,
    above: number,
    read: ReadPage,
  ): Promise<PassStep | undefined> => {
    const gap = gapAbove(stored, above);
    if (!gap) return undefined;
    const { step, changes, isClosed, patch, ...page } = await takePage(profile, stored, read, gap, gap);
    const others = (stored.gaps ?? []).filter((other) => other !== gap);
    const left = {
      ...gap,
      below: Math.min(gap.below, page.below),
      before: Math.min(gap.before, page.before),
    };
    const gaps = isClosed ? others : withGap(others, left);
    await tx.apply(changes, { rooms: patchOf(stored.room.id, { ...patch, gaps }) });
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
    closeGaps: async (roomId, isCurrent, pages) => {
      for (;;) {
        const [gap] = session.rooms.get(roomId)?.gaps ?? [];
        if (!gap) return undefined;
        const result = await readGap(roomId, gap.above, { isCurrent, ...(pages !== undefined && { pages }) });
        if (gapAbove(session.rooms.get(roomId), gap.above)) return result;
      }
    },
  };
};

const keyOf = (profile: ProfileId, roomId: RoomId, above: number): string =>
  JSON.stringify([profile, roomId, above]);

const patchOf = (roomId: RoomId, patch: Partial<StoredRoom>): RoomPatches => new Map([[roomId, patch]]);

const gapAbove = (stored: Pick<StoredRoom, 'gaps'> | undefined, above: number): Gap | undefined =>
  stored?.gaps?.find((gap) => gap.above === above);

/** The gaps with another one, the newest first. Of two above the same message the one that reaches further up stays. */
const withGap = (gaps: readonly Gap[] = [], gap: Gap): Gap[] => {
  const same = gaps.find(({ above }) => above === gap.above);
  const kept = same && same.below > gap.below ? same : gap;
  return [...gaps.filter((other) => other !== same), kept].sort((a, b) => b.above - a.above);
};
