import { appendBlocks, type BlockGroups, NO_GROUPS } from './block-groups.ts';
import type { Definitions } from './engine.ts';
import { type Fence, fenceAt, openCode, searchEnd } from './fence.ts';
import { type Block, lex, lexAll, NO_DEFINITIONS, NONE_YET, normaliseLineEnds, outline } from './lexer.ts';

/** A parsed text that grows. `closed`: the blocks that do not change any more, `closedLength`: their length. */
export interface IncrementalMarkdown {
  closed: BlockGroups;
  closedLength: number;
  /** The blocks that more text may still change. */
  open: readonly Block[];
  source: string;
  definitions: Definitions;
  /** Set where the open block is fenced code, to which more text is only added. */
  fence?: Fence | undefined;
}

export const EMPTY: IncrementalMarkdown = {
  closed: NO_GROUPS,
  closedLength: 0,
  open: [],
  source: '',
  definitions: NONE_YET,
};

/**
 * How many of the last blocks stay open: a list may continue after a blank line, and a "2" may become the "2." of
 * the list above.
 */
const OPEN_BLOCKS = 2;
const HOLDS_CODE = new Set(['code', 'list', 'quote']);

/** The length of `tail` that is closed. Fenced code is closed by its last line. */
const closedPart = (tail: string): { length: number; fence?: Fence | undefined } => {
  const blocks = outline(tail);
  for (let open = 1; open <= blocks.length; open += 1) {
    const { type, start } = blocks[blocks.length - open] ?? { type: '', start: 0 };
    if (type === 'fence') {
      const fence = fenceAt(tail.slice(start));
      const search = fence && searchEnd(tail.slice(start), fence);
      if (search && 'end' in search) return { length: start + search.end };
      if (search && open === 1) return { length: start, fence: { ...fence, ...search } };
    }
    if (open === OPEN_BLOCKS) return { length: start };
  }
  return { length: 0 };
};

const close = (growing: IncrementalMarkdown, length: number): IncrementalMarkdown => {
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

const codeBlock = (raw: string, fence: Fence): Block => ({
  raw,
  token: { type: 'code', raw, info: fence.language, code: openCode(raw, fence), simple: false },
  definitions: NO_DEFINITIONS,
  open: true,
});

const begin = (growing: IncrementalMarkdown, shown: (tail: string) => string): IncrementalMarkdown => {
  const { length, fence } = closedPart(growing.source.slice(growing.closedLength));
  const after = close(growing, length);
  const tail = growing.source.slice(after.closedLength);
  if (fence) return { ...after, fence, open: [codeBlock(tail, fence)] };
  const { blocks } = lex(shown(tail), after.definitions);
  const open = blocks.map((block, index) =>
    index === blocks.length - 1 || HOLDS_CODE.has(block.token.type) ? { ...block, open: true } : block,
  );
  return { ...after, open };
};

/**
 * Parses a text that continues that of `before`; another text is parsed anew. Only open blocks are lexed again, so
 * that the cost does not grow with the length of the text. `shown`: the part of what is open that can be shown.
 */
export const appendSource = (
  before: IncrementalMarkdown,
  written: string,
  shown: (tail: string) => string,
): IncrementalMarkdown => {
  const source = normaliseLineEnds(written);
  if (source === before.source) return before;
  const base: IncrementalMarkdown = source.startsWith(before.source)
    ? { ...before, source }
    : { ...EMPTY, source };
  if (!base.fence) return begin(base, shown);
  const tail = source.slice(base.closedLength);
  const search = searchEnd(tail, base.fence);
  if ('end' in search) return begin(close(base, search.end), shown);
  const fence = { ...base.fence, ...search };
  return { ...base, fence, open: [codeBlock(tail, fence)] };
};

/** What a footnote, or a reference to one, begins with. */
const FOOTNOTE = '[^';

/** The blocks of a complete text, of which `growing` has parsed the beginning. */
export const finishSource = (growing: IncrementalMarkdown, written: string): BlockGroups => {
  const source = normaliseLineEnds(written);
  if (source.startsWith(growing.source) && growing.definitions === NONE_YET && !source.includes(FOOTNOTE)) {
    const { blocks, definitions } = lex(source.slice(growing.closedLength));
    // A definition applies to links above it as well, so then all is lexed again.
    if (definitions === NO_DEFINITIONS) return appendBlocks(growing.closed, blocks);
  }
  return appendBlocks(NO_GROUPS, lexAll(source).blocks);
};
