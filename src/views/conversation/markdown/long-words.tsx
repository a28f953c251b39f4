import type { ComponentChild } from 'preact';

/**
 * The longest word that is kerned (characters). The time in which Chromium lays out a kerned word grows with the
 * square of its length: it takes seconds for ASCII art without blanks.
 */
const MAX_KERNED = 1000;

const hasLongWord = (text: string): boolean => {
  if (text.length <= MAX_KERNED) return false;
  for (const [word] of text.matchAll(/\S+/g)) if (word.length > MAX_KERNED) return true;
  return false;
};

/** Renders text, without kerning where it contains a very long word. */
export const textNode = (text: string): ComponentChild =>
  hasLongWord(text) ? <span class="long-words">{text}</span> : text;
