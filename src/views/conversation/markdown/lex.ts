import { Lexer, type Links, type Token } from 'marked';

/** A block of Markdown: its source, and what the lexer made of it. */
export interface Block {
  raw: string;
  token: Token;
  /** The definitions that links in it may refer to: the same source means another thing with others. */
  definitions: string;
  /** More text may still change the code that it is, or holds. */
  open?: boolean;
}

/** Where links with a label lead. */
export type Definitions = Readonly<Links>;

export interface Lexed {
  blocks: Block[];
  definitions: Definitions;
}

/** Blocks alone, without what is in them: where they begin and end. */
export const outline = (source: string): Token[] => new Lexer({ gfm: true }).blockTokens(source);

/** Lexes whole blocks of a text, in which `before` was defined further up. */
export const lex = (source: string, before: Definitions = {}): Lexed => {
  const lexer = new Lexer({ gfm: true });
  Object.assign(lexer.tokens.links, before);
  const tokens = lexer.lex(source);
  const definitions = JSON.stringify(tokens.links);
  const blocks = tokens
    .filter((token) => token.type !== 'space' && token.type !== 'def')
    .map((token) => ({ raw: token.raw, token, definitions }));
  return { blocks, definitions: tokens.links };
};
