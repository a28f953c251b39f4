import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface MarkdownFrameProps {
  children: ComponentChildren;
  unformatted?: boolean | undefined;
}

/**
 * What a message's text stands in. Its direction is that of its words, which a browser finds anew for each block
 * that is put into it: so it is asked to only when all are there.
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
