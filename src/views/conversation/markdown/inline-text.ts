import type { Token } from 'markdown-it';

/** The text of inline tokens, without formatting. */
export const inlineText = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      switch (token.type) {
        case 'image':
          return inlineText(token.children ?? []);
        case 'softbreak':
        case 'hardbreak':
          return '\n';
        default:
          return token.content;
      }
    })
    .join('');
