/** The markers of the blocks that a line may stand in. */
const CONTAINERS = String.raw`^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*`;

const OPENING = new RegExp(CONTAINERS);

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

/** How many columns a row of a table has. */
const columnsOf = (row: string): number =>
  row
    .replace(OPENING, '')
    .trim()
    .replace(/\\\|/g, '')
    .replace(/^\||\|$/g, '')
    .split('|').length;

/**
 * The index of the row at or above the last line that may turn out to be the head of a table; the length of the text
 * where it is one; undefined where none can be.
 */
const headOfTable = (text: string): number | undefined => {
  const lines = linesAtEnd(text);
  const last = lines.next().value;
  if (!last) return undefined;
  const above = lines.next().value;
  const isIn = (line: string): boolean => line.includes('|') && ALIGNMENT_ROW.test(line);
  if (above && isIn(above.line)) return undefined;
  for (const { line } of lines) if (isIn(line)) return undefined;
  if (above?.line.includes('|') && ALIGNMENTS.test(last.line))
    return ALIGNMENT_ROW.test(last.line) && columnsOf(above.line) === columnsOf(last.line)
      ? text.length
      : above.start + above.line.indexOf('|');
  return last.line.includes('|') ? last.start + last.line.indexOf('|') : undefined;
};

/** The most characters that are held back, and that a line may have to be looked at: patterns take quadratic time. */
const LONGEST = 500;

/** The index at which the part begins that cannot be shown yet. */
const shownUpTo = (text: string): number => {
  const lastLine = text.lastIndexOf('\n') + 1;
  const line = text.slice(lastLine);
  if (line.length > LONGEST) return text.length;
  const head = headOfTable(text);
  if (line !== '' && MARKER.test(line)) return ALIGNMENTS.test(line) ? (head ?? lastLine) : lastLine;
  return head ?? text.length - (CLOSING_SIGNS.exec(line)?.[1]?.length ?? 0);
};

/**
 * The part of a growing text that can be shown: without what may turn out to be a marker at the end of it, which
 * would be seen for a moment as it is written. What is open within the text of a block is seen to by `openInlines`.
 */
export const shownPart = (text: string): string => {
  const end = shownUpTo(text);
  return text.length - end > LONGEST ? text : text.slice(0, end);
};
