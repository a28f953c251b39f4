import type { Change } from '../chat/change.ts';
import type { MessageId, ProfileId, RoomId } from '../model/ids.ts';
import { isOursAlone, type Message } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import { titleFrom } from '../model/title.ts';
import type { Store, StoredRoom, Write } from '../store/store.ts';
import { headAtMessage } from './head.ts';
import { type ReadonlyRoom, type ReadonlySession, roomStateOf } from './session.ts';

/** How much of a message a list of rooms shows, in characters. */
const PREVIEW_LENGTH = 120;
/** How many messages are looked through at once. */
const AT_ONCE = 200;

/** Fields of stored rooms, by room. */
export type RoomPatches = ReadonlyMap<RoomId, Partial<StoredRoom>>;

/** The last words of a room, as a list shows them. */
export const previewOf = (message: Message | undefined): string =>
  (message?.text || (message?.attachments[0]?.title ?? '')).slice(0, PREVIEW_LENGTH);

/** The ids of the messages that the changes remove from a room. */
const removedFrom = (changes: readonly Change[], roomId: RoomId): Set<MessageId> =>
  new Set(
    changes.flatMap((change) => (change.type === 'removed' && change.roomId === roomId ? [change.id] : [])),
  );

/** The last words that are left in the rooms from which the changes take messages. */
export const wordsLeft = async (
  store: Pick<Store, 'page'>,
  { profile }: ReadonlySession,
  changes: readonly Change[],
): Promise<Map<RoomId, string>> => {
  const left = new Map<RoomId, string>();
  if (!profile) return left;
  for (const change of changes) {
    if (change.type === 'cleared') {
      left.set(change.roomId, previewOf(await lastOfOurs(store, profile.id, change.roomId)));
    } else if (change.type === 'removed' && !left.has(change.roomId)) {
      const removed = removedFrom(changes, change.roomId);
      const { messages } = await store.page(profile.id, change.roomId, removed.size + 1);
      left.set(change.roomId, previewOf(messages.findLast(({ id }) => !removed.has(id))));
    }
  }
  return left;
};

/** The newest message of a room that stays when the server clears it. */
const lastOfOurs = async (
  store: Pick<Store, 'page'>,
  profile: ProfileId,
  roomId: RoomId,
): Promise<Message | undefined> => {
  let oldest: Message | undefined;
  for (;;) {
    const { messages, more } = await store.page(profile, roomId, AT_ONCE, oldest);
    const found = messages.findLast(isOursAlone);
    if (found || !more) return found;
    [oldest] = messages;
  }
};

/**
 * The rooms as they are stored with the changes: their last words, how far they are known, and `patches`.
 * `wordsLeft`: the last words that are left in the rooms from which messages go. `now`: ms since the epoch.
 */
export const roomWrites = (
  session: ReadonlySession,
  changes: readonly Change[],
  wordsLeft: ReadonlyMap<RoomId, string>,
  patches: RoomPatches,
  now: number,
): Write[] => {
  const newest = new Map<RoomId, Message>();
  for (const change of changes) {
    if (change.type !== 'put' || !isWords(change.message)) continue;
    const { message } = change;
    const known = newest.get(message.roomId);
    if (!known || message.order >= known.order) newest.set(message.roomId, message);
  }
  return [...new Set([...wordsLeft.keys(), ...newest.keys(), ...patches.keys()])].flatMap(
    (roomId): Write[] => {
      const stored = session.rooms.get(roomId);
      const preview = wordsLeft.get(roomId);
      const patch = {
        ...(stored?.room.local && isOnServer(changes, roomId) && { room: withoutLocal(stored.room) }),
        ...(preview !== undefined && { preview }),
        ...(stored && newestIn(session, stored, newest.get(roomId), changes, now)),
        ...patches.get(roomId),
      };
      return stored && Object.keys(patch).length > 0 ? [{ type: 'room', room: { ...stored, ...patch } }] : [];
    },
  );
};

/** The fields of a room that its newest message changes. */
const newestIn = (
  session: ReadonlySession,
  { room, lastOrder }: ReadonlyRoom,
  message: Message | undefined,
  changes: readonly Change[],
  now: number,
): Partial<StoredRoom> => {
  if (!message || (lastOrder !== undefined && message.order < lastOrder)) return {};
  const named = titled(room, changes);
  const isMade = room.local && isOnServer(changes, room.id);
  const patch = {
    room: isMade ? withoutLocal(named) : named,
    preview: previewOf(message),
    updatedAt: message.at,
  };
  // Our own clock may run ahead of the server's: it moves nothing that is compared with server times.
  const isHead = message.serverTime && roomStateOf(session, room.id).caughtUp;
  return isHead ? { ...patch, ...headAtMessage(message, now) } : patch;
};

/** Whether it counts as the last words of its room: a reply does once it is there. */
const isWords = (message: Message): boolean => !(message.type === 'other' && message.reply === 'streaming');

/** Whether a change tells that the server has the room: a message of it is there. */
const isOnServer = (changes: readonly Change[], roomId: RoomId): boolean =>
  changes.some(
    (change) => change.type === 'put' && change.message.roomId === roomId && !isOursAlone(change.message),
  );

const withoutLocal = ({ local: _, ...room }: Room): Room => room;

/** Names a conversation that nobody gave a title after the first words that are written in it. */
const titled = (room: Room, changes: readonly Change[]): Room => {
  const first = changes.find(
    (change) => change.type === 'put' && change.message.type === 'own' && change.message.roomId === room.id,
  );
  const title = room.untitled && first?.type === 'put' && titleFrom(first.message.text);
  if (!title) return room;
  const { untitled: _, ...rest } = room;
  return { ...rest, title };
};
