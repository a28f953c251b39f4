/*
 * The rules of highlight.js take a time that grows with the square, or the cube, of what they look at. So they
 * are shown code in parts of a bounded length, and what they were in goes on from each part to the next.
 */

/** Code that is longer (characters) stays plain. */
export const LONGEST_CODE = 20_000;
/** So much is looked at at once. A line that is longer stays plain. */
const PART = 1000;

/** Some lines of code. `plain`: they are not coloured. */
export interface CodePart {
  text: string;
  plain: boolean;
}

const indentOf = (line: string): number => (/\S/.test(line) ? line.search(/\S/) : Number.POSITIVE_INFINITY);

/** Whether a line belongs to what was begun in the one before it. */
const isWithin = (before: string, line: string): boolean =>
  /(?:[([=?:,&|]|=>|return)\s*$/.test(before) || /^\s*[)\]}]/.test(line);

/** Before which of these lines to part: in the second half, the one that is indented least. */
const partingLine = (lines: readonly string[]): number => {
  let best = lines.length;
  let least = Number.POSITIVE_INFINITY;
  let length = 0;
  lines.forEach((line, index) => {
    const indent = indentOf(line);
    if (length >= PART / 2 && indent <= least && !isWithin(lines[index - 1] ?? '', line)) {
      best = index;
      least = indent;
    }
    length += line.length;
  });
  return best;
};

/** Code in parts of whole lines. */
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
    if (line.length > PART) {
      put(waiting.length);
      parts.push({ text: line, plain: true });
      continue;
    }
    while (length > 0 && length + line.length > PART) put(partingLine(waiting));
    waiting.push(line);
    length += line.length;
  }
  put(waiting.length);
  return parts;
};
