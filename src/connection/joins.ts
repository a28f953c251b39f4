import type { RoomId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import { later } from '../model/time.ts';

/** How long the server may take to confirm a join, in milliseconds. */
const JOIN_TIMEOUT_MS = 10_000;

/**
 * Where a room stands on the present connection. `deadline`: when the join counts as unanswered. `denied`: it is the
 * foremost one, and the server refused it in the words of `error`; the other rooms are used.
 */
type RoomJoin =
  | { type: 'joining'; deadline: number }
  | { type: 'joined' }
  | { type: 'left-out' }
  | { type: 'denied'; error: string };

/** The rooms of one connection, and the refusals whose room is not known yet. */
export interface RoomJoins {
  rooms: ReadonlyMap<RoomId, RoomJoin>;
  refusals: readonly string[];
}

/**
 * The outcome of an answer to a join. `changed`: other rooms may still be pending. `refused`: the foremost room was
 * refused and no other one is joined, so the connection is of no use. `unanswered`: the foremost room's join was not answered in time.
 */
export type JoinOutcome =
  | { type: 'changed'; joins: RoomJoins; joined: readonly RoomId[]; leftOut: readonly RoomId[] }
  | { type: 'refused'; error: string }
  | { type: 'unanswered' };

export const NO_JOINS: RoomJoins = { rooms: new Map(), refusals: [] };

/** Whether any join is still unanswered. */
export const isJoining = ({ rooms }: RoomJoins): boolean => pending(rooms).length > 0;

export const isJoined = ({ rooms }: RoomJoins, roomId: RoomId): boolean =>
  rooms.get(roomId)?.type === 'joined';

/** In which words the server refused the foremost room; undefined where it did not, or where that ended the connection. */
export const denialOf = ({ rooms }: RoomJoins, foremost: RoomId | undefined): string | undefined => {
  const join = foremost === undefined ? undefined : rooms.get(foremost);
  return join?.type === 'denied' ? join.error : undefined;
};

/** Has the rooms that were denied asked for anew as soon as they are the foremost one, `foremost` excepted. */
export const forgetDenials = (joins: RoomJoins, foremost?: RoomId): RoomJoins => ({
  ...joins,
  rooms: new Map(
    [...joins.rooms].map(([id, join]) =>
      join.type === 'denied' && id !== foremost ? [id, { type: 'left-out' }] : [id, join],
    ),
  ),
});

/** When the next join counts as unanswered, in milliseconds since the epoch; infinite where none is pending. */
export const joinDeadline = ({ rooms }: RoomJoins): number =>
  Math.min(...[...rooms.values()].map((join) => (join.type === 'joining' ? join.deadline : Infinity)));

/**
 * Marks the rooms that are to be joined now: those not requested yet, and the foremost one even after a refusal. Where the server confirms no join, they count as joined at once.
 */
export const requestJoins = (
  joins: RoomJoins,
  wanted: readonly Room[],
  foremost: RoomId | undefined,
  confirmsJoin: boolean,
  now: number,
): { joins: RoomJoins; requested: readonly RoomId[] } => {
  const requested = wanted.flatMap(({ id }) => {
    const join = joins.rooms.get(id);
    return join === undefined || (id === foremost && join.type === 'left-out') ? [id] : [];
  });
  const join: RoomJoin = confirmsJoin
    ? { type: 'joining', deadline: later(now, JOIN_TIMEOUT_MS) }
    : { type: 'joined' };
  const rooms = new Map([...joins.rooms, ...requested.map((id) => [id, join] as const)]);
  return { joins: { ...joins, rooms }, requested };
};

/** Takes a confirmed join. A room that was not requested changes nothing. */
export const confirmJoin = (joins: RoomJoins, roomId: RoomId, foremost: RoomId | undefined): JoinOutcome => {
  if (joins.rooms.get(roomId)?.type !== 'joining') return unchanged(joins);
  const rooms = new Map([...joins.rooms, [roomId, { type: 'joined' }]] as const);
  return assignRefusals({ ...joins, rooms }, foremost, [roomId]);
};

/** Takes a refused join, in the words of `error`. ElizaOS names no room in it (1.5.8 to 1.7.2). */
export const refuseJoin = (joins: RoomJoins, error: string, foremost: RoomId | undefined): JoinOutcome =>
  assignRefusals({ ...joins, refusals: [...joins.refusals, error] }, foremost, []);

/** Leaves out the rooms whose answer is overdue. */
export const expireJoins = (joins: RoomJoins, now: number, foremost: RoomId | undefined): JoinOutcome => {
  const overdue = pending(joins.rooms).filter(([, { deadline }]) => deadline <= now);
  const roomIds = overdue.map(([id]) => id);
  if (roomIds.some((id) => id === foremost)) return { type: 'unanswered' };
  return roomIds.length > 0 ? leaveOut(joins, roomIds, []) : unchanged(joins);
};

/** Assigns the refusals to the pending rooms, once no more of these are left than refusals. */
const assignRefusals = (
  joins: RoomJoins,
  foremost: RoomId | undefined,
  joined: readonly RoomId[],
): JoinOutcome => {
  const roomIds = pending(joins.rooms).map(([id]) => id);
  const [error] = joins.refusals;
  if (error === undefined || roomIds.length > joins.refusals.length) {
    return { type: 'changed', joins, joined, leftOut: [] };
  }
  const denied = roomIds.find((id) => id === foremost);
  const isOfUse = [...joins.rooms.values()].some(({ type }) => type === 'joined');
  if (denied !== undefined && !isOfUse) return { type: 'refused', error };
  const left = leaveOut({ ...joins, refusals: [] }, roomIds, joined);
  return denied === undefined ? left : deny(left, denied, error);
};

type Changed = Extract<JoinOutcome, { type: 'changed' }>;

const deny = (outcome: Changed, roomId: RoomId, error: string): Changed => {
  const rooms = new Map([...outcome.joins.rooms, [roomId, { type: 'denied', error }]] as const);
  return { ...outcome, joins: { ...outcome.joins, rooms } };
};

const leaveOut = (joins: RoomJoins, leftOut: readonly RoomId[], joined: readonly RoomId[]): Changed => {
  const rooms = new Map([...joins.rooms, ...leftOut.map((id) => [id, { type: 'left-out' }] as const)]);
  return { type: 'changed', joins: { ...joins, rooms }, joined, leftOut };
};

const unchanged = (joins: RoomJoins): JoinOutcome => ({ type: 'changed', joins, joined: [], leftOut: [] });

const pending = (rooms: RoomJoins['rooms']): [RoomId, { type: 'joining'; deadline: number }][] =>
  [...rooms].flatMap(([id, join]) => (join.type === 'joining' ? [[id, join]] : []));
