import type { Token } from 'markdown-it';
import { text } from '../../i18n/text.ts';
import type { Definitions } from './engine.ts';
import { footnoteKey } from './footnote-rules.ts';
import { isLineBreak } from './line-break.ts';

/** The text of inline tokens, without formatting. */
export const inlineText = (tokens: readonly Token[], definitions: Definitions): string =>
  tokens
    .map((token) => {
      switch (token.type) {
        case 'image':
          return inlineText(token.children ?? [], definitions) || text('image');
        case 'softbreak':
        case 'hardbreak':
          return '\n';
        case 'html_inline':
          return isLineBreak(token.content) ? '\n' : token.content;
        case 'math':
          return token.markup;
        case 'footnote_ref':
          return `[${definitions[footnoteKey(token.info)]?.number ?? token.info}]`;
        default:
          return token.content;
      }
    })
    .join('');
