import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { lazy } from './components/lazy.tsx';
import { Part } from './errors/error-boundary.tsx';
import { PageBoundary } from './errors/page-error-boundary.tsx';
import type { Way } from './errors/recovery-actions.tsx';
import { useWatch } from './hooks/use-signal-layout-effect.ts';
import { text } from './i18n/text.ts';
import type { PageProps } from './mount.tsx';
import { type Place, Toolbar } from './page/toolbar.tsx';

const SetupView = lazy(async () => (await import('./setup/setup.tsx')).SetupView);
const AgentsView = lazy(async () => (await import('./setup/agents.tsx')).AgentsView);
const ConversationView = lazy(async () => {
  // What formats its messages comes beside it; neither waits for the other.
  void import('./conversation/markdown/formatted.tsx').catch(() => undefined);
  return (await import('./conversation/conversation.tsx')).ConversationView;
});
const ConversationsPage = lazy(
  async () => (await import('./conversations/conversations.tsx')).ConversationsPage,
);
const SearchPage = lazy(async () => (await import('./search/search-page.tsx')).SearchPage);
const SettingsPage = lazy(async () => (await import('./settings/settings.tsx')).SettingsPage);
const DiagnosticsPage = lazy(async () => (await import('./diagnostics/diagnostics.tsx')).DiagnosticsPage);

interface PlaceProps extends PageProps {
  place: Place;
  onGo: (place: Place) => void;
}

/** The page of a place. */
const PageOf = ({ model, shell, place, onGo }: PlaceProps) => {
  const back = () => onGo('main');
  const toolbar = (
    <Part as="span">
      <Toolbar model={model} shell={shell} onGo={onGo} />
    </Part>
  );
  const conversation = model.conversation.value;
  switch (place) {
    case 'conversations':
      return <ConversationsPage model={model} shell={shell} onBack={back} onSearch={() => onGo('search')} />;
    case 'search':
      return <SearchPage model={model} shell={shell} onOpened={back} onBack={() => onGo('conversations')} />;
    case 'settings':
      return <SettingsPage model={model} shell={shell} onBack={back} />;
    case 'diagnostics':
      return <DiagnosticsPage model={model} shell={shell} onBack={back} />;
    case 'main':
      break;
    default:
      place satisfies never;
  }
  if (model.profile.value === null) return <SetupView model={model} shell={shell} toolbar={toolbar} />;
  if (conversation === null) return <AgentsView model={model} shell={shell} toolbar={toolbar} />;
  return (
    <ConversationView
      key={conversation.room.value.id}
      model={model}
      shell={shell}
      conversation={conversation}
      toolbar={toolbar}
    />
  );
};

/** From a page that cannot be shown: to the conversations, or from there to where one was, and to the agents. */
const waysFrom = ({ model, place, onGo }: PlaceProps): Way[] => {
  const isOpen = model.conversation.value !== null;
  const list = { name: text('conversations_heading'), onGo: () => onGo('conversations') };
  const agents = {
    name: text('all_agents'),
    onGo: () => {
      void model.ask({ type: 'close-room' });
      onGo('main');
    },
  };
  return [
    ...(place === 'main' ? [] : [{ name: text('back'), onGo: () => onGo('main') }]),
    ...(place !== 'conversations' && model.profile.value ? [list] : []),
    ...(isOpen ? [agents] : []),
  ];
};

/** Popup and side panel: the setup, the agents or the conversation, or a page beside them. */
export const App = ({ model, shell }: PageProps) => {
  const place = useSignal<Place>('main');
  const where = useRef<string | undefined>(undefined);

  // Whoever opens a room, or leaves the server, wants to see what comes of it; whose room has gone, the others.
  useWatch(() => {
    const roomId = model.conversation.value?.room.value.id;
    const server = model.profile.value?.id;
    const next = `${server} ${roomId ?? ''}`;
    const wasDeleted =
      roomId === undefined && place.peek() === 'conversations' && where.current?.startsWith(`${server} `);
    if (next !== where.current && !wasDeleted) place.value = 'main';
    if (model.gone.value !== undefined) place.value = 'conversations';
    where.current = next;
  });

  useEffect(() => {
    void import('./page/room-shortcuts.ts').then(
      ({ listenForRoomKeys }) => listenForRoomKeys(model),
      () => undefined,
    );
  }, []);

  if (!model.ready.value) return null;
  const props: PlaceProps = { model, shell, place: place.value, onGo: (next) => (place.value = next) };
  return (
    <PageBoundary
      // Another page, or another conversation, is another try.
      key={`${place.value} ${model.profile.value?.id} ${model.conversation.value?.room.value.id}`}
      model={model}
      ways={waysFrom(props)}
    >
      <PageOf {...props} />
    </PageBoundary>
  );
};
