import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
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
  const previous = useRef<{ server: string | undefined; roomId: string | undefined } | undefined>(undefined);

  useSignalLayoutEffect(() => {
    const server = model.profile.value?.id;
    const roomId = model.conversation.value?.room.value.id;
    const { current } = previous;
    const isSameServer = current?.server === server;
    const isClosed = isSameServer && roomId === undefined && page.peek() === 'conversations';
    if (!(isSameServer && current?.roomId === roomId) && !isClosed) page.value = 'main';
    if (model.closedRoomTitle.value !== undefined) page.value = 'conversations';
    previous.current = { server, roomId };
  });
  return page;
};
