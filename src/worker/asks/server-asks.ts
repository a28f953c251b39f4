import { hostOf, normaliseAddress } from '../../api/address.ts';
import { probe, type Secrets } from '../../api/probe.ts';
import { isEqual } from '../../model/equal.ts';
import type { EntityId, ProfileId } from '../../model/ids.ts';
import type { ProbeFailure } from '../../model/probe-failure.ts';
import { PROFILE_DEFAULTS, type ServerProfile } from '../../model/server.ts';
import type { Settings } from '../../model/settings.ts';
import type { AskFailure, AskResult } from '../../relay/to-view.ts';
import type { Ask } from '../../relay/to-worker.ts';
import { dialect } from '../../wire/dialect.ts';
import type { Session } from '../session.ts';
import type { AsksDeps } from './deps.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** What is asked about the server and its agents. */
export interface ServerAsks {
  connectTo(address: string, secrets: Secrets): Promise<AskResult>;
  switchTo(id: ProfileId): Promise<AskResult>;
  edit(ask: Extract<Ask, { type: 'edit-server' }>): Promise<AskResult>;
  remove(id: ProfileId): Promise<AskResult>;
  loadAgents(): Promise<AskResult>;
  leave(): Promise<AskResult>;
  changeSettings(settings: Settings): Promise<AskResult>;
}

export const createServerAsks = (deps: AsksDeps): ServerAsks => {
  const { session, settingsStore, ledger, chance, clock } = deps;

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
    await deps.enter(profile, secrets);
    return DONE;
  };

  const switchTo = async (id: ProfileId): Promise<AskResult> => {
    if (session.profile?.id === id) return DONE;
    const profile = await known((other) => other.id === id);
    if (!profile) return notFound('server');
    await deps.enter(profile);
    return DONE;
  };

  const edit: ServerAsks['edit'] = async ({ type: _, id, address, key, token, ...parts }) => {
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
    if (session.profile?.id === id && !isNamed) await deps.enter(profile, { key, token });
    else {
      await settingsStore.save(profile, { key, token });
      await deps.announceServers();
    }
    return DONE;
  };

  const remove = async (id: ProfileId): Promise<AskResult> => {
    if (session.profile?.id === id) await leave();
    await deps.forget(id);
    await settingsStore.remove(id);
    await deps.announceServers();
    return DONE;
  };

  const announceAgents = (agents: Session['agents']): Promise<void> =>
    ledger.alone(async () => {
      session.agents = agents;
      await ledger.commit([], [{ type: 'agents', agents }]);
    });

  const loadAgents = async (): Promise<AskResult> => {
    const { profile } = session;
    const api = deps.api();
    if (!profile || !api) return notFound('server');
    if (!dialect(profile.dialect).hasAgents) return DONE;
    await announceAgents({ status: 'loading', agents: session.agents.agents });
    const answer = await api.agents();
    if (deps.api() !== api) return DONE;
    if (answer.ok) {
      answer.value.reasons.forEach(deps.log.undecodable);
      await announceAgents({ status: 'ready', agents: answer.value.agents });
      return DONE;
    }
    const failure = explain(answer.error, session);
    await announceAgents({
      status: 'failed',
      agents: session.agents.agents,
      failure: asProbeFailure(failure, hostOf(profile.address)),
    });
    return failed(failure);
  };

  const leave = async (): Promise<AskResult> => {
    await deps.enter(undefined);
    return DONE;
  };

  const changeSettings = async (settings: Settings): Promise<AskResult> => {
    await settingsStore.saveSettings(settings);
    await ledger.alone(async () => {
      session.settings = settings;
      await ledger.commit([], [{ type: 'settings', settings }]);
    });
    deps.aim();
    deps.outgoing.pump();
    return DONE;
  };

  return { connectTo, switchTo, edit, remove, loadAgents, leave, changeSettings };
};

/** Why the agents cannot be listed, as the setup would say it. */
const asProbeFailure = (failure: AskFailure, host: string): ProbeFailure => {
  switch (failure.code) {
    case 'timeout':
    case 'wants-key':
    case 'redirects':
      return failure;
    case 'not-understood':
      return { code: 'not-elizaos', host };
    case 'server-error':
      return { code: 'faulty', host, status: failure.status };
    default:
      return { code: 'nothing-listens', host };
  }
};
