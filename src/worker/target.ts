import type { ConnectionTarget } from '../connection/target.ts';
import type { Room } from '../model/room.ts';
import { routesFor } from '../transport/routes.ts';
import type { ReadonlySession } from './session.ts';
import { summaries } from './session-reads.ts';

/** Rooms that are joined at once, the latest first: what is said in them is heard. */
const MOST_JOINED = 50;

/** The target of the connection; undefined where none is wanted. `isWatched`: a view is open. */
export const connectionTarget = (
  session: ReadonlySession,
  isWatched: boolean,
): ConnectionTarget | undefined => {
  const { profile, settings, key, token } = session;
  const isOpen = ({ id }: Room): boolean => id === profile?.roomId;
  const rooms = summaries(session)
    .filter(({ room, waiting }) => isOpen(room) || waiting > 0 || room.entityId === profile?.entityId)
    .sort((a, b) => Number(isOpen(b.room)) - Number(isOpen(a.room)) || b.waiting - a.waiting)
    .slice(0, MOST_JOINED)
    .map(({ room }) => room);
  const [first] = rooms;
  const isWanted = settings.stayConnected || isWatched || session.outbox.entries.size > 0;
  if (!profile || !first || session.wantsKey || !isWanted) return undefined;
  return {
    address: profile.address,
    entityId: profile.entityId,
    key,
    token,
    dialect: profile.dialect,
    routes: routesFor(profile.mode, profile.transports),
    rooms,
    foremost: isOpen(first) || rooms.length === 1 ? first.id : undefined,
  };
};
