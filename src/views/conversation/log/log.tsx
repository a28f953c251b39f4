import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { DownIcon } from '../../components/page-icons.tsx';
import { Part } from '../../errors/error-boundary.tsx';
import { useWatch } from '../../hooks/use-signal-layout-effect.ts';
import { text } from '../../i18n/text.ts';
import type { PlaceStorage } from '../../platform/platform.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { Comings } from './presence-lines.tsx';
import { countNewer } from './received-messages.ts';
import { Rows } from './rows.tsx';
import { useReadMark } from './use-read-mark.ts';
import { useReadingPosition } from './use-reading-position.ts';

/** So many messages at a time for who is on the way to one far above. */
const FAR_PAGE = 2_000;

interface LogProps {
  model: ViewModel;
  conversation: Conversation;
  places: PlaceStorage;
  /** How many messages were sent from here. */
  sent: ReadonlySignal<number>;
}

/** The messages, oldest first; older ones come in at the top as the reader gets there. */
export const Log = ({ model, conversation, places, sent }: LogProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const older = useSignal<'idle' | 'loading' | 'failed'>('idle');

  const loadOlder = async (limit?: number): Promise<void> => {
    // Where nothing is shown yet, the newest come by themselves.
    if (older.value === 'loading' || !conversation.hasOlder.value || conversation.ids.value.length === 0)
      return;
    older.value = 'loading';
    const result = await model.loadOlder(limit);
    older.value = result.ok ? 'idle' : 'failed';
  };

  const { following, leftAt, sought, follow } = useReadingPosition({
    scroller,
    content,
    conversation,
    storage: places,
    placeOf: { server: model.profile.peek()?.id, roomId: conversation.room.peek().id },
    onNearTop: (isFar) => {
      if (older.value !== 'failed') void loadOlder(isFar ? FAR_PAGE : undefined);
    },
  });

  const { firstNew, clear } = useReadMark(model, conversation, following);
  // Who has written something wants to see it, and has seen what was there.
  useWatch(() => {
    if (sent.value === 0) return;
    follow();
    clear();
  });

  const { agentName } = conversation.room.value;
  const empty = conversation.ids.value.length === 0;
  const newer = following.value ? 0 : countNewer(conversation, leftAt.value);
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
            <button type="button" class="link older" onClick={() => void loadOlder()}>
              {older.value === 'loading'
                ? text('older_loading')
                : older.value === 'failed'
                  ? text('older_failed')
                  : text('older_load')}
            </button>
          )}
          {empty && (
            <p class="empty">
              {agentName ? text('conversation_empty', agentName) : text('conversation_nothing_yet')}
            </p>
          )}
          <Rows model={model} conversation={conversation} firstNew={firstNew} sought={sought} />
          <Part>
            <Comings conversation={conversation} />
          </Part>
        </div>
      </div>
      {!following.value && (
        <button
          type="button"
          class="jump"
          aria-label={newer > 0 ? text('jump_to_latest_new', newer) : text('jump_to_latest')}
          onClick={() => {
            follow();
            scroller.current?.focus({ preventScroll: true });
          }}
        >
          <DownIcon />
          {newer > 0 && <span>{newer}</span>}
        </button>
      )}
    </div>
  );
};
