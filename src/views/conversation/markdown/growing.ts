import type { Token } from 'marked';
import { type Fence, fenceAt, openCode, searchEnd } from './fence.ts';
import { appendBlocks, type Groups, NO_GROUPS } from './groups.ts';
import { type Block, type Definitions, lex, outline } from './lex.ts';

/** A text that grows: its closed blocks, which stay as they are, and how much of the text they cover. */
export interface Growing {
  closed: Groups;
  closedLength: number;
  /** The blocks that more text may still change. */
  open: readonly Block[];
  source: string;
  definitions: Definitions;
  /** What is open is code between fences, to which more text merely adds. */
  fence?: Fence | undefined;
}

export const NOTHING: Growing = {
  closed: NO_GROUPS,
  closedLength: 0,
  open: [],
  source: '',
  definitions: {},
};

/**
 * So many of the last blocks may still change: a list may go on after a blank line, and "2" may yet become
 * the "2." of the list above.
 */
const OPEN_BLOCKS = 2;
const HOLDS_CODE = new Set(['code', 'list', 'blockquote']);

const lengthOf = (tokens: readonly Token[]): number =>
  tokens.reduce((length, token) => length + token.raw.length, 0);

/** How much of `tail` is closed for good (characters); code between fences is, by its last line. */
const closedPart = (tail: string): { length: number; fence?: Fence | undefined } => {
  const tokens = outline(tail);
  let blocks = 0;
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    if (!token || token.type === 'space') continue;
    if (token.type === 'code') {
      const start = lengthOf(tokens.slice(0, index));
      const fence = fenceAt(tail.slice(start));
      const search = fence && searchEnd(tail.slice(start), fence);
      if (search && 'end' in search) return { length: start + search.end };
      if (search && blocks === 0) return { length: start, fence: { ...fence, ...search } };
    }
    blocks += 1;
    if (blocks === OPEN_BLOCKS) return { length: lengthOf(tokens.slice(0, index)) };
  }
  return { length: 0 };
};

const close = (growing: Growing, length: number): Growing => {
  if (length === 0) return growing;
  const start = growing.closedLength;
  const { blocks, definitions } = lex(growing.source.slice(start, start + length), growing.definitions);
  return {
    ...growing,
    closed: appendBlocks(growing.closed, blocks),
    closedLength: start + length,
    open: [],
    definitions,
    fence: undefined,
  };
};

/** As the lexer has it, whose code may end with one line break too many. */
const codeBlock = (raw: string, fence: Fence): Block => ({
  raw,
  token: { type: 'code', raw, lang: fence.language, text: `${openCode(raw, fence)}\n` },
  definitions: '',
  open: true,
});

const begin = (growing: Growing, complete: (tail: string) => string): Growing => {
  const { length, fence } = closedPart(growing.source.slice(growing.closedLength));
  const after = close(growing, length);
  const tail = growing.source.slice(after.closedLength);
  if (fence) return { ...after, fence, open: [codeBlock(tail, fence)] };
  const { blocks } = lex(complete(tail), after.definitions);
  const open = blocks.map((block) => (HOLDS_CODE.has(block.token.type) ? { ...block, open: true } : block));
  return { ...after, open };
};

/** As the lexer does it: the lengths of its tokens are those of this text. */
const normalised = (written: string): string =>
  written.includes('\r') ? written.replace(/\r\n|\r/g, '\n') : written;

/**
 * Goes on from `before` to `source`. Only what is still open is lexed again, with `complete` closing what is
 * open within it (emphasis, code, links), so that the cost does not grow with the length of the message.
 */
export const grow = (before: Growing, written: string, complete: (tail: string) => string): Growing => {
  const source = normalised(written);
  if (source === before.source) return before;
  const base: Growing = source.startsWith(before.source) ? { ...before, source } : { ...NOTHING, source };
  if (!base.fence) return begin(base, complete);
  const tail = source.slice(base.closedLength);
  const search = searchEnd(tail, base.fence);
  if ('end' in search) return begin(close(base, search.end), complete);
  const fence = { ...base.fence, ...search };
  return { ...base, fence, open: [codeBlock(tail, fence)] };
};

/** The blocks of a text of which no more will come, after it has grown. */
export const finish = (growing: Growing, written: string): Groups => {
  const source = normalised(written);
  if (source.startsWith(growing.source)) {
    const { blocks, definitions } = lex(source.slice(growing.closedLength), growing.definitions);
    // A definition holds for what stands above it as well.
    if (Object.keys(definitions).length === 0) return appendBlocks(growing.closed, blocks);
  }
  return appendBlocks(NO_GROUPS, lex(source).blocks);
};
