import type { ApiError } from '../api/request.ts';
import type { Connection } from '../connection/connection.ts';
import type { RoomId } from '../model/ids.ts';
import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { Outbound } from './outbound.ts';
import { lifeOf, type Session } from './session.ts';

/** How long to wait before the history is read again where it failed, in milliseconds. */
const AGAIN_MS = 5_000;
/** Where no socket tells what is said, the history is read: often while an answer is awaited, else rarely. */
const AWAITING_MS = 1_500;
const RARELY_MS = 15_000;
/** Where several messages raise the same question of the history, it is asked once, after so long. */
const SOON_MS = 2_000;

/** What is done in a room once it is joined: what was missed is read, then what waits may go out. */
export interface Settler {
  settleIn(roomId: RoomId): void;
  /** The same in a moment, once for all who ask meanwhile. */
  settleSoon(roomId: RoomId): void;
}

export interface SettlerDeps {
  session: Session;
  clock: Clock;
  connection: Connection;
  history: History;
  outbound: Outbound;
  hasHistory: () => boolean;
  /** Shows the open conversation anew. */
  showOpen: () => Promise<void>;
  onError: (error: ApiError) => void;
  onFault: (error: unknown) => void;
}

export const createSettler = (deps: SettlerDeps): Settler => {
  const { session, clock, connection, history, outbound } = deps;
  const stopWaiting = new Map<RoomId, () => void>();

  const again = (roomId: RoomId, ms: number): void => {
    stopWaiting.get(roomId)?.();
    stopWaiting.set(
      roomId,
      clock.after(ms, () => settleIn(roomId)),
    );
  };

  const settle = async (roomId: RoomId): Promise<void> => {
    const connectionId = connection.connectionIdOf(roomId);
    if (connectionId === undefined) return;
    const isCurrent = (): boolean => connection.connectionIdOf(roomId) === connectionId;
    const isFirst = session.rooms.get(roomId)?.headAt === undefined;
    const error = deps.hasHistory() ? await history.catchUp(roomId, isCurrent) : undefined;
    if (isFirst) await deps.showOpen();
    await outbound.roomReady(roomId, connectionId);
    if (!isCurrent()) return;
    const state = connection.state();
    if (error) {
      deps.onError(error);
      const at = error.kind === 'status' ? error.retryAt : undefined;
      again(roomId, at === undefined ? AGAIN_MS : at - clock.now());
    } else if (deps.hasHistory() && state.state === 'connected' && state.transport === 'rest') {
      again(roomId, lifeOf(session, roomId).activity.thinking ? AWAITING_MS : RARELY_MS);
    }
  };

  const settleIn = (roomId: RoomId): void => {
    stopWaiting.get(roomId)?.();
    stopWaiting.delete(roomId);
    void settle(roomId).catch(deps.onFault);
  };

  const soon = new Set<RoomId>();
  const settleSoon = (roomId: RoomId): void => {
    if (soon.has(roomId)) return;
    soon.add(roomId);
    clock.after(SOON_MS, () => {
      soon.delete(roomId);
      settleIn(roomId);
    });
  };

  return { settleIn, settleSoon };
};
