import { type Definitions, inlineTokens } from './engine.ts';
import { type Direction, directionOf } from './text-direction.ts';
import type { Token } from './tokens.ts';

/** The direction of the first of several that has one. */
const firstOf = <T>(parts: readonly T[], of: (part: T) => Direction | undefined): Direction | undefined => {
  for (const part of parts) {
    const direction = of(part);
    if (direction) return direction;
  }
  return undefined;
};

/** A strong letter before which there is no code, HTML, reference or escape. */
const PLAIN_STRONG = /^[^`<&\\\p{L}\u200e\u200f\u061c]*(?<letter>[\p{L}\u200e\u200f\u061c])/u;

/** What has inline syntax: a paragraph, a heading, a cell. */
interface Inline {
  content: string;
}

const known = new WeakMap<Inline, Direction | 'none'>();

const parsedDirection = (content: string, definitions: Definitions): Direction | undefined =>
  firstOf(inlineTokens(content, definitions), ({ type, content: words }) =>
    type === 'text' ? directionOf(words) : undefined,
  );

/** The direction of text with inline syntax. Code and HTML have none. */
export const inlineDirection = (inline: Inline, definitions: Definitions): Direction | undefined => {
  const letter = PLAIN_STRONG.exec(inline.content)?.groups?.letter;
  if (letter !== undefined) return directionOf(letter);
  // Each block around it asks as well.
  const found = known.get(inline) ?? parsedDirection(inline.content, definitions) ?? 'none';
  known.set(inline, found);
  return found === 'none' ? undefined : found;
};

export const childrenDirection = (
  children: readonly Token[],
  definitions: Definitions,
): Direction | undefined => firstOf(children, (child) => blockDirection(child, definitions));

/** The direction of a block by its first strong letter; undefined where it has none. */
export const blockDirection = (token: Token, definitions: Definitions): Direction | undefined => {
  switch (token.type) {
    case 'paragraph':
    case 'heading':
      return inlineDirection(token, definitions);
    case 'quote':
    case 'footnote':
      return childrenDirection(token.children, definitions);
    case 'list':
      return firstOf(token.items, ({ children }) => childrenDirection(children, definitions));
    case 'table':
      return firstOf(token.rows, (row) => firstOf(row, (cell) => inlineDirection(cell, definitions)));
    case 'html':
      return directionOf(token.text);
    case 'definition':
      return directionOf(token.content);
    case 'footnotes':
    case 'formula':
    case 'code':
    case 'rule':
      return undefined;
    default:
      return token satisfies never;
  }
};
