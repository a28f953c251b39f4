import { late } from '../../components/lazy-with-fallback.tsx';
import type { MarkdownProps } from './formatted.tsx';
import { Plain } from './unformatted.tsx';

const { Part, load } = late<MarkdownProps>(async () => (await import('./formatted.tsx')).Formatted, Plain);

/** Markdown as nodes. What formats it comes apart from the page, which need not wait for it. */
export const Markdown = Part;
export const loadMarkdown = load;

// At once, beside the page that shows it: mostly it is there before the first paint.
void loadMarkdown();
