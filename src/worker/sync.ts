import type { Connection } from '../connection/connection.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import type { RoomId } from '../model/ids.ts';
import { later } from '../model/time.ts';
import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { PassResult } from './run-pass.ts';
import { type ReadonlySession, roomStateOf } from './session.ts';
import { hasHistory, waitingIn } from './session-reads.ts';
import { showOpenRoom } from './snapshot.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** How long to wait before the history is read again where it failed, in milliseconds. */
const AGAIN_MS = 5_000;
/** Where no socket tells what is said, the history is read: often while an answer is awaited, else rarely (ms). */
const AWAITING_MS = 1_500;
const RARELY_MS = 15_000;
/** Where several messages raise the same question of the history, it is asked once, after so long (ms). */
const SOON_MS = 2_000;
/**
 * The rooms that nobody looks at are caught up one after the other, so far apart (ms): ElizaOS answers 1000
 * requests a quarter of an hour, and its agents need most of them.
 */
const CATCH_UP_APART_MS = 3_000;

/** How many requests the catching up of a room may take that nobody looks at, and each later reading of a gap. */
const FEW_PAGES = 5;
/** How long a gap that was not closed is left alone: a minute, then twice as long each time, up to an hour (ms). */
const GAP_PAUSE_MS = 60_000;
const LONGEST_GAP_PAUSE_MS = 3_600_000;

/** Keeps rooms up with the history of the server. */
export interface Sync {
  /** Reads what was missed in a room that was joined: at once where somebody waits for it, else in its turn. */
  roomJoined(roomId: RoomId): void;
  /** Reads at once what was missed in a room that was opened, where that is still to be done. */
  roomOpened(roomId: RoomId): void;
  /** Reads what was missed in the room, if it is joined. */
  syncRoom(roomId: RoomId): void;
  /** Does the same in a moment, once for all calls meanwhile. */
  syncRoomSoon(roomId: RoomId): void;
  connectionLost(): void;
}

export interface SyncDeps {
  session: ReadonlySession;
  store: ReadonlyStore;
  unit: UnitOfWork;
  clock: Clock;
  connection: Pick<Connection, 'connectionIdOf' | 'state'>;
  history: History;
  log: Pick<DiagnosticsLog, 'add'>;
  onFault: (error: unknown) => void;
}

export const createSync = (deps: SyncDeps): Sync => {
  const { session, clock, connection } = deps;
  const stopWaiting = new Map<RoomId, () => void>();
  const soon = new Set<RoomId>();
  /** The rooms that are being read, each on its connection; and those that are to be read once more after that. */
  const running = new Map<RoomId, string>();
  const again = new Set<RoomId>();
  /** The rooms whose gaps are left alone for a while. */
  const pauses = new Map<RoomId, { ms: number; until: number }>();
  /** How many rooms wait for their turn to be caught up. */
  let behind = 0;

  const isForemost = (roomId: RoomId): boolean =>
    roomId === session.profile?.roomId || waitingIn(session, roomId).length > 0;

  const syncLater = (roomId: RoomId, ms: number): void => {
    stopWaiting.get(roomId)?.();
    stopWaiting.set(
      roomId,
      clock.after(ms, () => syncRoom(roomId)),
    );
  };

  /** Reads on in the gaps of the room, and again after a while where one is left. Why it is; undefined where none is. */
  const readGaps = async (
    roomId: RoomId,
    isCurrent: () => boolean,
    newest?: PassResult,
  ): Promise<PassResult | undefined> => {
    const pause = pauses.get(roomId);
    if ((pause && clock.now() < pause.until) || !isCurrent()) return undefined;
    const left = newest ?? (await deps.history.closeGaps(roomId, isCurrent, pause && FEW_PAGES));
    if (!left) pauses.delete(roomId);
    if (left?.type !== 'ended') return left;
    const ms = Math.min(2 * (pause?.ms ?? GAP_PAUSE_MS / 2), LONGEST_GAP_PAUSE_MS);
    pauses.set(roomId, { ms, until: later(clock.now(), ms) });
    clock.after(ms, () => {
      void readGaps(roomId, isCurrent)
        .then((result) => syncAfter(roomId, isCurrent, result))
        .catch(deps.onFault);
    });
    return left;
  };

  const readMissed = async (roomId: RoomId, isCurrent: () => boolean): Promise<PassResult | undefined> => {
    const newest = await deps.history.catchUp(roomId, isCurrent, isForemost(roomId) ? undefined : FEW_PAGES);
    if (newest.type !== 'ended') return newest;
    const isClosed = newest.end === 'reached' || newest.end === 'end';
    return readGaps(roomId, isCurrent, isClosed ? undefined : newest);
  };

  /** When the room is to be read next, in milliseconds from now; undefined where nothing calls for it. */
  const nextSync = (roomId: RoomId, result: PassResult | undefined): number | undefined => {
    if (result?.type === 'failed') {
      const { error } = result;
      const at = error.type === 'status' ? error.retryAt : undefined;
      return at === undefined ? AGAIN_MS : at - clock.now();
    }
    const state = connection.state();
    if (!hasHistory(session) || state.type !== 'connected' || state.transport !== 'rest') return undefined;
    return roomStateOf(session, roomId).activity.thinking ? AWAITING_MS : RARELY_MS;
  };

  const syncAfter = (roomId: RoomId, isCurrent: () => boolean, result: PassResult | undefined): void => {
    if (!isCurrent()) return;
    if (result?.type === 'failed') deps.log.add('note', 'history', JSON.stringify(result.error));
    const ms = nextSync(roomId, result);
    if (ms !== undefined) syncLater(roomId, ms);
  };

  const sync = async (roomId: RoomId, connectionId: string): Promise<void> => {
    const isCurrent = (): boolean => connection.connectionIdOf(roomId) === connectionId;
    const isFirst = session.rooms.get(roomId)?.headAt === undefined;
    const result = hasHistory(session) ? await readMissed(roomId, isCurrent) : undefined;
    if (isFirst) await showOpenRoom(deps.unit, session, deps.store);
    syncAfter(roomId, isCurrent, result);
  };

  const syncRoom = (roomId: RoomId): void => {
    stopWaiting.get(roomId)?.();
    stopWaiting.delete(roomId);
    const connectionId = connection.connectionIdOf(roomId);
    if (connectionId === undefined) return;
    if (running.get(roomId) === connectionId) {
      again.add(roomId);
      return;
    }
    running.set(roomId, connectionId);
    again.delete(roomId);
    void sync(roomId, connectionId)
      .catch(deps.onFault)
      .then(() => {
        if (running.get(roomId) !== connectionId) return;
        running.delete(roomId);
        if (again.has(roomId)) syncRoom(roomId);
      });
  };

  const syncIfBehind = (roomId: RoomId): void => {
    const connectionId = connection.connectionIdOf(roomId);
    if (!roomStateOf(session, roomId).caughtUp && running.get(roomId) !== connectionId) syncRoom(roomId);
  };

  return {
    syncRoom,
    roomJoined: (roomId) => {
      if (isForemost(roomId)) syncRoom(roomId);
      else clock.after(CATCH_UP_APART_MS * behind++, () => syncIfBehind(roomId));
    },
    roomOpened: syncIfBehind,
    syncRoomSoon: (roomId) => {
      if (soon.has(roomId)) return;
      soon.add(roomId);
      clock.after(SOON_MS, () => {
        soon.delete(roomId);
        syncRoom(roomId);
      });
    },
    connectionLost: () => {
      behind = 0;
    },
  };
};
