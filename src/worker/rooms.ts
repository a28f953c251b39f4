import type { RoomId } from '../model/ids.ts';
import type { Store } from '../store/store.ts';
import type { Ledger } from './ledger.ts';
import type { Outgoing } from './outgoing.ts';
import type { Session } from './session.ts';

/** What becomes of a room as a whole, whether it was asked for here or told by the server. */
export interface Rooms {
  rename(roomId: RoomId, title: string): Promise<void>;
  /** Forgets the room, and all that is stored of it. */
  remove(roomId: RoomId): Promise<void>;
  /**
   * The server has deleted the room. What it never had of ours is nowhere else: it stays, marked as failed,
   * and so does the room then.
   */
  deleted(roomId: RoomId): Promise<void>;
  /** Runs `work`, which deletes the room on the server: what is heard of that meanwhile is no news. */
  deleting<T>(roomId: RoomId, work: () => Promise<T>): Promise<T>;
}

export interface RoomsDeps {
  store: Store;
  session: Session;
  ledger: Ledger;
  outgoing: Pick<Outgoing, 'failAll'>;
  /** Leaves the open conversation; `gone` says that the server has deleted it. */
  close: (gone?: string) => Promise<void>;
}

export const createRooms = ({ store, session, ledger, outgoing, close }: RoomsDeps): Rooms => {
  const beingDeleted = new Set<RoomId>();
  const isOpen = (roomId: RoomId): boolean => session.profile?.roomId === roomId;

  return {
    rename: (roomId, title) =>
      ledger.alone(async () => {
        const stored = session.rooms.get(roomId);
        if (!stored) return;
        const { untitled: _, ...room } = stored.room;
        await ledger.commit([{ type: 'room', room: { ...stored, room: { ...room, title } } }], []);
      }),
    remove: async (roomId) => {
      if (isOpen(roomId)) await close();
      await ledger.alone(() => ledger.commit([{ type: 'remove-room', roomId }], []));
    },
    deleted: async (roomId) => {
      const { room } = session.rooms.get(roomId) ?? {};
      if (!room || beingDeleted.has(roomId)) return;
      if (isOpen(roomId)) await close(room.title);
      await ledger.alone(async () => {
        const { profile } = session;
        if (!profile || !session.rooms.has(roomId)) return;
        await outgoing.failAll(roomId, { code: 'room-deleted' });
        await ledger.apply([{ type: 'cleared', roomId }]);
        const left = await store.page(profile.id, roomId, 1);
        if (left.messages.length === 0) await ledger.commit([{ type: 'remove-room', roomId }], []);
      });
    },
    deleting: async (roomId, work) => {
      beingDeleted.add(roomId);
      return work().finally(() => beingDeleted.delete(roomId));
    },
  };
};
