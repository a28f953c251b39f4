import type { Api } from '../api/client.ts';
import type { ApiError } from '../api/request.ts';
import type { Connection } from '../connection/connection.ts';
import { UNCERTAIN_MS } from '../delivery/state.ts';
import type { RoomId } from '../model/ids.ts';
import type { FailureReason } from '../model/message.ts';
import { isUnmadeGroup, type Room } from '../model/room.ts';
import type { Clock } from './clock.ts';
import type { Rooms } from './rooms.ts';
import type { ReadonlySession } from './session.ts';
import { waitingIn } from './session-reads.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** How long to wait before the server is asked again where it did not answer, in milliseconds. */
const AGAIN_MS = 5_000;

export interface RoomMaker {
  /** Makes each group on the server that is here alone, has messages waiting, and whose server is reached. */
  makeRooms(): void;
}

export interface RoomMakerDeps {
  session: ReadonlySession;
  unit: UnitOfWork;
  clock: Clock;
  connection: Pick<Connection, 'connectionIdOf'>;
  rooms: Pick<Rooms, 'move'>;
  api: () => Api | undefined;
  onFault: (error: unknown) => void;
}

/** The outcome of an attempt. `later`: it is tried again after `ms`. */
type Attempt = { type: 'done' } | { type: 'later'; ms: number };

/**
 * Asks the server to make groups, before their first message is sent: a message alone would make one without its
 * agents. The server chooses the id, so each channel carries the id that the room had here: where an answer was lost,
 * or the worker died, the channel is looked for before another one is made.
 */
export const createRoomMaker = (deps: RoomMakerDeps): RoomMaker => {
  const { session, unit, clock, connection, rooms } = deps;
  const busy = new Set<RoomId>();

  const saveRoom = (room: Room): Promise<void> =>
    unit.transact(async (tx) => {
      const stored = session.rooms.get(room.id);
      if (stored) await tx.commit({ writes: [{ type: 'room', room: { ...stored, room } }] });
    });

  /** Says at the waiting messages why there is no room for them; each can be retried. */
  const failMessages = (roomId: RoomId, reason: FailureReason): Promise<void> =>
    unit.transact((tx) => tx.apply([], { inputs: [{ type: 'room-closed', roomId, reason }] }));

  const makeRoom = async (room: Room): Promise<Attempt> => {
    const api = deps.api();
    if (!api) return { type: 'done' };
    const { id, entityId, messageServerId, title, agents = [], askedAt } = room;
    const user = { entityId, messageServerId };
    if (askedAt !== undefined) {
      const found = await api.findChannel(messageServerId, id);
      if (!found.ok) return again(found.error, clock.now());
      if (found.value) {
        await rooms.move(id, found.value);
        return { type: 'done' };
      }
      // The network may still hold the request.
      const heldMs = Math.min(UNCERTAIN_MS, askedAt + UNCERTAIN_MS - clock.now());
      if (heldMs > 0) return { type: 'later', ms: heldMs };
    }
    const { askedAt: _, ...unasked } = room;
    await saveRoom({ ...unasked, askedAt: clock.now() });
    if (deps.api() !== api) return { type: 'done' };
    const agentIds = agents.map((agent) => agent.id);
    const made = await api.createChannel(title, user, agentIds, id);
    if (made.ok) {
      await rooms.move(id, made.value.id);
      return { type: 'done' };
    }
    const { error } = made;
    if (error.type === 'unsent') await saveRoom(unasked);
    if (error.type !== 'status' || error.status === 429) return again(error, clock.now());
    await failMessages(id, { type: 'refused', error: error.error });
    return { type: 'done' };
  };

  const makeInTurn = async (room: Room): Promise<void> => {
    busy.add(room.id);
    try {
      const attempt = await makeRoom(room);
      if (attempt.type === 'later') clock.after(attempt.ms, makeRooms);
    } finally {
      busy.delete(room.id);
    }
  };

  const makeRooms = (): void => {
    for (const { room } of session.rooms.values()) {
      const isDue =
        isUnmadeGroup(room) &&
        !busy.has(room.id) &&
        connection.connectionIdOf(room.id) !== undefined &&
        waitingIn(session, room.id).length > 0;
      if (isDue) void makeInTurn(room).catch(deps.onFault);
    }
  };

  return { makeRooms };
};

const again = (error: ApiError, now: number): Attempt => ({
  type: 'later',
  ms: error.type === 'status' && error.retryAt !== undefined ? Math.max(0, error.retryAt - now) : AGAIN_MS,
});
