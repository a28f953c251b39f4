import type { ComponentChildren } from 'preact';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { roomTitle } from '../i18n/room-title.ts';
import type { PageProps } from '../page/page-props.ts';
import type { Conversation } from '../state/conversation.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { ConnectionStatus } from './connection-status.tsx';
import { MemberCount } from './member-count.tsx';
import { RateLimitNotice } from './rate-limit-notice.tsx';
import '../styles/banner.css';

export interface ConversationHeaderProps extends PageProps {
  conversation: Conversation;
  toolbar: ComponentChildren;
}

/** Title, connection, members and toolbar, and the banners below them. */
export const ConversationHeader = ({ model, platform, conversation, toolbar }: ConversationHeaderProps) => (
  <header>
    <div class="conversation-header">
      <div class="conversation-title">
        <h1 dir="auto">{roomTitle(conversation.room.value)}</h1>
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
);
