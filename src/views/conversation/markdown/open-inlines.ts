import type { Delimiter, MarkdownIt, StateInline } from 'markdown-it';
import { matchAt } from './match-at.ts';

/*
 * Rules of markdown-it for the text of a block that more text may follow: what is not closed yet is shown as if it
 * were, and what may turn out to be a sign is not shown. While the parser only skips (`silent`), they do nothing.
 */

/** A run of signs at the end may become longer, or close something. */
const LAST_SIGNS = /[*_~`\\!]+$/;
const OPEN_TAG = /<(?:[/!?]?[a-z][^<>]{0,200})?$/iy;
const OPEN_ENTITY = /&(?:#x?[\da-f]{0,7}|[a-z][a-z\d]{0,31})?$/iy;
const OPEN_FORMULA = /\$$|(?:\$\$|\\[[(])[\s\S]*$/y;
const OPEN_FOOTNOTE = /\[\^[^\]\s]*\]?$/y;

const matches = (pattern: RegExp, { src, pos }: StateInline): boolean => matchAt(pattern, src, pos) !== null;

/** The most characters that are left out. */
const LONGEST = 500;

/** Leaves out all that follows, unless it is long. */
const leaveOut = (state: StateInline): boolean => {
  if (state.posMax - state.pos > LONGEST) return false;
  state.pos = state.posMax;
  return true;
};

/** A rule that leaves out what a pattern matches up to the end. */
const leavesOut =
  (pattern: RegExp) =>
  (state: StateInline, silent: boolean): boolean =>
    !silent && matches(pattern, state) && leaveOut(state);

/** Code that is not closed goes on to the end. */
const openCode = (state: StateInline, silent: boolean): boolean => {
  if (silent || state.src[state.pos] !== '`') return false;
  const [signs = ''] = /^`+/.exec(state.src.slice(state.pos)) ?? [];
  const after = state.pos + signs.length;
  for (let at = state.src.indexOf(signs, after); at >= 0; ) {
    let end = at;
    while (state.src[end] === '`') end += 1;
    if (end - at === signs.length) return false;
    at = state.src.indexOf(signs, end);
  }
  state.push('code_inline', 'code', 0).content = state.src.slice(after, state.posMax);
  state.pos = state.posMax;
  return true;
};

/** Whether a parenthesis at `start` is not closed before `end`. */
const isOpen = (src: string, start: number, end: number): boolean => {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    if (src[at] === '\\') at += 1;
    else if (src[at] === '<' && at === start + 1) at = src.indexOf('>', at) < 0 ? end : src.indexOf('>', at);
    else if (src[at] === '(') depth += 1;
    else if (src[at] === ')') depth -= 1;
    if (depth === 0) return false;
  }
  return true;
};

/** Whether the destination after the label of a link may still go on. */
const isUnfinished = ({ src, posMax }: StateInline, labelEnd: number): boolean => {
  const next = src[labelEnd + 1];
  if (labelEnd + 1 >= posMax) return true;
  if (next === '(') return isOpen(src, labelEnd + 1, posMax);
  return next === '[' && !src.includes(']', labelEnd + 1);
};

/** The label of a link that is not finished is shown without brackets, and without its destination. */
const openLink = (state: StateInline, silent: boolean): boolean => {
  const { src, pos, posMax } = state;
  if (silent || src[pos] !== '[') return false;
  if (matches(OPEN_FOOTNOTE, state)) return leaveOut(state);
  const labelEnd = state.md.helpers.parseLinkLabel(state, pos, true);
  if (labelEnd >= 0 && !isUnfinished(state, labelEnd)) return false;
  if (labelEnd >= 0) {
    state.pos = pos + 1;
    state.posMax = labelEnd;
    state.md.inline.tokenize(state);
    state.posMax = posMax;
  }
  state.pos = labelEnd < 0 ? pos + 1 : posMax;
  return true;
};

/** An image that is not finished is left out. */
const openImage = (state: StateInline, silent: boolean): boolean => {
  if (silent || !state.src.startsWith('![', state.pos)) return false;
  const labelEnd = state.md.helpers.parseLinkLabel(state, state.pos + 1, false);
  return (labelEnd < 0 || isUnfinished(state, labelEnd)) && leaveOut(state);
};

/** In a word, a sign is mostly itself: `2*3`. */
const isInWord = ({ tokens }: StateInline, { open, close, token }: Delimiter): boolean =>
  open && close && /[a-z0-9]$/i.test(tokens[token - 1]?.content ?? '');

/** Closes at the end the emphasis that is open: the innermost first. */
const closeEmphasis = (state: StateInline): boolean => {
  const { delimiters } = state;
  let inPair = 0;
  const open: Delimiter[] = [];
  const ends = new Set<number>();
  delimiters.forEach((delimiter, index) => {
    if (ends.delete(index)) inPair -= 1;
    else if (delimiter.end >= 0) {
      ends.add(delimiter.end);
      inPair += 1;
    } else if (inPair === 0 && delimiter.open && !isInWord(state, delimiter)) open.push(delimiter);
  });
  for (const opener of open.reverse()) {
    state.push('text', '', 0);
    opener.end = delimiters.length;
    delimiters.push({ ...opener, token: state.tokens.length - 1, end: -1, open: false, close: true });
  }
  return true;
};

export const openInlines = (parser: MarkdownIt): void => {
  const { ruler, ruler2 } = parser.inline;
  ruler.before('escape', 'open_formula', leavesOut(OPEN_FORMULA));
  ruler.before('backticks', 'open_code', openCode);
  ruler.before('image', 'open_link', openLink);
  ruler.before('autolink', 'open_image', openImage);
  ruler.before('entity', 'open_tag', leavesOut(OPEN_TAG));
  ruler.before('entity', 'open_entity', leavesOut(OPEN_ENTITY));
  ruler2.before('strikethrough', 'close_emphasis', closeEmphasis);
};

/** The text of a block without the signs at its end that may become others. */
export const withoutLastSigns = (content: string): string => content.replace(LAST_SIGNS, '');
