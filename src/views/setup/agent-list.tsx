import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ProbeFailure } from '../../model/probe-failure.ts';
import type { Agent } from '../../model/room.ts';
import type { CommandFailure, CommandResult } from '../../relay/to-view.ts';
import { AllowButton } from '../components/allow-button.tsx';
import { Failure } from '../components/failure.tsx';
import { lazy } from '../components/lazy.tsx';
import { useFirst } from '../components/use-first.tsx';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { formatCount } from '../i18n/count.ts';
import { nameText } from '../i18n/name-text.ts';
import { hostOf } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';

const KeyForm = lazy(async () => (await import('../components/key-form.tsx')).KeyForm);

const AgentButton = ({ agent, onOpen }: { agent: Agent; onOpen: () => void }) => (
  <button type="button" class="agent" disabled={!agent.active} onClick={onOpen}>
    <span class="avatar" aria-hidden="true" data-initial={[...agent.name][0]?.toUpperCase() ?? '?'} />
    <span class="agent-words">
      <span class="agent-name">
        <strong dir="auto">{nameText(agent.name)}</strong>
        <span class={agent.active ? 'dot good' : 'dot'} aria-hidden="true" />
        <span class={agent.active ? 'visually-hidden' : 'agent-state'}>
          {agent.active ? text('agent_active') : text('agent_inactive')}
        </span>
      </span>
      {agent.bio && (
        <span class="agent-bio" dir="auto">
          {agent.bio}
        </span>
      )}
    </span>
  </button>
);

interface LoadFailureProps extends PageProps {
  /** Why the agents could not be loaded; undefined where that is not known. */
  failure: ProbeFailure | undefined;
}

/** Why the agents could not be loaded, with what remedies it. */
const LoadFailure = ({ model, platform, failure }: LoadFailureProps) => {
  const profile = model.profile.value;
  if (!failure) {
    return (
      <p class="failure" role="alert">
        {text('agents_failed')}
      </p>
    );
  }
  return (
    <Failure failure={failure}>
      {failure.type === 'not-allowed' && (
        // The worker is told by the browser when access is granted, and loads the agents.
        <AllowButton platform={platform} failure={failure} onGranted={() => undefined} />
      )}
      {failure.type === 'wants-key' && profile && <KeyForm model={model} profile={profile} />}
    </Failure>
  );
};

/** What stands in place of, or below, the agents while they are not loaded. */
const LoadStatus = ({ model, platform, failed }: PageProps & { failed: boolean }) => {
  const { status, agents, failure } = model.agents.value;
  const origin = model.blocked.value;
  const loading = agents.length === 0 && <p class="quiet">{text('agents_loading')}</p>;
  switch (status) {
    case 'unknown':
      return <>{!failed && loading}</>;
    case 'loading':
      return <>{loading}</>;
    case 'ready':
      return agents.length === 0 ? <p class="quiet">{text('agents_none')}</p> : null;
    case 'failed': {
      const blocked =
        origin === undefined
          ? undefined
          : { type: 'not-allowed' as const, host: hostOf(origin), origin: `${origin}/*` };
      return <LoadFailure model={model} platform={platform} failure={blocked ?? failure} />;
    }
    default:
      return status satisfies never;
  }
};

/** The agents of the server: a press opens the conversation with one. */
export const AgentList = ({ model, platform }: PageProps) => {
  const { status, agents, leftOut = 0 } = model.agents.value;
  const { first, more } = useFirst(agents);
  const failure = useSignal<CommandFailure | null>(null);
  const showFailure = (result: CommandResult): void => {
    if (!result.ok) failure.value = result.failure;
  };
  useEffect(() => {
    // The worker loads no agents by itself where storage has lost the open room.
    if (status === 'unknown') void model.execute({ type: 'refresh-agents' }).then(showFailure);
  }, [status]);
  const openAgent = (agent: Agent): void => {
    failure.value = null;
    void model.execute({ type: 'open-agent', agentId: agent.id }).then(showFailure);
  };
  return (
    <>
      {agents.length > 0 && (
        <ul class="agents" aria-label={text('agents_heading')}>
          {first.map((agent) => (
            <li key={agent.id}>
              <PartBoundary>
                <AgentButton agent={agent} onOpen={() => openAgent(agent)} />
              </PartBoundary>
            </li>
          ))}
        </ul>
      )}
      {more}
      {leftOut > 0 && !more && (
        <p class="quiet">
          {text('list_left_out', formatCount(agents.length), formatCount(agents.length + leftOut))}
        </p>
      )}
      <LoadStatus model={model} platform={platform} failed={failure.value !== null} />
      {failure.value && <Failure failure={failure.value} />}
    </>
  );
};
