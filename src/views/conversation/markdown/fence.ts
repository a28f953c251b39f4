/** An open fenced code block. */
export interface Fence {
  /** The fence that opened it; a line with the same or a longer one ends it. */
  marker: string;
  language: string;
  /** The index of the code: the length of the first line. */
  codeAt: number;
  /** No line before this index ends the block. */
  searched: number;
}

/** A complete first line. Indented fences are left to the lexer, which removes their indentation. */
const OPENING = /^(`{3,}(?=[^`\n]*\n)|~{3,}(?!~))([^\n]*)\n/;
/** A line that ends the block, or may end it when more of it comes. */
const MAYBE_CLOSING = /^ {0,3}(?:`*|~*) *$/;

export const fenceAt = (source: string): Fence | undefined => {
  const [line, marker, language] = OPENING.exec(source) ?? [];
  if (line === undefined || marker === undefined) return undefined;
  return { marker, language: language?.trim() ?? '', codeAt: line.length, searched: line.length };
};

/** Finds the index after the last line of the block; else how far was searched. */
export const searchEnd = (source: string, fence: Fence): { end: number } | { searched: number } => {
  let start = fence.searched;
  for (;;) {
    const newline = source.indexOf('\n', start);
    if (newline < 0) return { searched: start };
    const line = source.slice(start, newline);
    if (MAYBE_CLOSING.test(line) && line.trimStart().startsWith(fence.marker)) return { end: newline + 1 };
    start = newline + 1;
  }
};

/** The code of an open block, without a last line that may become its end. */
export const openCode = (source: string, { codeAt, searched }: Fence): string => {
  const end = MAYBE_CLOSING.test(source.slice(searched)) ? searched - 1 : source.length;
  return source.slice(codeAt, Math.max(codeAt, end));
};
