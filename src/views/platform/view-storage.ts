import type { MessageId, ProfileId, RoomId } from '../../model/ids.ts';
import { isTime } from '../../model/time.ts';
import type { PlaceStorage } from './platform.ts';

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

/** What is kept of each: where its reader stopped, and what waits in its composer besides the text. */
const PLACE = 'place:';
export const FILES = 'files:';
export const EDIT = 'edit:';
const ALL = [PLACE, FILES, EDIT];

export const keyOf = (kind: string, { server, roomId }: PlaceOf): string => `${kind}${server}:${roomId}`;

const isPlace = (value: unknown): value is Place => {
  const { id, top, at } = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && Number.isFinite(top) && isTime(at);
};

/** Where the reader of a room was when its view was last closed; nothing for who was at the newest message. */
export const readPlace = (storage: PlaceStorage, of: PlaceOf): Place | undefined => {
  try {
    const value: unknown = JSON.parse(storage.getItem(keyOf(PLACE, of)) ?? 'null');
    return isPlace(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const keepPlace = (storage: PlaceStorage, of: PlaceOf, place: Place | undefined): void => {
  try {
    if (place) storage.setItem(keyOf(PLACE, of), JSON.stringify(place));
    else storage.removeItem(keyOf(PLACE, of));
  } catch {
    // It is full, or closed to us: then the room opens at its newest message.
  }
};

/** Forgets what is kept of rooms of `current` other than `rooms`, and in those of servers other than `servers`. */
export const sweepPlaces = (
  storage: PlaceStorage,
  servers: readonly ProfileId[],
  current: ProfileId,
  rooms: readonly RoomId[],
): void => {
  const known = new Set(rooms.map((roomId) => `${current}:${roomId}`));
  const stays = (of: string): boolean =>
    of.startsWith(`${current}:`) ? known.has(of) : servers.some((id) => of.startsWith(`${id}:`));
  try {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
    for (const key of keys) {
      const kind = ALL.find((prefix) => key?.startsWith(prefix));
      if (key && kind && !stays(key.slice(kind.length))) storage.removeItem(key);
    }
  } catch {
    // It is closed to us: then there is nothing in it.
  }
};
