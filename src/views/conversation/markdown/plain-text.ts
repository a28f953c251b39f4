import { type Definitions, inlineTokens } from './engine.ts';
import { footnoteKey } from './footnote-rules.ts';
import { inlineText } from './inline-text.ts';
import { lexAll, normaliseLineEnds } from './lexer.ts';
import type { Token } from './tokens.ts';

/** The text of blocks, a line for each. The lexer limits the depth of the recursion. */
const lines = (tokens: readonly Token[], definitions: Definitions): string =>
  tokens
    .map((token) => words(token, definitions))
    .filter((text) => text.trim() !== '')
    .join('\n');

const words = (token: Token, definitions: Definitions): string => {
  const inline = (content: string): string => inlineText(inlineTokens(content, definitions), definitions);
  switch (token.type) {
    case 'paragraph':
    case 'heading':
      return inline(token.content);
    case 'code':
      return token.code;
    case 'quote':
      return lines(token.children, definitions);
    case 'list':
      return token.items.map(({ children }) => lines(children, definitions)).join('\n');
    case 'table':
      return token.rows.map((row) => row.map(({ content }) => inline(content)).join(', ')).join('\n');
    case 'html':
      return token.text;
    case 'formula':
      return token.written;
    case 'definition':
      return definitions[token.label]?.used ? '' : token.content;
    case 'footnote': {
      const { label, children } = token;
      const isListed = definitions[footnoteKey(label)]?.used;
      return isListed ? '' : `[^${label}]: ${lines(children, definitions)}`;
    }
    case 'footnotes':
      return token.footnotes
        .map(({ number, children }) => `[${number}] ${lines(children, definitions)}`)
        .join('\n');
    case 'rule':
      return '';
    default:
      return token satisfies never;
  }
};

/** Markdown as text for screen readers: without syntax, a line for each block. */
export const markdownToPlainText = (source: string): string => {
  const { blocks, definitions } = lexAll(normaliseLineEnds(source));
  return lines(
    blocks.map(({ token }) => token),
    definitions,
  );
};
