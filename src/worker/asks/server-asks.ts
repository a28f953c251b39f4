import { hostOf } from '../../api/address.ts';
import { probe } from '../../api/probe.ts';
import type { EntityId, ProfileId } from '../../model/ids.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { Settings } from '../../model/settings.ts';
import type { AskResult } from '../../relay/to-view.ts';
import { dialect } from '../../wire/dialect.ts';
import type { Session } from '../session.ts';
import type { AsksDeps } from './deps.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** What is asked about the server and its agents. */
export interface ServerAsks {
  connectTo(address: string, key: string | undefined): Promise<AskResult>;
  loadAgents(): Promise<AskResult>;
  leave(): Promise<AskResult>;
  changeSettings(settings: Settings): Promise<AskResult>;
}

export const createServerAsks = (deps: AsksDeps): ServerAsks => {
  const { session, settingsStore, ledger, chance, clock } = deps;

  const connectTo = async (address: string, key: string | undefined): Promise<AskResult> => {
    const result = await probe(address, key, { fetch: deps.fetch, now: clock.now });
    if (!result.ok) return failed(result.failure);
    const { found } = result;
    const before = (await settingsStore.profiles()).find((profile) => profile.address === found.address);
    const { roomId: _, ...known } = before ?? {
      id: chance.uuid() as ProfileId,
      entityId: chance.uuid() as EntityId,
      userName: 'User',
      hasKey: false,
      mode: 'automatic' as const,
      transports: 'automatic' as const,
    };
    const profile: ServerProfile = {
      ...known,
      ...found,
      version: found.version,
      hasKey: known.hasKey || key !== undefined,
    };
    await settingsStore.activate(profile, key);
    await deps.enter(profile);
    void loadAgents();
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
    if (session.profile?.id !== profile.id) return DONE;
    if (answer.ok) {
      answer.value.reasons.forEach(deps.log.undecodable);
      await announceAgents({ status: 'ready', agents: answer.value.agents });
      return DONE;
    }
    const failure = explain(answer.error, session);
    const shown =
      failure.code === 'timeout' || failure.code === 'wants-key'
        ? failure
        : { code: 'nothing-listens' as const, host: hostOf(profile.address) };
    await announceAgents({ status: 'failed', agents: session.agents.agents, failure: shown });
    return failed(failure);
  };

  const leave = async (): Promise<AskResult> => {
    await settingsStore.deactivate();
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

  return { connectTo, loadAgents, leave, changeSettings };
};
