/** So many lines in a piece of code: what a chunk costs to lay out grows with the last piece alone. */
const LINES = 64;

/** Text in pieces of whole lines; all but the last are full. */
export interface CodePieces {
  text: string;
  pieces: readonly string[];
}

const split = (text: string): string[] => {
  const pieces: string[] = [];
  let start = 0;
  let lines = 0;
  for (let newline = text.indexOf('\n'); newline >= 0; newline = text.indexOf('\n', newline + 1)) {
    lines += 1;
    if (lines % LINES !== 0) continue;
    pieces.push(text.slice(start, newline + 1));
    start = newline + 1;
  }
  if (start < text.length) pieces.push(text.slice(start));
  return pieces;
};

/** The pieces of `text`; those of a text that it goes on from stay as they are. */
export const splitIntoPieces = (before: CodePieces, text: string): CodePieces => {
  if (text === before.text) return before;
  if (!text.startsWith(before.text)) return { text, pieces: split(text) };
  const last = before.pieces.at(-1) ?? '';
  const grown = split(last + text.slice(before.text.length));
  return { text, pieces: [...before.pieces.slice(0, -1), ...grown] };
};
