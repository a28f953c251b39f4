import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { MessageId } from '../../../model/ids.ts';
import type { ViewStorage } from '../../platform/platform.ts';
import { type RoomKey, readScrollPosition, saveScrollPosition } from '../../platform/view-storage.ts';
import type { Conversation } from '../../state/conversation.ts';
import { ReadingPosition, type ReadingSignals } from './reading-position.ts';

interface ReadingPositionOptions {
  conversation: Conversation;
  storage: ViewStorage;
  /** Under which the position is stored. */
  room: RoomKey;
  /** Called when older messages should be loaded. `isFar`: many, on the way to the scroll target. */
  onNearTop: (isFar: boolean) => void;
}

interface LogScrolling {
  /** Refs for the element that scrolls, and for the one with the content in it. */
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  following: ReadonlySignal<boolean>;
  leftOrder: ReadonlySignal<number>;
  scrollTarget: ReadonlySignal<MessageId | undefined>;
  /** Scrolls to the newest message, and follows from there on. */
  followLatest(): void;
  /** Moves the focus to the log. */
  focus(): void;
}

/** Keeps the reading position of the log (see `ReadingPosition`), also from one opening of a room to the next. */
export const useReadingPosition = (options: ReadingPositionOptions): LogScrolling => {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const latest = useRef(options);
  latest.current = options;
  const restored = useMemo(() => readScrollPosition(options.storage, options.room), []);
  const signals: ReadingSignals = {
    following: useSignal(restored === undefined),
    leftOrder: useSignal(0),
    scrollTarget: useSignal<MessageId | undefined>(restored?.id),
  };

  useLayoutEffect(() => {
    if (!scroller.current || !content.current) return;
    const { conversation, storage, room } = options;
    return new ReadingPosition({
      scroller: scroller.current,
      content: content.current,
      conversation,
      signals,
      restored,
      save: (position) => saveScrollPosition(storage, room, position),
      onNearTop: (isFar) => latest.current.onNearTop(isFar),
    }).start();
  }, []);

  return {
    scroller,
    content,
    ...signals,
    followLatest: () => {
      signals.following.value = true;
      if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
    },
    focus: () => scroller.current?.focus({ preventScroll: true }),
  };
};
