import type { MessageId } from '../../../model/ids.ts';

/** A message, and how far below the upper edge of what is visible it begins (px). */
export interface Anchor {
  id: MessageId;
  top: number;
  /** Where it was found; it may have been replaced since. */
  element?: Element;
}

const offsetOf = (element: Element, scroller: Element): number =>
  element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;

/** The first of `elements`, which stand one below the other, that ends below `line`: found by halving. */
const firstBelow = (elements: ArrayLike<Element>, line: number): Element | undefined => {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const bottom = elements[middle]?.getBoundingClientRect().bottom ?? line;
    if (bottom <= line) low = middle + 1;
    else high = middle;
  }
  return elements[low];
};

/** The first message that is at least partly visible. */
export const anchorOf = (scroller: Element, content: Element): Anchor | undefined => {
  const line = scroller.getBoundingClientRect().top;
  const chunk = firstBelow(content.getElementsByClassName('chunk'), line);
  const element = chunk && firstBelow(chunk.querySelectorAll('[data-message-id]'), line);
  const id = element?.getAttribute('data-message-id');
  return element && id ? { id: id as MessageId, top: offsetOf(element, scroller), element } : undefined;
};

/** Scrolls by as much as its message has moved since; false where there is no such message. */
export const holdAnchor = (scroller: Element, content: Element, anchor: Anchor): boolean => {
  if (!anchor.element?.isConnected) {
    const found = content.querySelector(`[data-message-id="${CSS.escape(anchor.id)}"]`);
    if (!found) return false;
    anchor.element = found;
  }
  const moved = offsetOf(anchor.element, scroller) - anchor.top;
  if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
  return true;
};
