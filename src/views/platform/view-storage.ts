import type { MessageId, ProfileId, RoomId } from '../../model/ids.ts';
import type { ViewStorage } from './platform.ts';

/** A message, its distance from the top edge of the log (px), and its order. */
export interface ScrollPosition {
  id: MessageId;
  top: number;
  order: number;
  /** A search led to the message. */
  found?: true;
}

/** Identifies a conversation: two servers may have rooms of the same id. */
export interface RoomKey {
  server: ProfileId | undefined;
  roomId: RoomId;
}

/** The prefixes of the stored keys, one for each kind of entry. */
const SCROLL_POSITION = 'place:';
export const FILES = 'files:';
export const EDIT = 'edit:';
const PREFIXES = [SCROLL_POSITION, FILES, EDIT];

export const storageKey = (prefix: string, { server, roomId }: RoomKey): string =>
  `${prefix}${server}:${roomId}`;

const isScrollPosition = (value: unknown): value is ScrollPosition => {
  const { id, top, order } = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && Number.isFinite(top) && Number.isFinite(order);
};

/** Reads where the reader left a room; undefined where that was the newest message, or nothing can be read. */
export const readScrollPosition = (storage: ViewStorage, room: RoomKey): ScrollPosition | undefined => {
  try {
    const value: unknown = JSON.parse(storage.getItem(storageKey(SCROLL_POSITION, room)) ?? 'null');
    return isScrollPosition(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Saves where the reader left a room, or removes it where `position` is undefined. Ignores a storage error. */
export const saveScrollPosition = (
  storage: ViewStorage,
  room: RoomKey,
  position: ScrollPosition | undefined,
): void => {
  const key = storageKey(SCROLL_POSITION, room);
  try {
    if (position) storage.setItem(key, JSON.stringify(position));
    else storage.removeItem(key);
  } catch {
    // Storage is full or blocked: the room opens at its newest message.
  }
};

/**
 * Removes the entries of rooms of the server `current` that are not among `rooms`, and of servers that are not
 * among `servers`.
 */
export const removeStaleEntries = (
  storage: ViewStorage,
  servers: readonly ProfileId[],
  current: ProfileId,
  rooms: readonly RoomId[],
): void => {
  const known = new Set(rooms.map((roomId) => `${current}:${roomId}`));
  const isKnown = (room: string): boolean =>
    room.startsWith(`${current}:`) ? known.has(room) : servers.some((id) => room.startsWith(`${id}:`));
  try {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
    for (const key of keys) {
      const prefix = PREFIXES.find((one) => key?.startsWith(one));
      if (key && prefix && !isKnown(key.slice(prefix.length))) storage.removeItem(key);
    }
  } catch {
    // Storage is blocked, and so empty.
  }
};
