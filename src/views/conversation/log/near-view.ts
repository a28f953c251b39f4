/** Within this distance (px) of the visible part, some hundreds of messages, they are in the document. */
const NEAR = 60_000;

/** Called when an element comes near to the visible part of the log, and when it is no longer near. */
type NearListener = (isNear: boolean) => void;

interface Watch {
  observer: IntersectionObserver;
  listeners: Map<Element, NearListener>;
}

const watches = new WeakMap<Element, Watch>();

const watchOf = (scroller: Element): Watch => {
  const known = watches.get(scroller);
  if (known) return known;
  const listeners = new Map<Element, NearListener>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { root: scroller, rootMargin: `${NEAR}px 0px` },
  );
  const watch = { observer, listeners };
  watches.set(scroller, watch);
  return watch;
};

/** Tells `listener` whether `element` is near, now and at each change. Returns how to stop. One observer for a log. */
export const watchNear = (element: Element, listener: NearListener): (() => void) => {
  const scroller = element.closest('.log');
  if (!scroller) return () => {};
  const { observer, listeners } = watchOf(scroller);
  listeners.set(element, listener);
  observer.observe(element);
  return () => {
    listeners.delete(element);
    observer.unobserve(element);
  };
};
