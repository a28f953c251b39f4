import { computed, type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { MessageId } from '../../../model/ids.ts';
import { useWatch } from '../../hooks/use-signal-layout-effect.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { firstNewer, newestEnded } from './received-messages.ts';

export interface ReadMark {
  /** The first message that is new since the conversation was last looked at. */
  firstNew: ReadonlySignal<MessageId | undefined>;
  /** Nothing is new any more. */
  clear(): void;
}

const isVisible = (): boolean => document.visibilityState === 'visible';

/**
 * Marks as read what is before the reader's eyes: the page is visible, and `atEnd` says that its end is. What
 * was new when the reader came stays marked as new until he goes; what he has seen in another view meanwhile is
 * not new when he comes back.
 */
export const useReadMark = (
  model: ViewModel,
  conversation: Conversation,
  atEnd: ReadonlySignal<boolean>,
): ReadMark => {
  const visible = useSignal(isVisible());
  const newSince = useSignal(conversation.seenAt.peek());

  useEffect(() => {
    let seenWhenHidden = conversation.seenAt.peek();
    const onChange = (): void => {
      const seen = conversation.seenAt.peek();
      if (!isVisible()) seenWhenHidden = seen;
      else if (seen !== undefined && firstNewer(conversation, seen)) newSince.value = seen;
      // All was seen in another view meanwhile: nothing of it is new here.
      else if (seen !== seenWhenHidden) newSince.value = undefined;
      visible.value = isVisible();
    };
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, []);

  useWatch(() => {
    const at = visible.value && atEnd.value ? newestEnded(conversation) : undefined;
    if (at === undefined || at <= (conversation.seenAt.peek() ?? 0)) return;
    conversation.seenAt.value = at;
    void model.ask({ type: 'mark-read', roomId: conversation.room.peek().id, at });
  });

  const firstNew = useMemo(
    () =>
      computed(() => (newSince.value === undefined ? undefined : firstNewer(conversation, newSince.value))),
    [],
  );
  return {
    firstNew,
    clear: () => {
      newSince.value = undefined;
    },
  };
};
