import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { autolink, textUpToAutolink } from './autolinks.ts';
import { limitImages, limitNesting, limitTables } from './bounds.ts';
import { emailAutolinks } from './email-autolinks.ts';
import { footnoteDefinitions, footnoteReferences } from './footnote-rules.ts';
import { breakLines } from './line-break.ts';
import { blockMath, inlineMath } from './math-rules.ts';
import { openInlines, withoutLastSigns } from './open-inlines.ts';
import { strikethrough } from './strikethrough.ts';

/** The destination of a link that is written apart from it; for a footnote only that it is there. */
interface Definition {
  href: string;
  title: string;
  /** Whether the complete text refers to it. */
  used?: boolean;
  /** The number of a footnote that the complete text refers to. */
  number?: number;
}

/** Link reference definitions, by their label; footnotes, by `footnoteKey`. */
export type Definitions = Readonly<Record<string, Definition>>;

/** How deep brackets may be nested. */
const MAX_BRACKETS = 20;

/** With `html`, HTML is recognised, so that a tag contains no Markdown. It is rendered as text. */
const newParser = (maxNesting: number): Parser => {
  const parser = new MarkdownIt({ html: true, maxNesting });
  // Links are validated when they are rendered.
  parser.validateLink = () => true;
  parser.normalizeLink = (href) => href;
  parser.normalizeLinkText = (href) => href;
  return parser;
};

const blocks = newParser(Number.POSITIVE_INFINITY);
blocks.core.ruler.enableOnly(['normalize', 'block']);
footnoteDefinitions(blocks);
blockMath(blocks);
breakLines(blocks);
limitNesting(blocks);
limitTables(blocks);

const newInlineParser = (): Parser => {
  const parser = newParser(MAX_BRACKETS);
  parser.core.ruler.enableOnly(['block', 'inline', 'text_join']);
  parser.core.ruler.before('text_join', 'emails', emailAutolinks);
  parser.use(cjkFriendly);
  parser.inline.ruler.before('text', 'address', autolink);
  parser.inline.ruler.at('text', textUpToAutolink);
  parser.inline.ruler.at('strikethrough', strikethrough.tokenize);
  parser.inline.ruler2.at('strikethrough', strikethrough.postProcess);
  footnoteReferences(parser);
  inlineMath(parser);
  limitImages(parser);
  return parser;
};

const inlines = newInlineParser();
const unfinished = newInlineParser();
openInlines(unfinished);

/** The flat block tokens of a text, and the definitions that it adds to those `before` it. */
export const blockTokens = (
  source: string,
  before: Definitions,
): { tokens: Token[]; defined: Definitions } => {
  const references = Object.create(before) as Record<string, Definition>;
  return { tokens: blocks.parse(source, { references }), defined: references };
};

/** Text without Markdown syntax: most table cells and list items. */
const PLAIN = /^[^\n!$&*:<>@[\\\]_`~.]*$/;

/** The flat inline tokens of the text of a block. `open`: more text may follow. */
export const inlineTokens = (written: string, definitions: Definitions, open = false): Token[] => {
  const content = open ? withoutLastSigns(written) : written;
  if (PLAIN.test(content)) {
    const token = new MarkdownIt.Token('text', '', 0);
    token.content = content;
    return [token];
  }
  const [root] = (open ? unfinished : inlines).parseInline(content, { references: definitions });
  return root?.children ?? [];
};

/** Resolves backslash escapes and character references. */
export const unescaped = (written: string): string => blocks.utils.unescapeAll(written);
