import { useSignal } from '@preact/signals';
import { ErrorBoundary, PartBoundary } from '../errors/error-boundary.tsx';
import { ActivityStatus } from './activity.tsx';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer/composer.tsx';
import { ConversationHeader, type ConversationHeaderProps } from './conversation-header.tsx';
import { Log } from './log/log.tsx';
import '../styles/conversation.css';
import '../styles/markdown.css';
import '../styles/code.css';
import '../styles/media.css';

/** The page of a conversation. */
export const ConversationView = (props: ConversationHeaderProps) => {
  const { model, platform, conversation } = props;
  const sent = useSignal(0);
  return (
    <div class="conversation">
      <ConversationHeader {...props} />
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
