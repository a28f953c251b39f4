import { computed, type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { MessageId } from '../../../model/ids.ts';
import { useSignalLayoutEffect } from '../../hooks/use-signal-layout-effect.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { createReadMarks } from './read-marks.ts';
import { firstReceivedSince, newestFinishedReplyOrder } from './received-messages.ts';

export interface ReadMark {
  /** The first message that was new when the conversation came into view. */
  firstNew: ReadonlySignal<MessageId | undefined>;
  /** Removes the mark of new messages. */
  clear(): void;
}

const isVisible = (): boolean => document.visibilityState === 'visible';

/**
 * Marks messages as read while the page is visible and the log is `atEnd`. Messages that were new when the page
 * became visible stay marked as new until it is hidden; those that were seen in another view meanwhile do not.
 */
export const useReadMark = (
  model: ViewModel,
  conversation: Conversation,
  atEnd: ReadonlySignal<boolean>,
): ReadMark => {
  const visible = useSignal(isVisible());
  const newSince = useSignal(conversation.seenOrder.peek());

  useEffect(() => {
    let seenWhenHidden = conversation.seenOrder.peek();
    const onVisibilityChange = (): void => {
      const seen = conversation.seenOrder.peek();
      if (!isVisible()) seenWhenHidden = seen;
      else if (seen !== undefined && firstReceivedSince(conversation, seen)) newSince.value = seen;
      // Another view has seen all messages meanwhile.
      else if (seen !== seenWhenHidden) newSince.value = undefined;
      visible.value = isVisible();
    };
    document.addEventListener('visibilitychange', onVisibilityChange);
    return () => document.removeEventListener('visibilitychange', onVisibilityChange);
  }, []);

  const marks = useMemo(
    () =>
      createReadMarks((order) => {
        void model.execute({ type: 'mark-read', roomId: conversation.room.peek().id, order });
      }),
    [],
  );
  useEffect(() => {
    addEventListener('pagehide', marks.end);
    return () => {
      removeEventListener('pagehide', marks.end);
      marks.end();
    };
  }, []);

  useSignalLayoutEffect(() => {
    const order = visible.value && atEnd.value ? newestFinishedReplyOrder(conversation) : undefined;
    const seen = conversation.seenOrder.peek();
    if (order === undefined || (seen !== undefined && order <= seen)) return;
    conversation.seenOrder.value = order;
    marks.raise(order);
  });

  const firstNew = useMemo(
    () =>
      computed(() =>
        newSince.value === undefined ? undefined : firstReceivedSince(conversation, newSince.value),
      ),
    [],
  );
  return {
    firstNew,
    clear: () => {
      newSince.value = undefined;
    },
  };
};
