const ASCII = /^[\0-\x7f]*$/;

/** Text as it is compared: in lower case, without diacritics. */
export const foldCase = (text: string): string =>
  ASCII.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase()
        // The one letter whose lower case depends on its position in the word.
        .replaceAll('ς', 'σ');

/** The words of a query, as they are compared. */
export const queryWords = (query: string): string[] =>
  foldCase(query)
    .split(/\s+/)
    .filter((word) => word !== '');

/** Whether `text` contains all words. */
export const hasWords = (text: string, words: readonly string[]): boolean => {
  const folded = foldCase(text);
  return words.every((word) => folded.includes(word));
};

/** Start and end index in a text. */
export type MatchSpan = readonly [start: number, end: number];

/** A text in folded form, with the span in the text that each of its characters was made of. */
interface Folded {
  folded: string;
  starts: readonly number[];
  ends: readonly number[];
}

const foldWithSpans = (text: string): Folded => {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = '';
  let at = 0;
  for (const letter of text) {
    const part = foldCase(letter);
    const end = at + letter.length;
    for (let index = 0; index < part.length; index += 1) {
      starts.push(at);
      ends.push(end);
    }
    // A combining mark belongs to the letter before it.
    if (part === '' && ends.length > 0) ends[ends.length - 1] = end;
    folded += part;
    at = end;
  }
  return { folded, starts, ends };
};

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
