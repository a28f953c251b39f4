const ASCII = /^[\0-\x7f]*$/;

/** What a search compares: without upper case, and without the marks over and under letters. */
export const foldCase = (text: string): string =>
  ASCII.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase()
        // Lower case depends on the place in the word for this letter alone.
        .replaceAll('ς', 'σ');

/** The words of a query, folded. */
export const queryWords = (query: string): string[] =>
  foldCase(query)
    .split(/\s+/)
    .filter((word) => word !== '');

/** Whether all words stand in `text`, wherever they do. */
export const hasWords = (text: string, words: readonly string[]): boolean => {
  const folded = foldCase(text);
  return words.every((word) => folded.includes(word));
};

/** From where to where, in a text. */
export type MatchSpan = readonly [start: number, end: number];

/** Where the words stand in `text`, one after the other; what overlaps or touches is one. */
export const findMatches = (text: string, words: readonly string[]): MatchSpan[] => {
  /** Where what each folded letter was made of begins and ends. */
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
    // A mark belongs to the letter that it stands on.
    if (part === '' && ends.length > 0) ends[ends.length - 1] = end;
    folded += part;
    at = end;
  }
  const found: MatchSpan[] = [];
  for (const word of words) {
    for (let from = folded.indexOf(word); from >= 0; from = folded.indexOf(word, from + word.length)) {
      found.push([starts[from] ?? 0, ends[from + word.length - 1] ?? text.length]);
    }
  }
  found.sort(([a], [b]) => a - b);
  const merged: MatchSpan[] = [];
  for (const [start, end] of found) {
    const last = merged.at(-1);
    if (last && start <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], end)];
    else merged.push([start, end]);
  }
  return merged;
};
