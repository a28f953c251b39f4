import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Lazy, lazy } from './components/lazy.tsx';
import { PageErrorBoundary } from './errors/page-error-boundary.tsx';
import type { RecoveryAction } from './errors/recovery-actions.tsx';
import { text } from './i18n/text.ts';
import type { PageProps } from './page/page-props.ts';
import { afterOpening } from './page/ready-mark.tsx';
import { type PageName, usePage } from './page/use-page.ts';
import { type NavigationProps, withToolbar } from './page/with-toolbar.tsx';
import type { Conversation } from './state/conversation.ts';

/** A lazy page with the toolbar. */
const lazyWithToolbar = <P extends PageProps>(
  load: () => Promise<ComponentType<P & { toolbar: ComponentChildren }>>,
): Lazy<P & NavigationProps> => lazy(async () => withToolbar<P>(await load()));

const SetupView = lazyWithToolbar(async () => (await import('./setup/setup.tsx')).SetupView);
const AgentsView = lazyWithToolbar(async () => (await import('./setup/agents.tsx')).AgentsView);
const ConversationView = lazyWithToolbar<PageProps & { conversation: Conversation }>(async () => {
  // Loads the Markdown renderer in parallel.
  void import('./conversation/markdown/formatted.tsx').catch(() => undefined);
  return (await import('./conversation/conversation.tsx')).ConversationView;
});
// Mostly a conversation is open: its code is loaded while the worker reads what is in it.
ConversationView.preload();
const ConversationsPage = lazy(
  async () => (await import('./conversations/conversations.tsx')).ConversationsPage,
);
const SearchPage = lazy(async () => (await import('./search/search-page.tsx')).SearchPage);
const SettingsPage = lazy(async () => (await import('./settings/settings.tsx')).SettingsPage);
const DiagnosticsPage = lazy(async () => (await import('./diagnostics/diagnostics.tsx')).DiagnosticsPage);

interface CurrentPageProps extends NavigationProps {
  page: PageName;
}

/** The setup, the agents or the conversation: as much as is known of where to talk. */
const MainPage = (props: NavigationProps) => {
  const { model } = props;
  const conversation = model.conversation.value;
  if (model.profile.value === null) return <SetupView {...props} />;
  if (conversation === null) return <AgentsView {...props} />;
  return <ConversationView key={conversation.room.value.id} {...props} conversation={conversation} />;
};

const CurrentPage = ({ page, ...navigation }: CurrentPageProps) => {
  const { model, platform, onNavigate } = navigation;
  const common = { model, platform };
  const back = () => onNavigate('main');
  switch (page) {
    case 'main':
      return <MainPage {...navigation} />;
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
const recoveryActions = ({ model, page, onNavigate }: CurrentPageProps): RecoveryAction[] => {
  const back = { name: text('back'), onPress: () => onNavigate('main') };
  const conversations = {
    name: text('conversations_heading'),
    onPress: () => onNavigate('conversations'),
  };
  const agents = {
    name: text('all_agents'),
    onPress: () => {
      void model.execute({ type: 'close-room' });
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
    afterOpening(() => {
      void import('./page/room-shortcuts.ts').then(
        ({ listenForRoomShortcuts }) => listenForRoomShortcuts(model),
        () => undefined,
      );
    });
  }, []);

  if (!model.ready.value) return null;
  const props: CurrentPageProps = {
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
