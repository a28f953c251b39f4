import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/*
 * Formulas between `$$`, `\[` and `\]`, and `\(` and `\)`. A single dollar is money. The `markup` of a token is all
 * that was written; `info` is `display` for a formula on lines of its own.
 */

const CLOSING: Readonly<Record<string, string>> = { $$: '$$', '\\[': '\\]', '\\(': '\\)' };
/** The longest formula; longer ones are text. */
const LONGEST = 5000;

/** What a formula has at least. */
const HAS_WORDS = /[\p{L}\p{N}]/u;

/** Where the next closing signs are in a text, so that each part of it is searched once. */
interface Searched {
  searched?: { text: string; at: Map<string, number> };
}

const nextClosing = (env: Searched, text: string, closing: string, from: number): number => {
  if (env.searched?.text !== text) env.searched = { text, at: new Map() };
  const { at } = env.searched;
  const known = at.get(closing);
  if (known !== undefined && (known < 0 || known >= from)) return known;
  const found = text.indexOf(closing, from);
  at.set(closing, found);
  return found;
};

/** The index after the formula that begins at `start` and ends before `limit`; undefined where none does. */
const endOfFormula = (env: unknown, text: string, start: number, limit: number): number | undefined => {
  const closing = CLOSING[text.slice(start, start + 2)];
  if (closing === undefined) return undefined;
  const at = nextClosing(env as Searched, text, closing, start + 2);
  if (at < 0 || at + 2 > limit || at - start > LONGEST) return undefined;
  return HAS_WORDS.test(text.slice(start + 2, at)) ? at + 2 : undefined;
};

const inline = (state: StateInline, silent: boolean): boolean => {
  const { src, pos } = state;
  const end = endOfFormula(state.env, src, pos, state.posMax);
  if (end === undefined) return false;
  if (!silent) {
    const token = state.push('math', 'math', 0);
    token.content = src.slice(pos + 2, end - 2).trim();
    token.markup = src.slice(pos, end);
    token.info = src.startsWith('\\(', pos) ? '' : 'display';
  }
  state.pos = end;
  return true;
};

/** A formula that begins a line and ends one. */
const block = (state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean => {
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if (!/^(?:\$\$|\\\[)/.test(state.src.slice(start, start + 2))) return false;
  const end = endOfFormula(state.env, state.src, start, state.eMarks[endLine - 1] ?? 0);
  if (end === undefined) return false;
  let line = startLine;
  while ((state.eMarks[line] ?? end) < end) line += 1;
  if (state.src.slice(end, state.eMarks[line]).trim() !== '') return false;
  for (let inner = startLine + 1; inner <= line; inner += 1) {
    if (!state.isEmpty(inner) && (state.sCount[inner] ?? 0) < state.blkIndent) return false;
  }
  if (silent) return true;
  const written = state.getLines(startLine, line + 1, state.blkIndent, false).trim();
  const token = state.push('math_block', 'math', 0);
  token.map = [startLine, line + 1];
  token.content = written.slice(2, -2).trim();
  token.markup = written;
  state.line = line + 1;
  return true;
};

export const inlineMath = ({ inline: { ruler } }: MarkdownIt): void => {
  ruler.before('escape', 'math', inline);
};

export const blockMath = ({ block: { ruler } }: MarkdownIt): void => {
  ruler.before('fence', 'math', block, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
};
