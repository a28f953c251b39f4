import { Lexer, type Token, type Tokens } from 'marked';
import { decodeEntities } from './entities.ts';

const inline = (tokens: readonly Token[] | undefined): string =>
  tokens?.map((token) => words(token, inline)).join('') ?? '';

const blocks = (tokens: readonly Token[] | undefined): string =>
  tokens
    ?.map((token) => words(token, blocks))
    .filter((text) => text.trim() !== '')
    .join('\n') ?? '';

const cells = (row: readonly Tokens.TableCell[]): string =>
  row.map(({ tokens }) => inline(tokens)).join(', ');

const words = (token: Token, children: typeof blocks): string => {
  switch (token.type) {
    case 'list':
      return (token as Tokens.List).items.map(({ tokens }) => blocks(tokens)).join('\n');
    case 'table':
      return [token.header, ...token.rows].map(cells).join('\n');
    case 'paragraph':
    case 'heading':
      return inline(token.tokens);
    case 'br':
      return '\n';
    case 'checkbox':
    case 'space':
    case 'hr':
    case 'def':
      return '';
    case 'text':
      return token.tokens ? inline(token.tokens) : decodeEntities(token.text);
    default:
      return 'tokens' in token && token.tokens
        ? children(token.tokens)
        : 'text' in token
          ? token.text
          : token.raw;
  }
};

/** Markdown as it would be read aloud: its words, a line for each block, without the signs. */
export const spoken = (source: string): string => blocks(new Lexer({ gfm: true }).lex(source));
