import type { Signal } from '@preact/signals';
import type { MessageId } from '../../../model/ids.ts';
import type { ScrollPosition } from '../../platform/view-storage.ts';
import type { Conversation } from '../../state/conversation.ts';
import { flashMessage } from './flash-message.ts';
import { newestReceivedOrder } from './received-messages.ts';
import { findAnchor, restoreAnchor, type ScrollAnchor } from './scroll-anchor.ts';

/** Within this distance (px) the log counts as scrolled to the bottom. */
const BOTTOM_TOLERANCE = 24;
/** Within this distance of the top (px) older messages are loaded. */
const LOAD_DISTANCE = 600;

export interface ReadingSignals {
  /** Whether the log follows the newest message: only while the reader is at the bottom. */
  following: Signal<boolean>;
  /** The order of the newest message of another when the reader left the bottom. */
  leftOrder: Signal<number>;
  /** The message that the log scrolls to, until it is loaded and in place. */
  scrollTarget: Signal<MessageId | undefined>;
}

export interface ReadingPositionParts {
  scroller: HTMLElement;
  content: HTMLElement;
  conversation: Conversation;
  signals: ReadingSignals;
  /** Where the reader left the room; undefined for the newest message. */
  restored: ScrollPosition | undefined;
  save(position: ScrollPosition | undefined): void;
  /** Called when older messages should be loaded. `isFar`: many, on the way to the scroll target. */
  onNearTop(isFar: boolean): void;
}

/** Whether a message of the order is among the older messages that are not loaded. */
const isAmongOlder = ({ hasOlder, ids, message }: Conversation, order: number): boolean => {
  const oldest = ids.peek()[0];
  const first = oldest === undefined ? undefined : message(oldest)?.peek().order;
  return hasOlder.peek() && (first === undefined || first >= order);
};

/**
 * Keeps the message that is read in place while content grows above or below it, or follows the newest message.
 * Corrects the scroll offset after layout, before paint.
 */
export class ReadingPosition {
  readonly #parts: ReadingPositionParts;
  #anchor: ScrollAnchor | undefined;
  #lastTop = 0;

  constructor(parts: ReadingPositionParts) {
    this.#parts = parts;
  }

  /** Begins to keep the position. Returns how to stop, which saves it. */
  start(): () => void {
    const { scroller, content } = this.#parts;
    this.#restore();
    const resizes = new ResizeObserver(() => {
      this.#correct();
      this.#loadOlderIfNear();
    });
    resizes.observe(content);
    resizes.observe(scroller);
    const listeners = new AbortController();
    const { signal } = listeners;
    scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true, signal });
    scroller.addEventListener('scrollend', () => this.#save(), { passive: true, signal });
    addEventListener('pagehide', () => this.#save(), { signal });
    this.#correct();
    return () => {
      this.#save();
      resizes.disconnect();
      listeners.abort();
    };
  }

  #restore(): void {
    const { conversation, restored, signals } = this.#parts;
    if (!restored) return;
    signals.scrollTarget.value = restored.id;
    this.#leaveBottom();
    signals.leftOrder.value = conversation.seenOrder.peek() ?? signals.leftOrder.peek();
    this.#anchor = restored;
  }

  #save(): void {
    const { conversation, signals, save } = this.#parts;
    if (signals.following.peek()) {
      save(undefined);
      return;
    }
    const order = this.#anchor && conversation.message(this.#anchor.id)?.peek().order;
    if (this.#anchor && order !== undefined) save({ id: this.#anchor.id, top: this.#anchor.top, order });
  }

  #distanceToBottom(): number {
    const { scroller } = this.#parts;
    return scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  }

  #updateAnchor(): void {
    this.#anchor = findAnchor(this.#parts.scroller, this.#parts.content);
  }

  #leaveBottom(): void {
    const { conversation, signals } = this.#parts;
    signals.leftOrder.value = newestReceivedOrder(conversation) ?? Number.NEGATIVE_INFINITY;
    signals.following.value = false;
    this.#updateAnchor();
  }

  /** The anchor is in place. */
  #endScrollToTarget({ element }: ScrollAnchor): void {
    const { restored, signals } = this.#parts;
    if (signals.scrollTarget.peek() !== undefined && restored?.found) {
      if (element instanceof HTMLElement) flashMessage(element);
      // It is so near to the end that it cannot be scrolled further up.
      if (this.#distanceToBottom() <= 1) signals.following.value = true;
    }
    signals.scrollTarget.value = undefined;
  }

  #keepAnchor(): void {
    const { scroller, content, conversation, restored, signals } = this.#parts;
    if (this.#anchor && restoreAnchor(scroller, content, this.#anchor)) this.#endScrollToTarget(this.#anchor);
    else if (!restored || signals.scrollTarget.peek() === undefined) this.#updateAnchor();
    // At the top, older messages are loaded until the target is among them.
    else if (isAmongOlder(conversation, restored.order)) scroller.scrollTop = 0;
    // The target was deleted; one that is only not rendered yet is in place with the next layout.
    else if (!conversation.message(restored.id)) signals.following.value = true;
  }

  #correct(): void {
    const { scroller, signals } = this.#parts;
    if (!signals.following.peek()) this.#keepAnchor();
    if (signals.following.peek()) scroller.scrollTop = scroller.scrollHeight;
    this.#lastTop = scroller.scrollTop;
  }

  #loadOlderIfNear(): void {
    const { scroller, signals, onNearTop } = this.#parts;
    const overflows = scroller.scrollHeight > scroller.clientHeight;
    const isNear = !signals.following.peek() && scroller.scrollTop < LOAD_DISTANCE;
    if (!overflows || isNear) onNearTop(signals.scrollTarget.peek() !== undefined);
  }

  #onScroll(): void {
    const { scroller, signals } = this.#parts;
    const moved = scroller.scrollTop - this.#lastTop;
    this.#lastTop = scroller.scrollTop;
    // Content that shrinks scrolls the log up as well, but to the very bottom.
    if (signals.following.peek() && moved < 0 && this.#distanceToBottom() > 1) this.#leaveBottom();
    if (moved > 0 && this.#distanceToBottom() <= BOTTOM_TOLERANCE) signals.following.value = true;
    if (moved === 0 || signals.following.peek()) return;
    signals.scrollTarget.value = undefined;
    this.#updateAnchor();
    this.#loadOlderIfNear();
  }
}
