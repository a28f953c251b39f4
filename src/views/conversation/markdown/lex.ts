import { Lexer, type Token } from 'marked';

/** A block of Markdown: its source, and what the lexer made of it. */
export interface Block {
  raw: string;
  token: Token;
  /** The definitions that links in it may refer to: the same source means another thing with others. */
  definitions: string;
}

/** As chats are written: GitHub's Markdown, and a line break is one. */
export const LEXER_OPTIONS = { gfm: true, breaks: true } as const;

/** Lexes whole blocks. */
export const lexBlocks = (source: string): Block[] => {
  const tokens = new Lexer(LEXER_OPTIONS).lex(source);
  const definitions = JSON.stringify(tokens.links);
  return tokens
    .filter((token) => token.type !== 'space' && token.type !== 'def')
    .map((token) => ({ raw: token.raw, token, definitions }));
};
