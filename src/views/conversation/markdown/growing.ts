import { Lexer } from 'marked';
import { type Block, LEXER_OPTIONS, lexBlocks } from './lex.ts';

/** A text that grows: its closed blocks, which stay as they are, and how much of the text they cover. */
export interface Growing {
  closed: readonly Block[];
  closedLength: number;
  /** The blocks that more text may still change. */
  open: readonly Block[];
  source: string;
}

export const NOTHING: Growing = { closed: [], closedLength: 0, open: [], source: '' };

/**
 * So many of the last blocks may still change: a list may go on after a blank line, and "2" may yet become
 * the "2." of the list above.
 */
const OPEN_BLOCKS = 2;

/** How much of `tail` is closed for good (characters). */
const closedPart = (tail: string): number => {
  const tokens = new Lexer(LEXER_OPTIONS).blockTokens(tail);
  let blocks = 0;
  let index = tokens.length;
  while (index > 0 && blocks < OPEN_BLOCKS) {
    index -= 1;
    if (tokens[index]?.type !== 'space') blocks += 1;
  }
  return tokens.slice(0, index).reduce((length, token) => length + token.raw.length, 0);
};

/**
 * Goes on from `before` to `source`. Only what is still open is lexed again, with `complete` closing what is
 * open within it (emphasis, code, links), so that the cost does not grow with the length of the message.
 */
export const grow = (before: Growing, written: string, complete: (tail: string) => string): Growing => {
  // As the lexer does it: the lengths of its tokens are those of this text.
  const source = written.replace(/\r\n|\r/g, '\n');
  if (source === before.source) return before;
  const base = source.startsWith(before.source) ? before : NOTHING;
  const tail = source.slice(base.closedLength);
  const length = closedPart(tail);
  return {
    closed: length > 0 ? [...base.closed, ...lexBlocks(tail.slice(0, length))] : base.closed,
    closedLength: base.closedLength + length,
    open: lexBlocks(complete(tail.slice(length))),
    source,
  };
};
