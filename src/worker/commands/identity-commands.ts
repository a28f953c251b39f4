import { type EntityId, isUuid } from '../../model/ids.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { CommandResult } from '../../relay/to-view.ts';
import { codecOf } from '../../wire/codecs.ts';
import { described } from '../described.ts';
import type { CommandDeps } from './deps.ts';
import type { Handlers } from './handlers.ts';
import { DONE, failed, notFound } from './result.ts';

/** Commands about the person who speaks: another entity, another name, a room by hand. */
export const identityCommands = ({ session, settingsStore, unit, rooms }: CommandDeps) => {
  /** The ids and the name under which the user speaks; the first that is wrong is named. */
  const invalid = (entityId: string, userName: string, roomId?: string): CommandResult | undefined => {
    const strict = session.profile && codecOf(session.profile.dialect).capabilities.needsUuids;
    const bad = (field: string, error: string) => failed({ type: 'invalid', field, error });
    if (strict && roomId !== undefined && !isUuid(roomId)) return bad('roomId', 'uuid');
    if (strict && !isUuid(entityId)) return bad('entityId', 'uuid');
    if (userName.trim() === '') return bad('userName', 'empty');
    return undefined;
  };

  const setIdentity = (entityId: EntityId, userName: string): Promise<ServerProfile | undefined> =>
    unit.transact(async (tx) => {
      if (!session.profile) return undefined;
      const profile = { ...session.profile, entityId, userName };
      await settingsStore.activate(profile);
      await tx.commit({ session: { profile }, changes: [{ type: 'profile', profile: described(profile) }] });
      return profile;
    });

  return {
    'join-room': async ({ roomId: id, entityId, userName }) => {
      const wrong = invalid(entityId, userName, id);
      if (wrong) return wrong;
      const profile = await setIdentity(entityId, userName);
      if (!profile) return notFound('server');
      const { messageServerId } = profile;
      const { room } = session.rooms.get(id) ?? {};
      await rooms.add({ title: id, ...room, id, entityId, userName, messageServerId });
      return DONE;
    },
    /** With another entity another person speaks: the rooms of the one before are not theirs. */
    'change-identity': async ({ entityId, userName }) => {
      const wrong = invalid(entityId, userName);
      if (wrong) return wrong;
      const before = session.profile?.entityId;
      if (!(await setIdentity(entityId, userName))) return notFound('server');
      if (entityId !== before) {
        await rooms.open(undefined);
        return DONE;
      }
      await unit.transact((tx) =>
        tx.commit({
          writes: [...session.rooms.values()]
            .filter(({ room }) => room.entityId === entityId)
            .map((stored) => ({ type: 'room', room: { ...stored, room: { ...stored.room, userName } } })),
        }),
      );
      return DONE;
    },
  } satisfies Partial<Handlers>;
};
