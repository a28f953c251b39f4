import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import { matchAt } from './match-at.ts';

/*
 * Footnotes as GitHub has them: `[^label]` refers to the blocks after `[^label]:`, whose further lines are indented
 * by four columns. markdown-it-footnote numbers them while it parses; here a text is parsed block by block.
 */

const DEFINITION = /\[\^([^\][\s]{1,999})\]:[ \t]*/y;
const REFERENCE = /\[\^([^\][\s]{1,999})\](?!\()/y;
const INDENT = 4;

/** The key of a footnote among the definitions of a text. Labels of links have no lower-case letters. */
export const footnoteKey = (label: string): string => `note ${label.toUpperCase()}`;
/** Set among the definitions of a text of which more may come: each footnote may still be defined. */
export const ANY_FOOTNOTE = 'note';

/** A block rule of markdown-it: the blocks of a footnote, between tokens whose `info` is its label. */
const definition = (state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean => {
  const { bMarks, tShift, sCount, blkIndent } = state;
  const lineStart = bMarks[startLine] ?? 0;
  const shift = tShift[startLine] ?? 0;
  const indent = sCount[startLine] ?? 0;
  const begin = matchAt(DEFINITION, state.src, lineStart + shift);
  const [written = '', label] = begin ?? [];
  if (label === undefined || indent - blkIndent >= INDENT) return false;
  if (silent) return true;
  const env = state.env as { references: Record<string, { href: string; title: string }> };
  env.references[footnoteKey(label)] ??= { href: '', title: '' };
  const open = state.push('footnote_open', '', 1);
  open.info = label;
  // The first line is parsed as if what follows the label stood at the indent of the lines below it.
  bMarks[startLine] = lineStart + shift + written.length;
  tShift[startLine] = 0;
  sCount[startLine] = blkIndent + INDENT;
  state.blkIndent += INDENT;
  state.md.block.tokenize(state, startLine, endLine);
  state.blkIndent = blkIndent;
  bMarks[startLine] = lineStart;
  tShift[startLine] = shift;
  sCount[startLine] = indent;
  open.map = [startLine, state.line];
  state.push('footnote_close', '', -1);
  return true;
};

/** An inline rule of markdown-it: a reference to a footnote that is defined, or may be. */
const reference = (state: StateInline, silent: boolean): boolean => {
  const [written, label] = matchAt(REFERENCE, state.src, state.pos) ?? [];
  if (written === undefined || label === undefined) return false;
  const { references } = state.env as { references: Readonly<Record<string, unknown>> };
  if (!references[footnoteKey(label)] && !references[ANY_FOOTNOTE]) return false;
  if (!silent) {
    const token = state.push('footnote_ref', '', 0);
    token.content = written;
    token.info = label;
  }
  state.pos += written.length;
  return true;
};

export const footnoteDefinitions = ({ block }: MarkdownIt): void => {
  block.ruler.before('reference', 'footnote', definition, { alt: ['paragraph', 'reference'] });
};

export const footnoteReferences = ({ inline }: MarkdownIt): void => {
  inline.ruler.before('link', 'footnote_ref', reference);
};
