import { lazyWithFallback } from '../../components/lazy-with-fallback.tsx';
import type { MarkdownProps } from './formatted.tsx';
import { Unformatted } from './unformatted.tsx';

const { Component: Part, load } = lazyWithFallback<MarkdownProps>(
  async () => (await import('./formatted.tsx')).Formatted,
  Unformatted,
);

/** Markdown as nodes. What formats it comes apart from the page, which need not wait for it. */
export const Markdown = Part;
export const loadMarkdown = load;

// At once, beside the page that shows it: mostly it is there before the first paint.
void loadMarkdown();
