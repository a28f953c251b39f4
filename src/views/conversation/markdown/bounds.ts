import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/*
 * The time of markdown-it is linear in the length of the text, except for three things, which are limited here:
 * nested blocks, the cells that it adds to short table rows, and images in the text of images.
 */

/** The deepest level of nested blocks: a list counts two, a quotation one. Deeper blocks are text. */
const MAX_LEVEL = 100;
/** A line is parsed once for each quotation around it: the most parses per line on average, or in all. */
const QUOTED_AVERAGE = 8;
const QUOTED_LINES = 5000;
/** The most cells that are added to short rows of a text. The row that exceeds it ends its table. */
const ADDED_CELLS = 2000;
/** The most columns of a table: browsers are slow to lay out more. A wider table is text. */
const COLUMNS = 500;
/** How deep images may be nested in the text of images. */
const IMAGES = 3;

/** Adds the lines of a container as one paragraph. */
const asText = (state: StateBlock, startLine: number, endLine: number): void => {
  let line = startLine;
  let end = startLine;
  for (; line < endLine; line += 1) {
    if (state.isEmpty(line)) continue;
    const indent = state.sCount[line] ?? 0;
    // Lazy continuation lines have a negative indent.
    if (indent >= 0 && indent < state.blkIndent) break;
    end = line + 1;
  }
  if (end > startLine) {
    state.push('paragraph_open', 'p', 1).map = [startLine, end];
    const inline = state.push('inline', '', 0);
    inline.content = state.getLines(startLine, end, state.blkIndent, false).trim();
    inline.children = [];
    state.push('paragraph_close', 'p', -1);
  }
  state.line = Math.max(end, startLine + 1);
};

interface Quoted {
  lines?: number;
}

/** Whether the blocks of these lines may be parsed. */
const mayParse = (state: StateBlock, startLine: number, endLine: number): boolean => {
  if (state.level >= MAX_LEVEL) return false;
  if (state.parentType !== 'blockquote') return true;
  const quoted = state.env as Quoted;
  quoted.lines = (quoted.lines ?? 0) + endLine - startLine;
  return quoted.lines <= Math.max(QUOTED_LINES, QUOTED_AVERAGE * state.bMarks.length);
};

/** Makes blocks that are nested too deep text. */
export const limitNesting = ({ block }: MarkdownIt): void => {
  const tokenize = block.tokenize.bind(block);
  block.tokenize = (state, startLine, endLine) => {
    if (mayParse(state, startLine, endLine)) tokenize(state, startLine, endLine);
    else asText(state, startLine, endLine);
  };
};

/** The most cells that a row can have: escaped pipes are counted as well. */
const cellsOf = (state: StateBlock, line: number): number => {
  const end = state.eMarks[line] ?? 0;
  let cells = 1;
  for (let at = state.src.indexOf('|', state.bMarks[line]); at >= 0 && at < end; cells += 1) {
    at = state.src.indexOf('|', at + 1);
  }
  return cells;
};

/** Whether a line continues a table, as markdown-it decides it. */
const isRow = (state: StateBlock, line: number, endLine: number): boolean => {
  const indent = (state.sCount[line] ?? 0) - state.blkIndent;
  if (state.isEmpty(line) || indent < 0 || indent >= 4) return false;
  return !state.md.block.ruler.getRules('blockquote').some((rule) => rule(state, line, endLine, true));
};

interface Tables {
  added?: number;
}

/** The line at which the table ends, or at which too many cells would be added. */
const endOfRows = (state: StateBlock, startLine: number, endLine: number): number => {
  const tables = state.env as Tables;
  const columns = cellsOf(state, startLine + 1);
  let line = startLine + 2;
  for (; line < endLine && isRow(state, line, endLine); line += 1) {
    const missing = Math.max(0, columns - cellsOf(state, line));
    const added = (tables.added ?? 0) + missing;
    if (missing > 0 && added > ADDED_CELLS) break;
    tables.added = added;
  }
  return line;
};

/** Ends tables that would consist mostly of added cells, and makes very wide ones text. */
export const limitTables = ({ block }: MarkdownIt): void => {
  const [table] = block.ruler.getRules('');
  if (!table) return;
  block.ruler.at(
    'table',
    (state, startLine, endLine, silent) => {
      const isTable = table(state, startLine, endLine, true) && cellsOf(state, startLine + 1) <= COLUMNS;
      if (silent || !isTable) return isTable;
      return table(state, startLine, endOfRows(state, startLine, endLine), false);
    },
    { alt: ['paragraph', 'reference'] },
  );
};

interface Within {
  images?: number;
}

/** Makes the text of images that are nested too deep plain. */
export const limitImages = ({ inline }: MarkdownIt): void => {
  const parse = inline.parse.bind(inline);
  inline.parse = (source, parser, env, tokens) => {
    const within = env as Within;
    const images = within.images ?? 0;
    if (images > IMAGES) {
      const state: StateInline = new inline.State(source, parser, env, tokens);
      state.pending = source;
      state.pushPending();
      return;
    }
    within.images = images + 1;
    parse(source, parser, env, tokens);
    within.images = images;
  };
};
