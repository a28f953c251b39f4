import { isEqual } from '../model/equal.ts';
import type { RoomId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import type { Road } from '../transport/choose.ts';
import type { LineOptions } from '../transport/transport.ts';
import type { Goal } from './machine.ts';

/** What to be connected to. */
export interface ConnectionTarget {
  address: string;
  entityId: string;
  key: string | undefined;
  token?: string | undefined;
  /** Whether the server answers a join; otherwise a room counts as joined once it was asked for. */
  confirmsJoin: boolean;
  hasHistory: boolean;
  /** The ways to the server, the best first. */
  roads: readonly Road[];
  /** The rooms to be joined, the one that is looked at first. */
  rooms: readonly Room[];
}

/** The room that is looked at. */
export const foremostOf = ({ rooms }: ConnectionTarget): RoomId | undefined => rooms[0]?.id;

/** The routes to the server without those that do not lead to it. */
export const fitRoutes = ({ target, unfit }: Goal): readonly Road[] =>
  target.roads.filter((road) => !unfit.some((other) => isEqual(other, road)));

/** What a transport is opened with, on one of the routes. */
export const transportOptions = (
  { address, entityId, key, token, hasHistory }: ConnectionTarget,
  road: Road,
  isOnly: boolean,
): LineOptions => ({ address, entityId, key, token, hasHistory, road, isOnly });

/** Whether a connection to one target serves the other one too, but for the rooms. */
export const isSameServer = (a: ConnectionTarget, b: ConnectionTarget): boolean =>
  a.address === b.address &&
  a.entityId === b.entityId &&
  a.key === b.key &&
  a.token === b.token &&
  isEqual(a.roads, b.roads) &&
  a.hasHistory === b.hasHistory;

export const hasSameRooms = (a: ConnectionTarget, b: ConnectionTarget): boolean =>
  isEqual(
    a.rooms.map(({ id }) => id),
    b.rooms.map(({ id }) => id),
  );
