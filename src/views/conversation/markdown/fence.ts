/** A block of code between fences, as its first line begins it. */
export interface Fence {
  /** What has to stand on a line of its own to end it, or more of the same. */
  marker: string;
  language: string;
  /** How long the first line is. */
  codeAt: number;
  /** The lines before this have been looked at: none ends the block. */
  searched: number;
}

/** The first line, which must be complete; indented fences lose their indentation and are left to the lexer. */
const OPENING = /^(`{3,}(?=[^`\n]*\n)|~{3,}(?!~))([^\n]*)\n/;
/** What may become the last line when more of it comes. */
const MAYBE_CLOSING = /^ {0,3}(?:`*|~*) *$/;

export const fenceAt = (source: string): Fence | undefined => {
  const [line, marker, language] = OPENING.exec(source) ?? [];
  if (line === undefined || marker === undefined) return undefined;
  return { marker, language: language?.trim() ?? '', codeAt: line.length, searched: line.length };
};

/** Where the block ends (after its last line), or how far it was searched in vain. */
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

/** The code that can be shown of a block without an end: without a line that may yet turn out to be its end. */
export const openCode = (source: string, { codeAt, searched }: Fence): string => {
  const end = MAYBE_CLOSING.test(source.slice(searched)) ? searched - 1 : source.length;
  return source.slice(codeAt, Math.max(codeAt, end));
};
