import { textNode } from './long-words.tsx';
import { MarkdownFrame } from './markdown-frame.tsx';
import { dirAttribute, directionOf, pageDirection } from './text-direction.ts';

/** Text that may contain Markdown syntax. */
const SYNTAX = /[*_`~[\]<>|&\\#@]|^[ \t]*(?:[-+=:]|\d+[.)])|^ {4}|^ *\t|www\.|:\/\/| {2}\n/m;

/**
 * Shows text before the Markdown renderer is loaded. Text without Markdown syntax gets the nodes that it keeps when
 * formatted; other text is hidden for a moment, in which the renderer mostly arrives.
 */
export const Unformatted = ({ source }: { source: string }) => (
  <MarkdownFrame unformatted={SYNTAX.test(source) || undefined}>
    {source
      .trim()
      .split(/\n\s*\n/)
      .filter((paragraph) => paragraph !== '')
      .map((paragraph, index) => (
        <p key={index} dir={dirAttribute(directionOf(paragraph), pageDirection())}>
          {textNode(paragraph)}
        </p>
      ))}
  </MarkdownFrame>
);
