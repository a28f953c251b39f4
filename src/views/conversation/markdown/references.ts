import type { Token as Flat } from 'markdown-it';
import { type Definitions, inlineTokens } from './engine.ts';
import { footnoteKey } from './footnote-rules.ts';
import type { Footnote, NumberedFootnote, Token } from './tokens.ts';

/** The texts of a block that have inline syntax. Those of footnotes in it are left out. */
const textsOf = (token: Token): readonly string[] => {
  switch (token.type) {
    case 'paragraph':
    case 'heading':
      return [token.content];
    case 'quote':
      return token.children.flatMap(textsOf);
    case 'list':
      return token.items.flatMap(({ children }) => children.flatMap(textsOf));
    case 'table':
      return token.rows.flatMap((row) => row.map(({ content }) => content));
    case 'code':
    case 'formula':
    case 'rule':
    case 'html':
    case 'definition':
    case 'footnote':
    case 'footnotes':
      return [];
    default:
      return token satisfies never;
  }
};

const footnotesIn = (token: Token): readonly Footnote[] => {
  switch (token.type) {
    case 'footnote':
      return [token, ...token.children.flatMap(footnotesIn)];
    case 'quote':
      return token.children.flatMap(footnotesIn);
    case 'list':
      return token.items.flatMap(({ children }) => children.flatMap(footnotesIn));
    default:
      return [];
  }
};

/** The inline tokens that refer to a definition, in the alternative texts of images as well. */
const referring = (flats: readonly Flat[]): readonly Flat[] =>
  flats.flatMap((flat) => [flat, ...referring(flat.children ?? [])]);

/**
 * Finds what a complete text refers to: marks the definitions that are used, and numbers the footnotes in the order
 * of the first references to them. `footnotes`: those that are referred to, in that order.
 */
export const resolveReferences = (
  tokens: readonly Token[],
  definitions: Definitions,
): { definitions: Definitions; footnotes: readonly NumberedFootnote[] } => {
  const marked = Object.assign(Object.create(null), definitions) as Record<string, Definitions[string]>;
  const byKey = new Map<string, Footnote>();
  for (const footnote of tokens.flatMap(footnotesIn)) {
    const key = footnoteKey(footnote.label);
    if (!byKey.has(key)) byKey.set(key, footnote);
  }
  const found: NumberedFootnote[] = [];
  const note = (flat: Flat): void => {
    const key = flat.type === 'footnote_ref' ? footnoteKey(flat.info) : String(flat.meta?.label);
    const definition = marked[key];
    if (!definition || definition.used) return;
    const footnote = byKey.get(key);
    marked[key] = { ...definition, used: true, ...(footnote && { number: found.length + 1 }) };
    if (footnote) found.push({ ...footnote, number: found.length + 1 });
  };
  const read = (token: Token): void => {
    for (const content of textsOf(token)) referring(inlineTokens(content, definitions)).forEach(note);
  };
  tokens.forEach(read);
  // A footnote may refer to others: those are found, and appended, on the way.
  for (const { children } of found) children.forEach(read);
  return { definitions: marked, footnotes: found };
};
