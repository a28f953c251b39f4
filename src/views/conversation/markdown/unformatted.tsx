import { textNode } from './long-words.tsx';
import { MarkdownFrame } from './markdown-frame.tsx';

/** What may have a meaning in Markdown; some signs have one only where a line begins. */
const MARKUP = /[*_`~[\]<>|&\\#@]|^[ \t]*(?:[-+=:]|\d+[.)])|^ {4}|^ *\t|www\.|:\/\/| {2}\n/m;

/**
 * Text as it was written, in the same nodes in which words without any Markdown stand when formatted: of them
 * nothing will change. Other text is held back for a moment, in which what formats it mostly comes.
 */
export const Unformatted = ({ source }: { source: string }) => (
  <MarkdownFrame unformatted={MARKUP.test(source) || undefined}>
    {source
      .trim()
      .split(/\n\s*\n/)
      .filter((paragraph) => paragraph !== '')
      .map((paragraph, index) => (
        <p key={index}>{textNode(paragraph)}</p>
      ))}
  </MarkdownFrame>
);
