import type { Token } from 'markdown-it';

/** The words of inline tokens, without what they look like. */
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
