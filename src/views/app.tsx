import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { lazy } from './lazy.tsx';
import type { PageProps } from './mount.tsx';
import { type Place, Toolbar } from './toolbar.tsx';
import { useWatch } from './use-watch.ts';

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
    void import('./room-keys.ts').then(
      ({ listenForRoomKeys }) => listenForRoomKeys(model),
      () => undefined,
    );
  }, []);

  if (!model.ready.value) return null;
  const back = () => {
    place.value = 'main';
  };
  const toolbar = <Toolbar model={model} shell={shell} onGo={(next) => (place.value = next)} />;

  switch (place.value) {
    case 'conversations':
      return (
        <ConversationsPage
          model={model}
          shell={shell}
          onBack={back}
          onSearch={() => (place.value = 'search')}
        />
      );
    case 'search':
      return (
        <SearchPage
          model={model}
          shell={shell}
          onOpened={back}
          onBack={() => (place.value = 'conversations')}
        />
      );
    case 'settings':
      return <SettingsPage model={model} shell={shell} onBack={back} />;
    case 'diagnostics':
      return <DiagnosticsPage model={model} shell={shell} onBack={back} />;
    case 'main':
      break;
    default:
      place.value satisfies never;
  }
  const conversation = model.conversation.value;
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
