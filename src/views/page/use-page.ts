import { type Signal, useSignal } from '@preact/signals';
import { useSignalLayoutEffect } from '../hooks/use-signal-layout-effect.ts';
import type { ViewModel } from '../state/view-model.ts';

/** `main`: the setup, the agents or the conversation. The others are pages beside it. */
export type PageName = 'main' | 'conversations' | 'search' | 'settings' | 'diagnostics';

/**
 * The page that is shown. Another open conversation or another server leads to `main`, a conversation that the
 * server deleted to `conversations`.
 */
export const usePage = (model: ViewModel): Signal<PageName> => {
  const page = useSignal<PageName>('main');
  const shown = useSignal<{ server: string | undefined; roomId: string | undefined } | undefined>(undefined);

  useSignalLayoutEffect(() => {
    const roomId = model.conversation.value?.room.value.id;
    const server = model.profile.value?.id;
    const previous = shown.peek();
    const isSameServer = server === previous?.server;
    const hasClosed = roomId === undefined && isSameServer && page.peek() === 'conversations';
    if ((!previous || !isSameServer || roomId !== previous.roomId) && !hasClosed) page.value = 'main';
    if (model.closedRoomTitle.value !== undefined) page.value = 'conversations';
    shown.value = { server, roomId };
  });
  return page;
};
