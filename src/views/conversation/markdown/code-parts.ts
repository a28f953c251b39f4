/*
 * The time of highlight.js grows with the square, or the cube, of the length of the code. So it gets code in parts
 * of a limited length; its state at the end of a part (in a comment, a string) continues in the next.
 */

/** The longest code that is coloured (characters). */
export const LONGEST_CODE = 20_000;
/** The longest part (characters). A longer line stays without colours. */
const PART_LENGTH = 1000;

/** Lines of code. `plain`: without colours. */
export interface CodePart {
  text: string;
  plain: boolean;
}

const indentOf = (line: string): number => (/\S/.test(line) ? line.search(/\S/) : Number.POSITIVE_INFINITY);

/** Whether a line continues the one before it. */
const isWithin = (before: string, line: string): boolean =>
  /(?:[([=?:,&|]|=>|return)\s*$/.test(before) || /^\s*[)\]}]/.test(line);

/** The index of the line that begins the next part: the least indented one in the second half. */
const partingLine = (lines: readonly string[]): number => {
  let best = lines.length;
  let least = Number.POSITIVE_INFINITY;
  let length = 0;
  lines.forEach((line, index) => {
    const indent = indentOf(line);
    if (length >= PART_LENGTH / 2 && indent <= least && !isWithin(lines[index - 1] ?? '', line)) {
      best = index;
      least = indent;
    }
    length += line.length;
  });
  return best;
};

/** Divides code into parts of whole lines. */
export const partsOf = (code: string): CodePart[] => {
  const parts: CodePart[] = [];
  let waiting: string[] = [];
  let length = 0;
  const put = (count: number): void => {
    const text = waiting.slice(0, count).join('');
    if (text !== '') parts.push({ text, plain: false });
    waiting = waiting.slice(count);
    length -= text.length;
  };
  for (const line of code.split(/(?<=\n)/)) {
    if (line.length > PART_LENGTH) {
      put(waiting.length);
      parts.push({ text: line, plain: true });
      continue;
    }
    while (length > 0 && length + line.length > PART_LENGTH) put(partingLine(waiting));
    waiting.push(line);
    length += line.length;
  }
  put(waiting.length);
  return parts;
};
