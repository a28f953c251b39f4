import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface MarkdownFrameProps {
  children: ComponentChildren;
  unformatted?: boolean | undefined;
}

/**
 * The element around the blocks of a message. `dir="auto"` is set after they are inserted: browsers compute the
 * direction again for each block that is inserted into such an element.
 */
export const MarkdownFrame = ({ children, unformatted }: MarkdownFrameProps) => {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => frame.current?.setAttribute('dir', 'auto'), []);
  return (
    <div class="markdown" ref={frame} data-unformatted={unformatted}>
      {children}
    </div>
  );
};
