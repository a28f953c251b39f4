import { lazyWithFallback } from '../../components/lazy-with-fallback.tsx';
import type { MarkdownProps } from './formatted.tsx';
import { Unformatted } from './unformatted.tsx';

const { Component: Part, load } = lazyWithFallback<MarkdownProps>(
  async () => (await import('./formatted.tsx')).Formatted,
  Unformatted,
);

/** Renders Markdown. Until the renderer is loaded, it shows the text unformatted. */
export const Markdown = Part;
export const loadMarkdown = load;

// Loads in parallel with the page: mostly it is there before the first paint.
void loadMarkdown();
