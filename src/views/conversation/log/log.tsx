import type { ReadonlySignal } from '@preact/signals';
import { PartBoundary } from '../../errors/error-boundary.tsx';
import { useSignalLayoutEffect } from '../../hooks/use-signal-layout-effect.ts';
import { inSentence } from '../../i18n/name-text.ts';
import { type TextKey, text } from '../../i18n/text.ts';
import type { ViewStorage } from '../../platform/platform.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { JumpButton } from './jump-button.tsx';
import { PresenceLines } from './presence-lines.tsx';
import { countReceivedSince } from './received-messages.ts';
import { Rows } from './rows.tsx';
import { useCopy } from './use-copy.ts';
import { type LoadState, useOlderMessages } from './use-older-messages.ts';
import { useReadMark } from './use-read-mark.ts';
import { useReadingPosition } from './use-reading-position.ts';

/** How many stored messages are loaded at once on the way to a message far above. */
const FAR_PAGE = 2_000;

const OLDER_LABELS = {
  idle: 'older_load',
  loading: 'older_loading',
  failed: 'older_failed',
} as const satisfies Record<LoadState, TextKey>;

interface LogProps {
  model: ViewModel;
  conversation: Conversation;
  storage: ViewStorage;
  /** How many messages were sent from this view. */
  sent: ReadonlySignal<number>;
}

const EmptyLog = ({ agentName }: { agentName: string | undefined }) => (
  <p class="empty">
    {agentName ? text('conversation_empty', inSentence(agentName)) : text('conversation_nothing_yet')}
  </p>
);

/** The messages, oldest first. Older ones are loaded when the reader scrolls near to the top. */
export const Log = ({ model, conversation, storage, sent }: LogProps) => {
  const older = useOlderMessages(model, conversation);
  const { scroller, content, following, leftOrder, scrollTarget, followLatest, focus } = useReadingPosition({
    conversation,
    storage,
    room: { server: model.profile.peek()?.id, roomId: conversation.room.peek().id },
    onNearTop: (isFar) => {
      if (older.state.value !== 'failed') void older.load(isFar ? FAR_PAGE : undefined);
    },
  });
  useCopy(content);
  const { firstNew, clear } = useReadMark(model, conversation, following);
  useSignalLayoutEffect(() => {
    if (sent.value === 0) return;
    followLatest();
    clear();
  });

  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-label={text('conversation_label')}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        ref={scroller}
      >
        <div class="log-content" ref={content}>
          {conversation.hasOlder.value && (
            <button type="button" class="link older" onClick={() => void older.load()}>
              {text(OLDER_LABELS[older.state.value])}
            </button>
          )}
          {conversation.ids.value.length === 0 && <EmptyLog agentName={conversation.room.value.agentName} />}
          <Rows
            model={model}
            conversation={conversation}
            firstNew={firstNew}
            scrollTarget={scrollTarget}
            following={following}
            content={content}
          />
          <PartBoundary>
            <PresenceLines conversation={conversation} />
          </PartBoundary>
        </div>
      </div>
      {!following.value && (
        <JumpButton
          count={countReceivedSince(conversation, leftOrder.value)}
          onPress={() => {
            followLatest();
            focus();
          }}
        />
      )}
    </div>
  );
};
