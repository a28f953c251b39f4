import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ProbeFailure } from '../../model/probe-failure.ts';
import type { Agent } from '../../model/room.ts';
import type { AskFailure } from '../../relay/to-view.ts';
import { AllowButton } from '../components/allow-button.tsx';
import { Failure } from '../components/failure.tsx';
import { lazy } from '../components/lazy.tsx';
import { RefreshIcon } from '../components/page-icons.tsx';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { hostOf } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import { RoomForm } from './room-form.tsx';
import { ServerSwitch } from './server-switch.tsx';
import '../styles/setup.css';

const KeyForm = lazy(async () => (await import('../components/key-form.tsx')).KeyForm);
const AddServerPage = lazy(async () => (await import('./add-server.tsx')).AddServerPage);

const AgentButton = ({ agent, onOpen }: { agent: Agent; onOpen: () => void }) => (
  <button type="button" class="agent" disabled={!agent.active} onClick={onOpen}>
    <span class="avatar" aria-hidden="true" data-initial={[...agent.name][0]?.toUpperCase() ?? '?'} />
    <span class="agent-words">
      <span class="agent-name">
        <strong dir="auto">{agent.name}</strong>
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

const AgentList = ({ model, platform }: PageProps) => {
  const { status, agents, failure: heard } = model.agents.value;
  const profile = model.profile.value;
  const origin = model.blocked.value;
  const failure: ProbeFailure | undefined =
    origin === undefined ? heard : { code: 'not-allowed', host: hostOf(origin), origin: `${origin}/*` };
  const refused = useSignal<AskFailure | null>(null);
  // Nobody has asked for them: storage may no longer have the room that was open.
  useEffect(() => {
    if (status !== 'unknown') return;
    void model.ask({ type: 'refresh-agents' }).then((result) => {
      if (!result.ok) refused.value = result.failure;
    });
  }, [status]);
  const open = async (agent: Agent): Promise<void> => {
    refused.value = null;
    const result = await model.ask({ type: 'open-agent', agentId: agent.id });
    if (!result.ok) refused.value = result.failure;
  };
  return (
    <>
      {agents.length > 0 && (
        <ul class="agents" aria-label={text('agents_heading')}>
          {agents.map((agent) => (
            <li key={agent.id}>
              <PartBoundary>
                <AgentButton agent={agent} onOpen={() => void open(agent)} />
              </PartBoundary>
            </li>
          ))}
        </ul>
      )}
      {(status === 'loading' || (status === 'unknown' && !refused.value)) && agents.length === 0 && (
        <p class="quiet">{text('agents_loading')}</p>
      )}
      {status === 'ready' && agents.length === 0 && <p class="quiet">{text('agents_none')}</p>}
      {status === 'failed' &&
        (failure ? (
          <Failure failure={failure}>
            {failure.code === 'not-allowed' && (
              // The worker hears of it when it is granted, and reads the agents.
              <AllowButton platform={platform} failure={failure} onGranted={() => undefined} />
            )}
            {failure.code === 'wants-key' && profile && <KeyForm model={model} profile={profile} />}
          </Failure>
        ) : (
          <p class="failure" role="alert">
            {text('agents_failed')}
          </p>
        ))}
      {refused.value && <Failure failure={refused.value} />}
    </>
  );
};

/** With whom to talk: the server's agents, or a room by its id where there are none to choose from. */
export const AgentsView = ({ model, platform, toolbar }: PageProps & { toolbar: ComponentChildren }) => {
  const byHand = useSignal(false);
  const adding = useSignal(false);
  const profile = model.profile.value;
  if (!profile) return null;
  if (adding.value) {
    return <AddServerPage model={model} platform={platform} onBack={() => (adding.value = false)} />;
  }
  const several = model.servers.value.length > 1;
  const noAgents = profile.dialect === 'document';
  const handForm = noAgents || byHand.value;
  const server = profile.version
    ? text('server_with_version', hostOf(profile.address), profile.version)
    : hostOf(profile.address);

  return (
    <div class="setup">
      {toolbar}
      <main>
        <div class="heading-line">
          <h1>{handForm ? text('room_heading') : text('agents_heading')}</h1>
          {!handForm && (
            <button
              type="button"
              class="icon-button"
              aria-label={text('refresh')}
              title={text('refresh')}
              onClick={() => void model.ask({ type: 'refresh-agents' })}
            >
              <RefreshIcon />
            </button>
          )}
        </div>
        <p class="lead">{server}</p>
        {noAgents && <p class="quiet">{text('room_why')}</p>}
        {noAgents || byHand.value ? (
          <RoomForm model={model} profile={profile} />
        ) : (
          <AgentList model={model} platform={platform} />
        )}
        {!noAgents && (
          <button
            type="button"
            class="link"
            onClick={() => {
              byHand.value = !byHand.value;
            }}
          >
            {byHand.value ? text('choose_agent_instead') : text('room_instead')}
          </button>
        )}
        <button
          type="button"
          class="link"
          onClick={() => {
            if (several) adding.value = true;
            else void model.ask({ type: 'leave-server' });
          }}
        >
          {several ? text('add_server') : text('change_server')}
        </button>
        <ServerSwitch model={model} />
      </main>
    </div>
  );
};
