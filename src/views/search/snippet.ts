import { characterStart } from '../../model/cut.ts';
import { findMatches, hasWords } from './match-words.ts';
import { addressesIn, mayHaveWords, type Readable, readMarkdown } from './read-text.ts';

/** A piece of a snippet. `isMatch`: it is a match of the query. */
export interface Piece {
  text: string;
  isMatch: boolean;
}

/** The length of a snippet before the first match, and in all (characters). */
const BEFORE = 32;
const LENGTH = 180;

/** The index at which a snippet starts, so that some words are before the match at `first`. */
const startBefore = (text: string, first: number): number => {
  if (first <= BEFORE) return 0;
  const from = first - BEFORE;
  const space = text.indexOf(' ', from);
  if (space >= 0 && space < first) return space + 1;
  return characterStart(text, from);
};

/** How much of a long text is looked at for its snippet, in characters, and how far two such parts overlap. */
const PART = 20_000;
const OVERLAP = 500;

/** The words of the first part of a source in which any of the words is; of a usual length, of the whole. */
const partWith = ({ source, read, files }: Readable, words: readonly string[]): string => {
  const all = (part: string): string => [read(part), files].filter(Boolean).join('\n');
  for (let at = 0; at + PART < source.length; at += PART - OVERLAP) {
    const part = source.slice(at, at + PART);
    if (!words.some((word) => mayHaveWords(part, [word]))) continue;
    const plain = read(part);
    if (words.some((word) => hasWords(plain, [word]))) return plain;
  }
  const last = source.slice(-PART);
  const plain = all(last);
  // An address is shown only to who searches for it.
  return hasWords(plain, words) ? plain : [plain, addressesIn(last)].join('\n');
};

/** The part of a message around its first match, divided into matches and the text between them. */
export const snippetOf = (whole: string | Readable, words: readonly string[]): Piece[] => {
  const readable = typeof whole === 'string' ? { source: whole, read: readMarkdown, files: '' } : whole;
  const text = partWith(readable, words).replace(/\s+/g, ' ').trim();
  const spans = findMatches(text, words);
  const start = startBefore(text, spans[0]?.[0] ?? 0);
  const limit = Math.min(text.length, start + LENGTH);
  const end = characterStart(text, limit);
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
