import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Boundary, Part } from '../errors/error-boundary.tsx';
import type { PageProps } from '../mount.tsx';
import type { Conversation } from '../state/conversation.ts';
import { ActivityStatus } from './activity.tsx';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer/composer.tsx';
import { ConnectionBanner, ConnectionStatus } from './connection-status.tsx';
import { Log } from './log/log.tsx';
import { HeadCount } from './log/presence-lines.tsx';
import { Notices } from './rate-limit-notice.tsx';
import '../styles/banner.css';
import '../styles/conversation.css';

interface ConversationViewProps extends PageProps {
  conversation: Conversation;
  toolbar: ComponentChildren;
}

export const ConversationView = ({ model, shell, conversation, toolbar }: ConversationViewProps) => {
  const room = conversation.room.value;
  const sent = useSignal(0);
  return (
    <div class="conversation">
      <header>
        <div class="conversation-header">
          <div class="conversation-title">
            <h1 dir="auto">{room.title}</h1>
            <div class="conversation-facts">
              <Part>
                <ConnectionStatus model={model} />
              </Part>
              <Part as="span">
                <HeadCount conversation={conversation} />
              </Part>
            </div>
          </div>
          {toolbar}
        </div>
        <Part>
          <ConnectionBanner model={model} shell={shell} />
        </Part>
        <Part>
          <Notices model={model} />
        </Part>
      </header>
      <main>
        <Log model={model} conversation={conversation} places={shell.places} sent={sent} />
        <Part>
          <ActivityStatus conversation={conversation} />
        </Part>
        <Composer
          model={model}
          conversation={conversation}
          places={shell.places}
          onSent={() => (sent.value += 1)}
        />
        <Boundary fallback={() => null}>
          <Announcer model={model} />
        </Boundary>
      </main>
    </div>
  );
};
