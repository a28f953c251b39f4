import { previewText } from '../conversations/room-words.ts';
import { findMatches, hasWords } from './match-words.ts';

/** A piece of a snippet; `isMatch`: what was searched for. */
export interface Piece {
  text: string;
  isMatch: boolean;
}

/** So much stands before the first match, and so much in all. */
const BEFORE = 32;
const LENGTH = 180;

const isHalf = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(at));

/** Where to begin so that `first` is seen with some words before it. */
const beginning = (text: string, first: number): number => {
  if (first <= BEFORE) return 0;
  const from = first - BEFORE;
  const space = text.indexOf(' ', from);
  if (space >= 0 && space < first) return space + 1;
  return isHalf(text, from) ? from - 1 : from;
};

/** The words around the first match of a message, with the matches told apart. */
export const snippetOf = (source: string, words: readonly string[]): Piece[] => {
  const plain = previewText(source);
  // What stands in an address, or among the signs of Markdown, is shown with them.
  const text = hasWords(plain, words) ? plain : source.replace(/\s+/g, ' ').trim();
  const spans = findMatches(text, words);
  const start = beginning(text, spans[0]?.[0] ?? 0);
  const limit = Math.min(text.length, start + LENGTH);
  const end = isHalf(text, limit) ? limit + 1 : limit;
  const pieces: Piece[] = [];
  const add = (from: number, to: number, isMatch: boolean): void => {
    if (from < to) pieces.push({ text: text.slice(from, to), isMatch });
  };
  if (start > 0) pieces.push({ text: '…', isMatch: false });
  let at = start;
  for (const [from, to] of spans) {
    if (from >= end) break;
    add(at, from, false);
    at = Math.min(to, end);
    add(from, at, true);
  }
  add(at, end, false);
  if (end < text.length) pieces.push({ text: '…', isMatch: false });
  return pieces;
};
