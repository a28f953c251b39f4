import type { MessageId } from '../../../model/ids.ts';

/** A message, and its distance from the top edge of the log (px). */
export interface ScrollAnchor {
  id: MessageId;
  top: number;
  /** Its element when it was last found; it may have been replaced since. */
  element?: Element;
}

const topWithin = (element: Element, scroller: Element): number =>
  element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;

/** The first element that ends below `line`, by binary search. `elements` must be in vertical order. */
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
export const findAnchor = (scroller: Element, content: Element): ScrollAnchor | undefined => {
  const line = scroller.getBoundingClientRect().top;
  let chunk = firstBelow(content.getElementsByClassName('chunk'), line);
  // One that has just come near may be empty yet.
  while (chunk?.classList.contains('chunk') && !chunk.firstChild)
    chunk = chunk.nextElementSibling ?? undefined;
  const element = chunk && firstBelow(chunk.querySelectorAll('[data-message-id]'), line);
  const id = element?.getAttribute('data-message-id');
  return element && id ? { id: id as MessageId, top: topWithin(element, scroller), element } : undefined;
};

/** Scrolls so that the message is at its distance again. Returns false where it is not in the log. */
export const restoreAnchor = (scroller: Element, content: Element, anchor: ScrollAnchor): boolean => {
  if (!anchor.element?.isConnected) {
    const found = content.querySelector(`[data-message-id="${CSS.escape(anchor.id)}"]`);
    if (!found) return false;
    anchor.element = found;
  }
  const moved = topWithin(anchor.element, scroller) - anchor.top;
  if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
  return true;
};
