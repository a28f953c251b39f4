import type { ProfileId, RoomId } from '../model/ids.ts';
import { LAST_KEY } from './names.ts';

/** The rows of a server. */
export const rowsOf = (profile: ProfileId): IDBKeyRange => IDBKeyRange.bound([profile], [profile, LAST_KEY]);

/** The rows of a room. */
export const rowsIn = (profile: ProfileId, roomId: RoomId): IDBKeyRange =>
  IDBKeyRange.bound([profile, roomId], [profile, roomId, LAST_KEY]);
