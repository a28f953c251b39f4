import type { ComponentChild } from 'preact';

/**
 * A browser that lays out kerned letters without a blank among them takes a time that grows with the square of
 * their number: seconds, for a picture written in letters. So much may stand together (characters).
 */
const LONGEST = 1000;

const hasLongWord = (text: string): boolean => {
  if (text.length <= LONGEST) return false;
  for (const [word] of text.matchAll(/\S+/g)) if (word.length > LONGEST) return true;
  return false;
};

/** Text as a node, which is not kerned where that would take too long. */
export const textNode = (text: string): ComponentChild =>
  hasLongWord(text) ? <span class="long-words">{text}</span> : text;
