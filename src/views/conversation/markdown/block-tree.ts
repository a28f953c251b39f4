import type { Token as Flat } from 'markdown-it';
import { unescaped } from './engine.ts';
import type { Cell, Item, Token } from './tokens.ts';

const TASK = /^\[([ xX])\][ \t]+(?=\S)/;
const CONTAINER = /^(blockquote|bullet_list|ordered_list|list_item|table|footnote)_(open|close)$/;

/** How many code blocks and tables of a text have buttons and scroll containers; the others are simple. */
const MAX_RICH = 200;

/** A container that is not closed yet: the token that opened it, and its contents so far. */
interface Open {
  flat: Flat;
  raw: string;
  children: Token[];
  items: Item[];
  rows: Cell[][];
}

const itemOf = ({ raw, children }: Open): Item => {
  const [first, ...rest] = children;
  const mark = first?.type === 'paragraph' ? TASK.exec(first.content) : undefined;
  if (first?.type !== 'paragraph' || !mark) return { raw, task: false, children };
  const content = first.content.slice(mark[0].length);
  return { raw, task: true, children: [{ ...first, content, done: mark[1] !== ' ' }, ...rest] };
};

const containerOf = ({ flat, raw, children, items, rows }: Open, simple: boolean): Token => {
  switch (flat.type) {
    case 'blockquote_open':
      return { type: 'quote', raw, children };
    case 'table_open':
      return { type: 'table', raw, rows, simple };
    case 'footnote_open':
      return { type: 'footnote', raw, label: flat.info, children };
    case 'ordered_list_open':
      return { type: 'list', raw, start: Number(flat.attrGet('start') ?? 1), items };
    default:
      return { type: 'list', raw, start: undefined, items };
  }
};

/** A link reference definition without the markers of the containers around it. */
const definitionIn = (raw: string): string => raw.slice(raw.indexOf('[')).replace(/\n[ \t>]+/g, '\n');

/** A block without blocks in it; undefined for other tokens. `content`: of the token after it. */
const leafOf = (flat: Flat, raw: string, content: string, simple: boolean): Token | undefined => {
  switch (flat.type) {
    case 'paragraph_open':
      return { type: 'paragraph', raw, content, tight: flat.hidden };
    case 'heading_open':
      return { type: 'heading', raw, content, depth: Number(flat.tag.slice(1)) };
    case 'fence':
    case 'code_block':
      return { type: 'code', raw, code: flat.content.replace(/\n$/, ''), info: unescaped(flat.info), simple };
    case 'hr':
      return { type: 'rule', raw };
    case 'html_block':
      return { type: 'html', raw, text: flat.content.trimEnd() };
    case 'math_block':
      return { type: 'formula', raw, content: flat.content, written: flat.markup };
    case 'reference_definition':
      return { type: 'definition', raw, content: definitionIn(raw), label: String(flat.meta?.label) };
    default:
      return undefined;
  }
};

const alignOf = (token: Flat): string | undefined =>
  /^text-align:(\w+)$/.exec(String(token.attrGet('style') ?? ''))?.[1];

const addToTable = (table: Open, flat: Flat, content: string): void => {
  if (flat.type === 'tr_open') table.rows.push([]);
  if (flat.type === 'th_open' || flat.type === 'td_open')
    table.rows.at(-1)?.push({ content, align: alignOf(flat) });
};

/**
 * Builds the tree of blocks from the flat tokens of markdown-it. `rawOf` returns the source lines from one number
 * up to, not including, another.
 */
export const toBlocks = (
  flats: readonly Flat[],
  rawOf: (from: number, to: number) => string,
): readonly Token[] => {
  const blocks: Token[] = [];
  const stack: Open[] = [];
  let rich = 0;
  const put = (token: Token): void => {
    if (token.type === 'code' || token.type === 'table') rich += 1;
    (stack.at(-1)?.children ?? blocks).push(token);
  };
  flats.forEach((flat, index) => {
    const raw = flat.map ? rawOf(...flat.map) : '';
    const content = flats[index + 1]?.content ?? '';
    const container = stack.at(-1);
    const leaf = leafOf(flat, raw, content, rich >= MAX_RICH);
    if (leaf) put(leaf);
    else if (!CONTAINER.test(flat.type)) {
      if (container) addToTable(container, flat, content);
    } else if (flat.nesting > 0) stack.push({ flat, raw, children: [], items: [], rows: [] });
    else if (container) {
      stack.pop();
      if (container.flat.type === 'list_item_open') stack.at(-1)?.items.push(itemOf(container));
      else put(containerOf(container, rich >= MAX_RICH));
    }
  });
  return blocks;
};
