import { fold, foldWithSpans } from './fold.ts';

/** The words of a query, as they are compared. */
export const queryWords = (query: string): string[] =>
  fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');

/** Whether `text` contains all words. */
export const hasWords = (text: string, words: readonly string[]): boolean => {
  const folded = fold(text);
  return words.every((word) => folded.includes(word));
};

/** Start and end index in a text. */
export type MatchSpan = readonly [start: number, end: number];

/** Merges spans that overlap or touch. */
const mergeSpans = (spans: readonly MatchSpan[]): MatchSpan[] => {
  const merged: MatchSpan[] = [];
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last && start <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], end)];
    else merged.push([start, end]);
  }
  return merged;
};

/** The matches of the words in `text`, in order. Overlapping and touching ones are merged. */
export const findMatches = (text: string, words: readonly string[]): MatchSpan[] => {
  const { folded, starts, ends } = foldWithSpans(text);
  const found: MatchSpan[] = [];
  for (const word of words) {
    for (let from = folded.indexOf(word); from >= 0; from = folded.indexOf(word, from + word.length)) {
      found.push([starts[from] ?? 0, ends[from + word.length - 1] ?? text.length]);
    }
  }
  return mergeSpans(found);
};
