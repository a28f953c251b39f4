import type { Api } from '../api/client.ts';
import type { RoomId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import type { ServerProfile } from '../model/server.ts';
import { LIMITS, shorten } from '../model/shorten.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Clock } from './clock.ts';
import { described } from './described.ts';
import type { Emit } from './events.ts';
import type { ReadonlySession } from './session.ts';
import { summaries } from './session-reads.ts';
import { readOpenRoom } from './snapshot.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { UnitOfWork } from './unit-of-work.ts';
import { newRoom } from './waiting.ts';

/** Opens, renames and removes rooms, whether a command or the server says so. */
export interface Rooms {
  /** Opens the room's conversation, or none. `closedTitle`: that of the conversation that the server has deleted. */
  open(roomId: RoomId | undefined, closedTitle?: string): Promise<void>;
  /** Keeps the room, and opens it. */
  add(room: Room): Promise<void>;
  rename(roomId: RoomId, title: string): Promise<void>;
  /**
   * Tells the server the title of a room that it has from now on, so that other clients show it too. Where that fails,
   * they show what they showed before.
   */
  tellTitle(roomId: RoomId): void;
  /** Keeps the room, with all that is stored of it, under the id that the server has made it under. */
  move(from: RoomId, to: RoomId): Promise<void>;
  /** Deletes the room, and all that is stored of it. */
  remove(roomId: RoomId): Promise<void>;
  /**
   * Removes a room that the server has deleted. Messages of ours that the server never had are nowhere else: they
   * stay, marked as failed, and so does the room then.
   */
  roomDeleted(roomId: RoomId): Promise<void>;
  /** Runs `work`, which deletes the room on the server: what is heard of that meanwhile is no news. */
  whileDeleting<T>(roomId: RoomId, work: () => Promise<T>): Promise<T>;
}

export interface RoomsDeps {
  store: ReadonlyStore;
  session: ReadonlySession;
  unit: UnitOfWork;
  settingsStore: SettingsStore;
  clock: Clock;
  api: () => Api | undefined;
  emit: Emit;
}

export const createRooms = ({ store, session, unit, settingsStore, clock, api, emit }: RoomsDeps): Rooms => {
  const beingDeleted = new Set<RoomId>();
  const isOpen = (roomId: RoomId): boolean => session.profile?.roomId === roomId;

  const open: Rooms['open'] = async (roomId, closedTitle) => {
    await unit.transact(async (tx) => {
      const { profile } = session;
      if (!profile) return;
      const { roomId: _, ...rest } = profile;
      const next: ServerProfile = roomId === undefined ? rest : { ...rest, roomId };
      await settingsStore.activate(next);
      await tx.commit({ session: { profile: next, closedRoomTitle: closedTitle } });
      await tx.commit({
        changes: [
          { type: 'profile', profile: described(next) },
          { type: 'rooms', rooms: summaries(session) },
          {
            type: 'open',
            open: await readOpenRoom(session, store),
            ...(closedTitle !== undefined && { closedRoomTitle: closedTitle }),
          },
        ],
      });
    });
    emit({ type: 'room-opened', roomId });
  };

  return {
    open,
    add: async (room) => {
      const stored = session.rooms.get(room.id) ?? newRoom(room, clock.now()).room;
      await unit.transact((tx) => tx.commit({ writes: [{ type: 'room', room: { ...stored, room } }] }));
      await open(room.id);
    },
    rename: (roomId, title) =>
      unit.transact(async (tx) => {
        const stored = session.rooms.get(roomId);
        if (!stored) return;
        const { untitled: _, ...rest } = stored.room;
        const room = { ...rest, title: shorten(title, LIMITS.name) };
        await tx.commit({ writes: [{ type: 'room', room: { ...stored, room } }] });
      }),
    tellTitle: (roomId) => {
      const { title } = session.rooms.get(roomId)?.room ?? {};
      if (title) void api()?.rename(roomId, title);
    },
    move: async (from, to) => {
      await unit.transact(async (tx) => {
        const { profile } = session;
        const stored = session.rooms.get(from);
        if (!profile || !stored) return;
        const { local: _, askedAt: __, ...room } = stored.room;
        const { messages } = await store.page(profile.id, from, Number.MAX_SAFE_INTEGER);
        const next = isOpen(from) ? { ...profile, roomId: to } : profile;
        if (next !== profile) await settingsStore.activate(next);
        await tx.apply([], {
          writes: [
            { type: 'room', room: { ...stored, room: { ...room, id: to, madeFrom: from } } },
            ...messages.map((message) => ({ type: 'message' as const, message: { ...message, roomId: to } })),
            { type: 'draft', roomId: to, ...(await store.draft(profile.id, from)) },
            { type: 'remove-room', roomId: from },
          ],
          inputs: [{ type: 'room-moved', from, to }],
        });
        if (next === profile) return;
        await tx.commit({ session: { profile: next } });
        await tx.commit({
          changes: [
            { type: 'profile', profile: described(next) },
            { type: 'open', open: await readOpenRoom(session, store) },
          ],
        });
      });
      emit({ type: 'target-changed' });
    },
    remove: async (roomId) => {
      if (isOpen(roomId)) await open(undefined);
      await unit.transact((tx) => tx.commit({ writes: [{ type: 'remove-room', roomId }] }));
    },
    roomDeleted: async (roomId) => {
      const { room } = session.rooms.get(roomId) ?? {};
      if (!room || beingDeleted.has(roomId)) return;
      if (isOpen(roomId)) await open(undefined, room.title);
      await unit.transact(async (tx) => {
        const { profile } = session;
        if (!profile || !session.rooms.has(roomId)) return;
        await tx.apply([], { inputs: [{ type: 'room-closed', roomId, reason: { type: 'room-deleted' } }] });
        await tx.apply([{ type: 'cleared', roomId }]);
        const left = await store.page(profile.id, roomId, 1);
        if (left.messages.length === 0) await tx.commit({ writes: [{ type: 'remove-room', roomId }] });
      });
    },
    whileDeleting: async (roomId, work) => {
      beingDeleted.add(roomId);
      return work().finally(() => beingDeleted.delete(roomId));
    },
  };
};
