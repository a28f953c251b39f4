import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import type { Conversation } from '../../state/conversation.ts';
import { RowWindow } from './row-window.ts';

/** The window of a log whose rows stand in `content`. Renders again when other chunks are to be shown. */
export const useRowWindow = (
  conversation: Conversation,
  content: RefObject<HTMLElement | null> | undefined,
): RowWindow => {
  const rowWindow = useMemo(() => new RowWindow(conversation), [conversation]);
  // Reading it subscribes.
  void rowWindow.changes.value;
  useLayoutEffect(() => (content?.current ? rowWindow.start(content.current) : undefined), [rowWindow]);
  useLayoutEffect(() => rowWindow.schedule());
  return rowWindow;
};
