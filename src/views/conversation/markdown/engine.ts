import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { autolink, textUpToAutolink } from './autolinks.ts';
import { limitImages, limitNesting, limitTables } from './bounds.ts';
import { emailAutolinks } from './email-autolinks.ts';
import { strikethrough } from './strikethrough.ts';

/** Where links with a label lead, by the label. */
export type Definitions = Readonly<Record<string, { href: string; title: string }>>;

/** So deep may brackets stand in brackets. */
const BRACKETS = 20;

/** HTML is known as such, so that nothing in a tag is taken for Markdown; it is shown as the text that it is. */
const newParser = (maxNesting: number): Parser => {
  const parser = new MarkdownIt({ html: true, maxNesting });
  // What may be linked is decided where a link is shown.
  parser.validateLink = () => true;
  parser.normalizeLink = (href) => href;
  parser.normalizeLinkText = (href) => href;
  return parser;
};

const blocks = newParser(Number.POSITIVE_INFINITY);
blocks.core.ruler.enableOnly(['normalize', 'block']);
limitNesting(blocks);
limitTables(blocks);

const inlines = newParser(BRACKETS);
inlines.core.ruler.enableOnly(['block', 'inline', 'text_join']);
inlines.core.ruler.before('text_join', 'emails', emailAutolinks);
inlines.use(cjkFriendly);
inlines.inline.ruler.before('text', 'address', autolink);
inlines.inline.ruler.at('text', textUpToAutolink);
inlines.inline.ruler.at('strikethrough', strikethrough.tokenize);
inlines.inline.ruler2.at('strikethrough', strikethrough.postProcess);
limitImages(inlines);

/** The blocks of a text as a flat list, and what was defined in it beside what was `before`. */
export const blockTokens = (
  source: string,
  before: Definitions,
): { tokens: Token[]; defined: Definitions } => {
  const references = Object.create(before) as Record<string, { href: string; title: string }>;
  return { tokens: blocks.parse(source, { references }), defined: references };
};

/** Words in which nothing has a meaning in Markdown: most cells of tables, and most items of lists. */
const PLAIN = /^[^\n!&*:<>@[\\\]_`~.]*$/;

/** The text of a block as a flat list. */
export const inlineTokens = (content: string, definitions: Definitions): Token[] => {
  if (PLAIN.test(content)) {
    const token = new MarkdownIt.Token('text', '', 0);
    token.content = content;
    return [token];
  }
  const [root] = inlines.parseInline(content, { references: definitions });
  return root?.children ?? [];
};

/** Text that was written with escapes and character references. */
export const unescaped = (written: string): string => blocks.utils.unescapeAll(written);
