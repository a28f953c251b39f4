import { useEffect } from 'preact/hooks';
import { lazy } from './components/lazy.tsx';
import { PartBoundary } from './errors/error-boundary.tsx';
import { PageErrorBoundary } from './errors/page-error-boundary.tsx';
import type { RecoveryAction } from './errors/recovery-actions.tsx';
import { text } from './i18n/text.ts';
import type { PageProps } from './page/page-props.ts';
import { Toolbar } from './page/toolbar.tsx';
import { type PageName, usePage } from './page/use-page.ts';

const SetupView = lazy(async () => (await import('./setup/setup.tsx')).SetupView);
const AgentsView = lazy(async () => (await import('./setup/agents.tsx')).AgentsView);
const ConversationView = lazy(async () => {
  // Loads the Markdown renderer in parallel.
  void import('./conversation/markdown/formatted.tsx').catch(() => undefined);
  return (await import('./conversation/conversation.tsx')).ConversationView;
});
const ConversationsPage = lazy(
  async () => (await import('./conversations/conversations.tsx')).ConversationsPage,
);
const SearchPage = lazy(async () => (await import('./search/search-page.tsx')).SearchPage);
const SettingsPage = lazy(async () => (await import('./settings/settings.tsx')).SettingsPage);
const DiagnosticsPage = lazy(async () => (await import('./diagnostics/diagnostics.tsx')).DiagnosticsPage);

interface NavigationProps extends PageProps {
  page: PageName;
  onNavigate: (page: PageName) => void;
}

/** The setup, the agents or the conversation: as much as is known of where to talk. */
const MainPage = ({ model, platform, onNavigate }: NavigationProps) => {
  const toolbar = (
    <PartBoundary as="span">
      <Toolbar model={model} platform={platform} onNavigate={onNavigate} />
    </PartBoundary>
  );
  const conversation = model.conversation.value;
  if (model.profile.value === null) return <SetupView model={model} platform={platform} toolbar={toolbar} />;
  if (conversation === null) return <AgentsView model={model} platform={platform} toolbar={toolbar} />;
  return (
    <ConversationView
      key={conversation.room.value.id}
      model={model}
      platform={platform}
      conversation={conversation}
      toolbar={toolbar}
    />
  );
};

const CurrentPage = (props: NavigationProps) => {
  const { model, platform, page, onNavigate } = props;
  const common = { model, platform };
  const back = () => onNavigate('main');
  switch (page) {
    case 'main':
      return <MainPage {...props} />;
    case 'conversations':
      return <ConversationsPage {...common} onBack={back} onSearch={() => onNavigate('search')} />;
    case 'search':
      return <SearchPage {...common} onOpened={back} onBack={() => onNavigate('conversations')} />;
    case 'settings':
      return <SettingsPage {...common} onBack={back} />;
    case 'diagnostics':
      return <DiagnosticsPage {...common} onBack={back} />;
    default:
      return page satisfies never;
  }
};

/** The ways out of a page that cannot be shown: back, the conversations, the agents. */
const recoveryActions = ({ model, page, onNavigate }: NavigationProps): RecoveryAction[] => {
  const back = { name: text('back'), onPress: () => onNavigate('main') };
  const conversations = {
    name: text('conversations_heading'),
    onPress: () => onNavigate('conversations'),
  };
  const agents = {
    name: text('all_agents'),
    onPress: () => {
      void model.ask({ type: 'close-room' });
      onNavigate('main');
    },
  };
  return [
    ...(page === 'main' ? [] : [back]),
    ...(page !== 'conversations' && model.profile.value ? [conversations] : []),
    ...(model.conversation.value !== null ? [agents] : []),
  ];
};

/** The popup and the side panel. */
export const App = ({ model, platform }: PageProps) => {
  const page = usePage(model);

  useEffect(() => {
    void import('./page/room-shortcuts.ts').then(
      ({ listenForRoomShortcuts }) => listenForRoomShortcuts(model),
      () => undefined,
    );
  }, []);

  if (!model.ready.value) return null;
  const props: NavigationProps = {
    model,
    platform,
    page: page.value,
    onNavigate: (next) => {
      page.value = next;
    },
  };
  return (
    <PageErrorBoundary
      // A new boundary, without the error, for another page or conversation.
      key={`${page.value} ${model.profile.value?.id} ${model.conversation.value?.room.value.id}`}
      model={model}
      actions={recoveryActions(props)}
    >
      <CurrentPage {...props} />
    </PageErrorBoundary>
  );
};
