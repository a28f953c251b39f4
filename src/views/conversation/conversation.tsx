import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ErrorBoundary, PartBoundary } from '../errors/error-boundary.tsx';
import type { PageProps } from '../page/page-props.ts';
import type { Conversation } from '../state/conversation.ts';
import { ActivityStatus } from './activity.tsx';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer/composer.tsx';
import { ConnectionBanner, ConnectionStatus } from './connection-status.tsx';
import { Log } from './log/log.tsx';
import { MemberCount } from './member-count.tsx';
import { RateLimitNotice } from './rate-limit-notice.tsx';
import '../styles/banner.css';
import '../styles/conversation.css';

interface ConversationViewProps extends PageProps {
  conversation: Conversation;
  toolbar: ComponentChildren;
}

export const ConversationView = ({ model, platform, conversation, toolbar }: ConversationViewProps) => {
  const room = conversation.room.value;
  const sent = useSignal(0);
  return (
    <div class="conversation">
      <header>
        <div class="conversation-header">
          <div class="conversation-title">
            <h1 dir="auto">{room.title}</h1>
            <div class="conversation-facts">
              <PartBoundary>
                <ConnectionStatus model={model} />
              </PartBoundary>
              <PartBoundary as="span">
                <MemberCount conversation={conversation} />
              </PartBoundary>
            </div>
          </div>
          {toolbar}
        </div>
        <PartBoundary>
          <ConnectionBanner model={model} platform={platform} />
        </PartBoundary>
        <PartBoundary>
          <RateLimitNotice model={model} />
        </PartBoundary>
      </header>
      <main>
        <Log model={model} conversation={conversation} storage={platform.storage} sent={sent} />
        <PartBoundary>
          <ActivityStatus conversation={conversation} />
        </PartBoundary>
        <Composer
          model={model}
          conversation={conversation}
          storage={platform.storage}
          onSent={() => (sent.value += 1)}
        />
        <ErrorBoundary fallback={() => null}>
          <Announcer model={model} />
        </ErrorBoundary>
      </main>
    </div>
  );
};
