import { hostOf, normaliseAddress } from '../../api/address.ts';
import { probe, type Secrets } from '../../api/probe.ts';
import { isEqual } from '../../model/equal.ts';
import type { EntityId, ProfileId } from '../../model/ids.ts';
import { PROFILE_DEFAULTS, type ServerProfile } from '../../model/server.ts';
import type { CommandDeps } from './deps.ts';
import type { Handlers } from './handlers.ts';
import { DONE, failed, notFound } from './result.ts';

/** Commands about the servers that were set up, the agents of the entered one, and the settings. */
export const serverCommands = (deps: CommandDeps) => {
  const { session, settingsStore, unit, server, chance, clock } = deps;

  const known = async (isMeant: (profile: ServerProfile) => boolean): Promise<ServerProfile | undefined> =>
    (await settingsStore.profiles()).find(isMeant);

  /** The secrets to show a server: the given ones, else those that are kept of it. */
  const secretsOf = async (given: Secrets, before: ServerProfile | undefined): Promise<Secrets> => ({
    key: given.key ?? (before && (await settingsStore.key(before.id))),
    token: given.token ?? (before && (await settingsStore.token(before.id))),
  });
  const probeServer = (address: string, secrets: Secrets) =>
    probe(address, secrets, { fetch: deps.fetch, now: clock.now });

  return {
    probe: async ({ address, key, token }) => {
      const meant = normaliseAddress(address);
      const before = await known((profile) => profile.address === meant);
      const secrets = await secretsOf({ key: key || undefined, token: token || undefined }, before);
      const result = await probeServer(address, secrets);
      if (!result.ok) return failed(result.failure);
      const { found } = result;
      const { roomId: _, ...kept }: Omit<ServerProfile, 'address' | 'dialect'> = before ?? {
        id: chance.uuid() as ProfileId,
        entityId: chance.uuid() as EntityId,
        userName: 'User',
        ...PROFILE_DEFAULTS,
      };
      const profile: ServerProfile = {
        ...kept,
        ...found,
        version: found.version,
        hasKey: secrets.key !== undefined,
        hasToken: secrets.token !== undefined,
      };
      await server.enter(profile, secrets);
      return DONE;
    },
    'switch-server': async ({ id }) => {
      if (session.profile?.id === id) return DONE;
      const profile = await known((other) => other.id === id);
      if (!profile) return notFound('server');
      await server.enter(profile);
      return DONE;
    },
    'edit-server': async ({ type: _, id, address, key, token, ...parts }) => {
      const isMeant = (profile: ServerProfile): boolean => profile.id === id;
      const asked = await known(isMeant);
      if (!asked) return notFound('server');
      const meant = address === undefined ? asked.address : normaliseAddress(address);
      const other = await known((profile) => profile.address === meant);
      if (meant && other && !isMeant(other)) return failed({ type: 'address-taken', host: hostOf(meant) });
      const moved = other
        ? undefined
        : await probeServer(address ?? '', await secretsOf({ key, token }, asked));
      if (moved && !moved.ok) return failed(moved.failure);
      // While it was asked, another conversation may have been opened, or the server removed.
      const before = await known(isMeant);
      if (!before) return notFound('server');
      const profile: ServerProfile = {
        ...before,
        ...parts,
        ...moved?.found,
        ...(key !== undefined && { hasKey: key !== '' }),
        ...(token !== undefined && { hasToken: token !== '' }),
      };
      const isNamed =
        isEqual(profile, { ...before, name: profile.name }) && key === undefined && token === undefined;
      if (session.profile?.id === id && !isNamed) await server.enter(profile, { key, token });
      else {
        await settingsStore.save(profile, { key, token });
        await server.showServers();
      }
      return DONE;
    },
    'remove-server': async ({ id }) => {
      if (session.profile?.id === id) await server.enter(undefined);
      await unit.transact((tx) => tx.forget(id));
      await settingsStore.remove(id);
      await server.showServers();
      return DONE;
    },
    'leave-server': async () => {
      await server.enter(undefined);
      return DONE;
    },
    'refresh-agents': server.loadAgents,
    'connect-now': async () => {
      await server.tryNow();
      return DONE;
    },
    'change-settings': async ({ settings }) => {
      await settingsStore.saveSettings(settings);
      await unit.transact((tx) =>
        tx.commit({ session: { settings }, changes: [{ type: 'settings', settings }] }),
      );
      deps.emit({ type: 'target-changed' });
      deps.outbound.pump();
      return DONE;
    },
  } satisfies Partial<Handlers>;
};
