import { Lexer, type Token } from 'marked';

/** A block of Markdown: its source, and what the lexer made of it. */
export interface Block {
  raw: string;
  token: Token;
  /** The definitions that links in it may refer to: the same source means another thing with others. */
  definitions: string;
}

/** Lexes whole blocks, as chats are written: GFM, and a line break is one. */
export const lexBlocks = (source: string): Block[] => {
  const tokens = new Lexer({ gfm: true, breaks: true }).lex(source);
  const definitions = JSON.stringify(tokens.links);
  return tokens
    .filter((token) => token.type !== 'space' && token.type !== 'def')
    .map((token) => ({ raw: token.raw, token, definitions }));
};
