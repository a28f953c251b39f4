import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MessageId } from '../../model/ids.ts';

/** So near to the bottom (px) counts as being there. */
const AT_BOTTOM = 24;
/** So near to the top (px) older messages are wanted. */
const NEAR_TOP = 240;

interface Anchor {
  element: Element;
  /** Its distance from the top of what is visible (px). */
  top: number;
}

const offsetOf = (element: Element, scroller: Element): number =>
  element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;

/** The first message that is at least partly visible. */
const anchorOf = (scroller: Element, content: Element): Anchor | undefined => {
  for (const element of content.querySelectorAll('[data-message-id]')) {
    const top = offsetOf(element, scroller);
    if (top + element.clientHeight > 0) return { element, top };
  }
  return undefined;
};

export interface ReadingPosition {
  /** Whether the newest message is followed: only while the reader is at the bottom. */
  following: ReadonlySignal<boolean>;
  /** The newest message when the reader left the bottom. */
  leftAt: ReadonlySignal<MessageId | undefined>;
  /** Goes to the newest message, and follows from there. */
  follow(): void;
}

/**
 * Keeps what is being read where it is, whatever comes in above or below it, and follows the newest message
 * for a reader who is at the bottom. Corrections are made when sizes have changed, before they are painted.
 */
export const useReadingPosition = (
  scrollerRef: RefObject<HTMLElement | null>,
  contentRef: RefObject<HTMLElement | null>,
  ids: ReadonlySignal<readonly MessageId[]>,
  onNearTop: () => void,
): ReadingPosition => {
  const following = useSignal(true);
  const leftAt = useSignal<MessageId | undefined>(undefined);
  const nearTop = useRef(onNearTop);
  nearTop.current = onNearTop;

  useLayoutEffect(() => {
    const scroller = scrollerRef.current;
    const content = contentRef.current;
    if (!scroller || !content) return;
    let anchor: Anchor | undefined;
    let lastTop = scroller.scrollTop;

    const settle = (): void => {
      if (following.peek()) {
        scroller.scrollTop = scroller.scrollHeight;
      } else if (anchor?.element.isConnected) {
        const moved = offsetOf(anchor.element, scroller) - anchor.top;
        if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
      }
      lastTop = scroller.scrollTop;
    };

    const onScroll = (): void => {
      const below = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
      const up = scroller.scrollTop < lastTop;
      lastTop = scroller.scrollTop;
      if (below <= AT_BOTTOM) following.value = true;
      else if (up && following.peek()) {
        // Only a reader scrolls up; content that grows merely leaves more below.
        leftAt.value = ids.peek().at(-1);
        following.value = false;
      }
      anchor = following.peek() ? undefined : anchorOf(scroller, content);
      if (up && scroller.scrollTop < NEAR_TOP) nearTop.current();
    };

    const sizes = new ResizeObserver(() => {
      settle();
      // A history that does not fill the view has no way to scroll up.
      if (scroller.scrollHeight <= scroller.clientHeight) nearTop.current();
    });
    sizes.observe(content);
    sizes.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    settle();
    return () => {
      sizes.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    };
  }, []);

  const follow = (): void => {
    following.value = true;
    const scroller = scrollerRef.current;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  };

  return { following, leftAt, follow };
};
