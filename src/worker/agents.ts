import { hostOf } from '../api/address.ts';
import type { Api } from '../api/client.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import type { AgentList, CommandResult } from '../relay/to-view.ts';
import { codecOf } from '../wire/codecs.ts';
import { asProbeFailure, DONE, explain, failed, notFound } from './commands/result.ts';
import type { ReadonlySession } from './session.ts';
import type { UnitOfWork } from './unit-of-work.ts';

export interface AgentLoaderDeps {
  session: ReadonlySession;
  unit: UnitOfWork;
  api: () => Api | undefined;
  log: Pick<DiagnosticsLog, 'undecodable'>;
}

/** Loads the agents of the entered server, and shows how far that has come. */
export const createAgentLoader = ({
  session,
  unit,
  api,
  log,
}: AgentLoaderDeps): (() => Promise<CommandResult>) => {
  const showAgents = (agents: AgentList): Promise<void> =>
    unit.transact((tx) => tx.commit({ session: { agents }, changes: [{ type: 'agents', agents }] }));

  return async () => {
    const { profile } = session;
    const used = api();
    if (!profile || !used) return notFound('server');
    if (!codecOf(profile.dialect).capabilities.hasAgents) return DONE;
    await showAgents({ status: 'loading', agents: session.agents.agents });
    const answer = await used.agents();
    if (api() !== used) return DONE;
    if (answer.ok) {
      answer.value.reasons.forEach(log.undecodable);
      const { reasons: _, ...page } = answer.value;
      await showAgents({ status: 'ready', ...page });
      return DONE;
    }
    const failure = explain(answer.error, session);
    await showAgents({
      status: 'failed',
      agents: session.agents.agents,
      failure: asProbeFailure(failure, hostOf(profile.address)),
    });
    return failed(failure);
  };
};
