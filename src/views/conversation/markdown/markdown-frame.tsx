import type { ComponentChildren } from 'preact';

interface MarkdownFrameProps {
  children: ComponentChildren;
  unformatted?: boolean | undefined;
}

/** The element around the blocks of a message. Each block has a direction of its own. */
export const MarkdownFrame = ({ children, unformatted }: MarkdownFrameProps) => (
  <div class="markdown" data-unformatted={unformatted}>
    {children}
  </div>
);
