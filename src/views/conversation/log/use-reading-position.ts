import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MessageId } from '../../../model/ids.ts';
import type { PlaceStorage } from '../../platform/platform.ts';
import { keepPlace, type PlaceOf, readPlace } from '../../platform/view-storage.ts';
import type { Conversation } from '../../state/conversation.ts';
import { present } from './flash-message.ts';
import { newestAt } from './received-messages.ts';
import { type Anchor, anchorOf, holdAnchor } from './scroll-anchor.ts';

/** So near to the bottom (px) counts as being there. */
const AT_BOTTOM = 24;
/** So near to the top (px) older messages are wanted. */
const NEAR_TOP = 600;

export interface ReadingPosition {
  /** Whether the newest message is followed: only while the reader is at the bottom. */
  following: ReadonlySignal<boolean>;
  /** The time of the newest message of another when the reader left the bottom. */
  leftAt: ReadonlySignal<number>;
  /** The message that the reader is on the way to, for as long as it is not there. */
  sought: ReadonlySignal<MessageId | undefined>;
  /** Goes to the newest message, and follows from there. */
  follow(): void;
}

interface Parts {
  scroller: RefObject<HTMLElement | null>;
  content: RefObject<HTMLElement | null>;
  conversation: Conversation;
  storage: PlaceStorage;
  /** Under which its place is kept there. */
  placeOf: PlaceOf;
  /** Older messages are wanted, if there are any. `isFar`: many, on the way to one that is sought. */
  onNearTop: (isFar: boolean) => void;
}

/** Whether a message of that time is among those that are not loaded yet. */
const mayCome = ({ hasOlder, ids, message }: Conversation, at: number): boolean => {
  const oldest = ids.peek()[0];
  const oldestAt = oldest === undefined ? undefined : message(oldest)?.peek().at;
  return hasOlder.peek() && (oldestAt === undefined || oldestAt >= at);
};

/**
 * Keeps what is being read where it is, whatever comes in above or below it, and follows the newest message
 * for a reader who is at the bottom. Corrections are made when sizes have changed, before they are painted.
 * Who comes back to a room finds it where it was left.
 */
export const useReadingPosition = (parts: Parts): ReadingPosition => {
  const { conversation, storage, placeOf } = parts;
  const following = useSignal(true);
  const leftAt = useSignal(0);
  const sought = useSignal<MessageId | undefined>(undefined);
  const nearTop = useRef(parts.onNearTop);
  nearTop.current = parts.onNearTop;

  useLayoutEffect(() => {
    const scroller = parts.scroller.current;
    const content = parts.content.current;
    if (!scroller || !content) return;
    const place = readPlace(storage, placeOf);
    let anchor: Anchor | undefined;
    let lastTop = 0;
    const below = (): number => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;

    const keep = (): void => {
      if (following.peek()) keepPlace(storage, placeOf, undefined);
      const at = anchor && conversation.message(anchor.id)?.peek().at;
      if (following.peek() || !anchor || at === undefined) return;
      keepPlace(storage, placeOf, { id: anchor.id, top: anchor.top, at });
    };

    const leave = (): void => {
      leftAt.value = newestAt(conversation) ?? 0;
      following.value = false;
      anchor = anchorOf(scroller, content);
    };

    const arrive = ({ element }: Anchor): void => {
      if (sought.peek() !== undefined && place?.found) {
        if (element instanceof HTMLElement) present(element);
        // It stands so near to the end that it cannot be scrolled further up.
        if (below() <= 1) following.value = true;
      }
      sought.value = undefined;
    };

    const hold = (): void => {
      if (anchor && holdAnchor(scroller, content, anchor)) arrive(anchor);
      else if (!place || sought.peek() === undefined) anchor = anchorOf(scroller, content);
      // It stands further up than what is loaded, and the way there leads along the top; or it is gone.
      else if (mayCome(conversation, place.at)) scroller.scrollTop = 0;
      else following.value = true;
    };

    const settle = (): void => {
      if (!following.peek()) hold();
      if (following.peek()) scroller.scrollTop = scroller.scrollHeight;
      lastTop = scroller.scrollTop;
    };

    const wantOlder = (): void => {
      const fills = scroller.scrollHeight > scroller.clientHeight;
      if (!fills || (!following.peek() && scroller.scrollTop < NEAR_TOP))
        nearTop.current(sought.peek() !== undefined);
    };

    const onScroll = (): void => {
      const moved = scroller.scrollTop - lastTop;
      lastTop = scroller.scrollTop;
      // Content that shrinks moves the view as well, but to the very bottom.
      if (following.peek() && moved < 0 && below() > 1) leave();
      if (moved > 0 && below() <= AT_BOTTOM) following.value = true;
      if (moved === 0 || following.peek()) return;
      sought.value = undefined;
      anchor = anchorOf(scroller, content);
      wantOlder();
    };

    const sizes = new ResizeObserver(() => {
      settle();
      wantOlder();
    });
    if (place) {
      sought.value = place.id;
      leave();
      leftAt.value = conversation.seenAt.peek() ?? leftAt.peek();
      anchor = place;
    }
    sizes.observe(content);
    sizes.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    scroller.addEventListener('scrollend', keep, { passive: true });
    addEventListener('pagehide', keep);
    settle();
    return () => {
      keep();
      sizes.disconnect();
      scroller.removeEventListener('scroll', onScroll);
      scroller.removeEventListener('scrollend', keep);
      removeEventListener('pagehide', keep);
    };
  }, []);

  const follow = (): void => {
    following.value = true;
    const scroller = parts.scroller.current;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  };

  return { following, leftAt, sought, follow };
};
