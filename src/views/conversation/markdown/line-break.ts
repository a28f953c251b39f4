import type { MarkdownIt } from 'markdown-it';

/** `<br>`, `<br/>` and `<BR />`: the only HTML that has an effect. */
const BREAK = /<br\s*\/?>/gi;
const ALONE = /^<br\s*\/?>$/i;

/** Whether inline HTML is a line break. */
export const isLineBreak = (html: string): boolean => ALONE.test(html);

/** Splits HTML that is shown as text where it breaks the line. */
export const splitAtLineBreaks = (html: string): string[] => html.split(BREAK);

/** A line that has nothing but a line break begins a paragraph: markdown-it would begin a block of HTML. */
const LINE = /^<br\s*\/?>\s*$/i;

export const breakLines = ({ block }: MarkdownIt): void => {
  const paragraph = block.ruler.getRules('').at(-1);
  block.ruler.before('html_block', 'line_break', (state, startLine, endLine, silent) => {
    const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
    if (silent || !paragraph || !LINE.test(state.src.slice(start, state.eMarks[startLine]))) return false;
    return paragraph(state, startLine, endLine, false);
  });
};
