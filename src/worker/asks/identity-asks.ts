import { type EntityId, isUuid, type RoomId } from '../../model/ids.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { AskResult } from '../../relay/to-view.ts';
import { dialect } from '../../wire/dialect.ts';
import type { AsksDeps } from './deps.ts';
import { DONE, failed, notFound } from './result.ts';
import type { RoomAsks } from './room-asks.ts';

/** What is asked about who speaks: another person, another name, a room by hand. */
export interface IdentityAsks {
  joinRoom(id: RoomId, entityId: EntityId, userName: string): Promise<AskResult>;
  changeIdentity(entityId: EntityId, userName: string): Promise<AskResult>;
}

export const createIdentityAsks = (deps: AsksDeps, { addRoom }: RoomAsks): IdentityAsks => {
  const { session, settingsStore, ledger } = deps;

  /** The ids and the name under which the user speaks; the first that is wrong is named. */
  const invalid = (entityId: string, userName: string, roomId?: string): AskResult | undefined => {
    const strict = session.profile && dialect(session.profile.dialect).needsUuids;
    const bad = (field: string, error: string) => failed({ code: 'invalid', field, error });
    if (strict && roomId !== undefined && !isUuid(roomId)) return bad('roomId', 'uuid');
    if (strict && !isUuid(entityId)) return bad('entityId', 'uuid');
    if (userName.trim() === '') return bad('userName', 'empty');
    return undefined;
  };

  const takeIdentity = (entityId: EntityId, userName: string): Promise<ServerProfile | undefined> => {
    return ledger.alone(async () => {
      if (!session.profile) return undefined;
      const profile = { ...session.profile, entityId, userName };
      await settingsStore.activate(profile);
      session.profile = profile;
      await ledger.commit([], [{ type: 'profile', profile }]);
      return profile;
    });
  };

  const joinRoom = async (id: RoomId, entityId: EntityId, userName: string): Promise<AskResult> => {
    const wrong = invalid(entityId, userName, id);
    if (wrong) return wrong;
    const profile = await takeIdentity(entityId, userName);
    if (!profile) return notFound('server');
    const known = session.rooms.get(id)?.room;
    const { messageServerId } = profile;
    return addRoom({ title: id, ...known, id, entityId, userName, messageServerId });
  };

  /** With another entity another person speaks: the rooms of the one before are not theirs. */
  const changeIdentity = async (entityId: EntityId, userName: string): Promise<AskResult> => {
    const wrong = invalid(entityId, userName);
    if (wrong) return wrong;
    const before = session.profile?.entityId;
    if (!(await takeIdentity(entityId, userName))) return notFound('server');
    if (entityId !== before) {
      await deps.open(undefined);
      return DONE;
    }
    await ledger.alone(() => {
      const rooms = [...session.rooms.values()].filter(({ room }) => room.entityId === entityId);
      return ledger.commit(
        rooms.map((stored) => ({ type: 'room', room: { ...stored, room: { ...stored.room, userName } } })),
        [],
      );
    });
    return DONE;
  };

  return { joinRoom, changeIdentity };
};
