/** The markers of the blocks that a line may stand in. */
const CONTAINERS = String.raw`^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*`;

/** A link reference definition, as far as it has come. */
const DEFINITION = String.raw`\[(?!\^)(?:[^\]\\]|\\.)*(?:\](?::[ \t]*(?:<[^>]*>?|\S*)(?:[ \t]+(?:["'(].*)?)?)?)?`;
/** A line that may become a marker, or the beginning of a definition, by the characters that follow. */
const MARKER = new RegExp(
  CONTAINERS +
    String.raw`(?:[-+*_=#\`~|: \t]*|\d{1,9}[.)]?|\[[ xX]?(?:\][ \t]*)?|\`{3,}[^\`]*|~{3,}.*| {0,3}${DEFINITION})$`,
);
/** The number signs that may close a heading. */
const CLOSING_SIGNS = new RegExp(`${CONTAINERS}#{1,6}[ \\t].*?([ \\t]+#*[ \\t]*)$`);
/** What a row that says how the columns of a table are aligned consists of. */
const ALIGNMENTS = /^[ \t>]*\|?[ \t:|-]*$/;
const ALIGNMENT_ROW = /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** The lines of the paragraph or table at the end of a text, each with its index, the last one first. */
const linesAtEnd = function* (text: string): Generator<{ line: string; start: number }> {
  let end = text.length;
  while (end >= 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (end < text.length && line.trim() === '') return;
    yield { line, start };
    end = start - 1;
  }
};

/** The index of the row above the last line that may turn out to be the head of a table; undefined where none can. */
const headOfTable = (text: string): number | undefined => {
  const lines = linesAtEnd(text);
  const last = lines.next().value;
  if (!last) return undefined;
  const above = lines.next().value;
  const isIn = (line: string): boolean => line.includes('|') && ALIGNMENT_ROW.test(line);
  if (above && isIn(above.line)) return undefined;
  for (const { line } of lines) if (isIn(line)) return undefined;
  if (above?.line.includes('|') && ALIGNMENTS.test(last.line)) return above.start + above.line.indexOf('|');
  return last.line.includes('|') ? last.start + last.line.indexOf('|') : undefined;
};

/**
 * The part of a growing text that can be shown: without what may turn out to be a marker at the end of it, which
 * would be seen for a moment as it is written. What is open within the text of a block is seen to by `openInlines`.
 */
export const shownPart = (text: string): string => {
  const lastLine = text.lastIndexOf('\n') + 1;
  const line = text.slice(lastLine);
  if (line !== '' && MARKER.test(line)) {
    const head = ALIGNMENTS.test(line) ? headOfTable(text) : undefined;
    return text.slice(0, head ?? lastLine);
  }
  const head = headOfTable(text);
  if (head !== undefined) return text.slice(0, head);
  const signs = CLOSING_SIGNS.exec(line)?.[1] ?? '';
  return text.slice(0, text.length - signs.length);
};
