import type { ComponentChildren } from 'preact';

/** Words in which `backticks` mark what is to be typed or read to the letter. */
export const withCode = (words: string): ComponentChildren =>
  words.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
