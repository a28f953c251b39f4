import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { DescribedServer } from '../../model/described-server.ts';
import { lazy } from '../components/lazy.tsx';
import { RefreshIcon } from '../components/page-icons.tsx';
import { hostOf } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import { AgentList } from './agent-list.tsx';
import { RoomForm } from './room-form.tsx';
import { ServerSwitch } from './server-switch.tsx';
import '../styles/setup.css';

const AddServerPage = lazy(async () => (await import('./add-server.tsx')).AddServerPage);

const RefreshButton = ({ onPress }: { onPress: () => void }) => (
  <button
    type="button"
    class="icon-button"
    aria-label={text('refresh')}
    title={text('refresh')}
    onClick={onPress}
  >
    <RefreshIcon />
  </button>
);

interface ChooserProps extends PageProps {
  profile: DescribedServer;
  /** Whether the form is shown although there are agents. */
  byRoomId: Signal<boolean>;
}

/** The agents of the server, or the form for a room by its ID. */
const Chooser = ({ model, platform, profile, byRoomId }: ChooserProps) => {
  const noAgents = !profile.capabilities.hasAgents;
  const showForm = noAgents || byRoomId.value;
  const host = hostOf(profile.address);
  const server = profile.version ? text('server_with_version', host, profile.version) : host;
  return (
    <>
      <div class="heading-line">
        <h1>{showForm ? text('room_heading') : text('agents_heading')}</h1>
        {!showForm && <RefreshButton onPress={() => void model.execute({ type: 'refresh-agents' })} />}
      </div>
      <p class="lead">{server}</p>
      {noAgents && <p class="quiet">{text('room_why')}</p>}
      {showForm ? (
        <RoomForm model={model} profile={profile} />
      ) : (
        <AgentList model={model} platform={platform} />
      )}
      {!noAgents && (
        <button
          type="button"
          class="link"
          onClick={() => {
            byRoomId.value = !byRoomId.value;
          }}
        >
          {byRoomId.value ? text('choose_agent_instead') : text('room_instead')}
        </button>
      )}
    </>
  );
};

/** The page of a server without an open conversation: a choice of whom to talk to. */
export const AgentsView = ({ model, platform, toolbar }: PageProps & { toolbar: ComponentChildren }) => {
  const byRoomId = useSignal(false);
  const adding = useSignal(false);
  const profile = model.profile.value;
  if (!profile) return null;
  if (adding.value) {
    return <AddServerPage model={model} platform={platform} onBack={() => (adding.value = false)} />;
  }
  const several = model.servers.value.length > 1;
  return (
    <div class="setup">
      {toolbar}
      <main>
        <Chooser model={model} platform={platform} profile={profile} byRoomId={byRoomId} />
        <button
          type="button"
          class="link"
          onClick={() => {
            if (several) adding.value = true;
            else void model.execute({ type: 'leave-server' });
          }}
        >
          {several ? text('add_server') : text('change_server')}
        </button>
        <ServerSwitch model={model} />
      </main>
    </div>
  );
};
