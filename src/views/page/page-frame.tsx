import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { BackIcon } from '../components/page-icons.tsx';
import { text } from '../i18n/text.ts';
import '../styles/pages.css';

interface PageFrameProps {
  heading: string;
  /** Absent on the options page. */
  onBack?: (() => void) | undefined;
  action?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of a page beside the conversation: back button, heading, and a body that scrolls. */
export const PageFrame = ({ heading, onBack, action, children }: PageFrameProps) => {
  const title = useRef<HTMLHeadingElement>(null);
  // The button that led here was removed with its page.
  useEffect(() => {
    if (onBack) title.current?.focus();
  }, []);
  return (
    <div class="page">
      <header class="page-header">
        {onBack && (
          <button
            type="button"
            class="icon-button"
            aria-label={text('back')}
            title={text('back')}
            onClick={onBack}
          >
            <BackIcon />
          </button>
        )}
        <h1 ref={title} tabIndex={-1}>
          {heading}
        </h1>
        {action}
      </header>
      <main
        class="page-body"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {children}
      </main>
    </div>
  );
};
