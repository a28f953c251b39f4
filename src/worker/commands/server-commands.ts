import { hostOf, normaliseAddress } from '../../api/address.ts';
import { probe, type Secrets } from '../../api/probe.ts';
import { isEqual } from '../../model/equal.ts';
import type { EntityId, ProfileId } from '../../model/ids.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { Settings } from '../../model/settings.ts';
import type { AskResult } from '../../relay/to-view.ts';
import type { Ask } from '../../relay/to-worker.ts';
import type { CommandDeps } from './deps.ts';
import { DONE, failed, notFound } from './result.ts';

/** What is asked about the server and its agents. */
export interface ServerCommands {
  connectTo(address: string, secrets: Secrets): Promise<AskResult>;
  switchTo(id: ProfileId): Promise<AskResult>;
  edit(ask: Extract<Ask, { type: 'edit-server' }>): Promise<AskResult>;
  remove(id: ProfileId): Promise<AskResult>;
  leave(): Promise<AskResult>;
  changeSettings(settings: Settings): Promise<AskResult>;
}

export const createServerCommands = (deps: CommandDeps): ServerCommands => {
  const { session, settingsStore, unit, server, chance, clock } = deps;

  const known = async (isMeant: (profile: ServerProfile) => boolean): Promise<ServerProfile | undefined> =>
    (await settingsStore.profiles()).find(isMeant);

  /** What to show a server: what is given, and what is kept of it where nothing is. */
  const secretsOf = async (given: Secrets, before: ServerProfile | undefined): Promise<Secrets> => ({
    key: given.key ?? (before && (await settingsStore.key(before.id))),
    token: given.token ?? (before && (await settingsStore.token(before.id))),
  });
  const ask = (address: string, secrets: Secrets) =>
    probe(address, secrets, { fetch: deps.fetch, now: clock.now });

  const connectTo = async (address: string, given: Secrets): Promise<AskResult> => {
    const meant = normaliseAddress(address);
    const before = await known((profile) => profile.address === meant);
    const secrets = await secretsOf(given, before);
    const result = await ask(address, secrets);
    if (!result.ok) return failed(result.failure);
    const { found } = result;
    const { roomId: _, ...kept } = before ?? {
      id: chance.uuid() as ProfileId,
      entityId: chance.uuid() as EntityId,
      userName: 'User',
      hasKey: false,
      mode: 'automatic' as const,
      transports: 'automatic' as const,
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
  };

  const switchTo = async (id: ProfileId): Promise<AskResult> => {
    if (session.profile?.id === id) return DONE;
    const profile = await known((other) => other.id === id);
    if (!profile) return notFound('server');
    await server.enter(profile);
    return DONE;
  };

  const edit: ServerCommands['edit'] = async ({ type: _, id, address, key, token, ...parts }) => {
    const isMeant = (profile: ServerProfile): boolean => profile.id === id;
    const asked = await known(isMeant);
    if (!asked) return notFound('server');
    const meant = address === undefined ? asked.address : normaliseAddress(address);
    const other = await known((profile) => profile.address === meant);
    if (meant && other && !isMeant(other)) return failed({ code: 'address-taken', host: hostOf(meant) });
    const moved = other ? undefined : await ask(address ?? '', await secretsOf({ key, token }, asked));
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
  };

  const remove = async (id: ProfileId): Promise<AskResult> => {
    if (session.profile?.id === id) await leave();
    await unit.transact((tx) => tx.forget(id));
    await settingsStore.remove(id);
    await server.showServers();
    return DONE;
  };

  const leave = async (): Promise<AskResult> => {
    await server.enter(undefined);
    return DONE;
  };

  const changeSettings = async (settings: Settings): Promise<AskResult> => {
    await settingsStore.saveSettings(settings);
    await unit.transact((tx) =>
      tx.commit({ session: { settings }, changes: [{ type: 'settings', settings }] }),
    );
    deps.emit({ type: 'target-changed' });
    deps.outbound.pump();
    return DONE;
  };

  return { connectTo, switchTo, edit, remove, leave, changeSettings };
};
