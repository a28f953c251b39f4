import type { MessageId, RoomId } from '../../model/ids.ts';
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

const keyOf = (roomId: RoomId): string => `place:${roomId}`;

const isPlace = (value: unknown): value is Place => {
  const { id, top, at } = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && typeof top === 'number' && typeof at === 'number';
};

/** Where the reader of a room was when its view was last closed; nothing for who was at the newest message. */
export const readPlace = (storage: PlaceStorage, roomId: RoomId): Place | undefined => {
  try {
    const value: unknown = JSON.parse(storage.getItem(keyOf(roomId)) ?? 'null');
    return isPlace(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const keepPlace = (storage: PlaceStorage, roomId: RoomId, place: Place | undefined): void => {
  try {
    if (place) storage.setItem(keyOf(roomId), JSON.stringify(place));
    else storage.removeItem(keyOf(roomId));
  } catch {
    // It is full, or closed to us: then the room opens at its newest message.
  }
};
