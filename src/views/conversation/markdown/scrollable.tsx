import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface ScrollableProps {
  class: string;
  /** What it is called while it can be scrolled. */
  name: string;
  children: ComponentChildren;
}

/** What may be wider than its place: where it is, it scrolls inside, and can be reached by keyboard to do so. */
export const Scrollable = ({ class: className, name, children }: ScrollableProps) => {
  const frame = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  useLayoutEffect(() => {
    const element = frame.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    // A width is read when the browser has just laid it out, so that nothing is laid out for it.
    const sizes = new ResizeObserver(() => setOverflows(element.scrollWidth > element.clientWidth));
    sizes.observe(element);
    sizes.observe(content);
    return () => sizes.disconnect();
  }, []);
  return (
    <div class={className} ref={frame} {...(overflows && { role: 'group', 'aria-label': name, tabIndex: 0 })}>
      {children}
    </div>
  );
};
