import type { MessageId, ProfileId, RoomId } from '../../model/ids.ts';
import type { PlaceStorage } from '../shell.ts';

/**
 * Where a reader has stopped: a message, how far below the upper edge it began (px), and its time. `found`: where
 * he wants to go, since it is what he searched for.
 */
export interface Place {
  id: MessageId;
  top: number;
  at: number;
  found?: true;
}

/** Which conversation a place is in: two servers may have rooms of the same id. */
export interface PlaceOf {
  server: ProfileId | undefined;
  roomId: RoomId;
}

const PREFIX = 'place:';

const ofServer = (server: ProfileId | undefined): string => `${PREFIX}${server}:`;
const keyOf = ({ server, roomId }: PlaceOf): string => `${ofServer(server)}${roomId}`;

const isPlace = (value: unknown): value is Place => {
  const { id, top, at } = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && typeof top === 'number' && typeof at === 'number';
};

/** Where the reader of a room was when its view was last closed; nothing for who was at the newest message. */
export const readPlace = (storage: PlaceStorage, of: PlaceOf): Place | undefined => {
  try {
    const value: unknown = JSON.parse(storage.getItem(keyOf(of)) ?? 'null');
    return isPlace(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const keepPlace = (storage: PlaceStorage, of: PlaceOf, place: Place | undefined): void => {
  try {
    if (place) storage.setItem(keyOf(of), JSON.stringify(place));
    else storage.removeItem(keyOf(of));
  } catch {
    // It is full, or closed to us: then the room opens at its newest message.
  }
};

/** Forgets the places in rooms of `current` other than `rooms`, and in those of servers other than `servers`. */
export const sweepPlaces = (
  storage: PlaceStorage,
  servers: readonly ProfileId[],
  current: ProfileId,
  rooms: readonly RoomId[],
): void => {
  const known = new Set(rooms.map((roomId) => keyOf({ server: current, roomId })));
  const stays = (key: string): boolean =>
    key.startsWith(ofServer(current)) ? known.has(key) : servers.some((id) => key.startsWith(ofServer(id)));
  try {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
    for (const key of keys) if (key?.startsWith(PREFIX) && !stays(key)) storage.removeItem(key);
  } catch {
    // It is closed to us: then there is nothing in it.
  }
};
