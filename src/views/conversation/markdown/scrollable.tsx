import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface ScrollableProps {
  class: string;
  /** Its accessible name while it can be scrolled. */
  name: string;
  children: ComponentChildren;
}

/** A container that scrolls where its content is too wide; then it can have the keyboard focus. */
export const Scrollable = ({ class: className, name, children }: ScrollableProps) => {
  const frame = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  useLayoutEffect(() => {
    const element = frame.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    // After a resize the widths are known, so that reading them causes no layout.
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
