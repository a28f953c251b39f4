import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Conversation } from '../conversation-model.ts';
import type { PageProps } from '../mount.tsx';
import { ActivityStatus } from './activity.tsx';
import { Announcer } from './announcer.tsx';
import { HeadCount } from './comings.tsx';
import { Composer } from './composer.tsx';
import { ConnectionBanner, ConnectionStatus } from './connection.tsx';
import { Log } from './log.tsx';
import { Notices } from './notices.tsx';
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
              <ConnectionStatus model={model} />
              <HeadCount conversation={conversation} />
            </div>
          </div>
          {toolbar}
        </div>
        <ConnectionBanner model={model} shell={shell} />
        <Notices model={model} />
      </header>
      <main>
        <Log model={model} conversation={conversation} places={shell.places} sent={sent} />
        <ActivityStatus conversation={conversation} />
        <Composer
          model={model}
          conversation={conversation}
          places={shell.places}
          onSent={() => (sent.value += 1)}
        />
        <Announcer model={model} />
      </main>
    </div>
  );
};
