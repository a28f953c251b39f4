import type { ComponentChildren } from 'preact';

/** Renders the parts of `words` in `backticks` as inline code. */
export const withInlineCode = (words: string): ComponentChildren =>
  words.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
