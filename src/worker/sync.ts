import type { Connection } from '../connection/connection.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import type { RoomId } from '../model/ids.ts';
import type { Clock } from './clock.ts';
import type { Emit } from './events.ts';
import type { History } from './history.ts';
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

/** Keeps rooms up with the history of the server. */
export interface Sync {
  /** Reads what was missed in a room that was joined: at once where somebody waits for it, else in its turn. */
  roomJoined(roomId: RoomId): void;
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
  emit: Emit;
  onFault: (error: unknown) => void;
}

export const createSync = (deps: SyncDeps): Sync => {
  const { session, clock, connection } = deps;
  const stopWaiting = new Map<RoomId, () => void>();
  const soon = new Set<RoomId>();
  /** How many rooms wait for their turn to be caught up. */
  let behind = 0;

  const syncLater = (roomId: RoomId, ms: number): void => {
    stopWaiting.get(roomId)?.();
    stopWaiting.set(
      roomId,
      clock.after(ms, () => syncRoom(roomId)),
    );
  };

  const sync = async (roomId: RoomId): Promise<void> => {
    const connectionId = connection.connectionIdOf(roomId);
    if (connectionId === undefined) return;
    const isCurrent = (): boolean => connection.connectionIdOf(roomId) === connectionId;
    const isFirst = session.rooms.get(roomId)?.headAt === undefined;
    const error = hasHistory(session) ? await deps.history.catchUp(roomId, isCurrent) : undefined;
    if (isFirst) await showOpenRoom(deps.unit, session, deps.store);
    deps.emit({ type: 'synced', roomId, connectionId });
    if (!isCurrent()) return;
    const state = connection.state();
    if (error) {
      deps.log.add('note', 'history', JSON.stringify(error));
      const at = error.type === 'status' ? error.retryAt : undefined;
      syncLater(roomId, at === undefined ? AGAIN_MS : at - clock.now());
    } else if (hasHistory(session) && state.type === 'connected' && state.transport === 'rest') {
      syncLater(roomId, roomStateOf(session, roomId).activity.thinking ? AWAITING_MS : RARELY_MS);
    }
  };

  const syncRoom = (roomId: RoomId): void => {
    stopWaiting.get(roomId)?.();
    stopWaiting.delete(roomId);
    void sync(roomId).catch(deps.onFault);
  };

  return {
    syncRoom,
    roomJoined: (roomId) => {
      const isForemost = roomId === session.profile?.roomId || waitingIn(session, roomId).length > 0;
      if (isForemost) syncRoom(roomId);
      else clock.after(CATCH_UP_APART_MS * behind++, () => syncRoom(roomId));
    },
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
