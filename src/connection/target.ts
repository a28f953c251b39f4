import type { Capabilities } from '../model/described-server.ts';
import { isEqual } from '../model/equal.ts';
import type { RoomId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import type { DialectName } from '../model/server.ts';
import type { Route } from '../transport/routes.ts';
import type { TransportOptions } from '../transport/transport.ts';
import { codecOf } from '../wire/codecs.ts';
import type { Credentials } from '../wire/encode.ts';

/** What to be connected to. */
export interface ConnectionTarget extends Credentials {
  address: string;
  dialect: DialectName;
  /** The routes to the server, the best first. */
  routes: readonly Route[];
  /** The rooms to be joined, the open one first. */
  rooms: readonly Room[];
  /** The room that the connection is of no use without: the open one, or the only one. */
  foremost: RoomId | undefined;
}

/** A target, and what is known of the routes to it. */
export interface Goal {
  target: ConnectionTarget;
  /** How many tries in a row have failed: the backoff grows with them. */
  failures: number;
  /** The routes that turned out not to lead to this server. */
  unfit: readonly Route[];
}

export const capabilitiesOf = ({ dialect }: ConnectionTarget): Capabilities => codecOf(dialect).capabilities;

/** The routes to the server without those that do not lead to it. */
export const fitRoutes = ({ target, unfit }: Goal): readonly Route[] =>
  target.routes.filter((route) => !unfit.some((other) => isEqual(other, route)));

/** What a transport is opened with, on one of the routes. */
export const transportOptions = (
  { address, entityId, key, token, dialect }: ConnectionTarget,
  route: Route,
  isOnly: boolean,
): TransportOptions => ({ address, entityId, key, token, route, isOnly, codec: codecOf(dialect) });

/** Whether a connection to one target serves the other one too, but for the rooms. */
export const isSameServer = (
  { rooms: _, foremost: _a, ...a }: ConnectionTarget,
  { rooms: __, foremost: _b, ...b }: ConnectionTarget,
): boolean => isEqual(a, b);

export const hasSameRooms = (a: ConnectionTarget, b: ConnectionTarget): boolean =>
  a.foremost === b.foremost &&
  isEqual(
    a.rooms.map(({ id }) => id),
    b.rooms.map(({ id }) => id),
  );
