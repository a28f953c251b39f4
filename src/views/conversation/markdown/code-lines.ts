/** The lines of a piece. The cost of laying out appended code grows with the last piece alone. */
const PIECE_LINES = 64;

/** Code in pieces of whole lines. All but the last have the same number of lines. */
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
    if (lines % PIECE_LINES !== 0) continue;
    pieces.push(text.slice(start, newline + 1));
    start = newline + 1;
  }
  if (start < text.length) pieces.push(text.slice(start));
  return pieces;
};

/** Splits `text` into pieces. Where it continues the text of `before`, the full pieces stay as they are. */
export const splitIntoPieces = (before: CodePieces, text: string): CodePieces => {
  if (text === before.text) return before;
  if (!text.startsWith(before.text)) return { text, pieces: split(text) };
  const last = before.pieces.at(-1) ?? '';
  const grown = split(last + text.slice(before.text.length));
  return { text, pieces: [...before.pieces.slice(0, -1), ...grown] };
};
