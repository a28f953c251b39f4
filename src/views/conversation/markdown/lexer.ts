import type { Token as Flat } from 'markdown-it';
import { toBlocks } from './block-tree.ts';
import { blockTokens, type Definitions } from './engine.ts';
import { ANY_FOOTNOTE } from './footnote-rules.ts';
import { resolveReferences } from './references.ts';
import type { Token } from './tokens.ts';

/** A block of Markdown: its source and its token. */
export interface Block {
  raw: string;
  token: Token;
  /** The definitions that its links may refer to. */
  definitions: Definitions;
  /** Whether more text may still change its end. */
  open?: boolean;
}

export interface Lexed {
  blocks: Block[];
  definitions: Definitions;
}

/** The token type of a block or definition, and its index in the source. */
export interface Outlined {
  type: string;
  start: number;
}

export const NO_DEFINITIONS: Definitions = Object.freeze(Object.create(null));
/** What is defined in the beginning of a text of which more may come. */
export const NONE_YET: Definitions = Object.freeze(
  Object.assign(Object.create(null), { [ANY_FOOTNOTE]: { href: '', title: '' } }),
);

/** Normalises line ends as the lexer does, so that indices agree. */
export const normaliseLineEnds = (written: string): string =>
  written.includes('\r') ? written.replace(/\r\n|\r/g, '\n') : written;

/** The index of each line, and of one after the last. */
const lineStarts = (source: string): number[] => {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  starts.push(source.length + 1);
  return starts;
};

const isTop = ({ level, nesting, map }: Flat): boolean => level === 0 && nesting >= 0 && map !== null;

/** Finds the beginnings of the top-level blocks. */
export const outline = (source: string): Outlined[] => {
  const starts = lineStarts(source);
  return blockTokens(source, NO_DEFINITIONS)
    .tokens.filter(isTop)
    .map(({ type, map }) => ({ type, start: starts[map?.[0] ?? 0] ?? 0 }));
};

/** Lexes whole blocks. `before`: the definitions further up in the text. */
export const lex = (source: string, before: Definitions = NO_DEFINITIONS): Lexed => {
  const starts = lineStarts(source);
  const { tokens, defined } = blockTokens(source, before);
  const definitions =
    Object.keys(defined).length === 0 ? before : Object.assign(Object.create(null), before, defined);
  const rawOf = (from: number, to: number): string => source.slice(starts[from], (starts[to] ?? 0) - 1);
  const blocks = toBlocks(tokens, rawOf).map((token) => ({ raw: token.raw, token, definitions }));
  return { blocks, definitions };
};

/** Lexes a complete text. Its definitions know what refers to them; the footnotes stand at its end. */
export const lexAll = (source: string): Lexed => {
  const lexed = lex(source);
  if (lexed.definitions === NO_DEFINITIONS) return lexed;
  const tokens = lexed.blocks.map(({ token }) => token);
  const { definitions, footnotes } = resolveReferences(tokens, lexed.definitions);
  const blocks: Block[] = lexed.blocks.map((block) => ({ ...block, definitions }));
  if (footnotes.length > 0) {
    const raw = footnotes.map((footnote) => footnote.raw).join('\n');
    blocks.push({ raw, token: { type: 'footnotes', raw, footnotes }, definitions });
  }
  return { blocks, definitions };
};
