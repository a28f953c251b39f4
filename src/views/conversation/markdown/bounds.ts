import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/**
 * markdown-it takes a time that grows with the length of the text, but for three things, which are bounded
 * here: blocks in blocks, the cells that it adds to short rows of tables, and images in the words of images.
 */

/** So many lists (each two levels) or quotations (one) may stand in each other; what is in the last is text. */
const LEVELS = 100;
/** Each line is looked at once for each quotation that it is in: so many times on average, and so many in all. */
const QUOTED_AVERAGE = 8;
const QUOTED_LINES = 5000;
/** So many cells that nobody wrote are added to the rows of a text; a row that lacks more ends its table. */
const ADDED_CELLS = 2000;
/** A table of more columns is text: no view is wide enough, and a browser takes long to lay it out. */
const COLUMNS = 500;
/** So many images may stand in the words of each other; the last one's words are text. */
const IMAGES = 3;

/** The lines of a container as one paragraph. */
const asText = (state: StateBlock, startLine: number, endLine: number): void => {
  let line = startLine;
  let end = startLine;
  for (; line < endLine; line += 1) {
    if (state.isEmpty(line)) continue;
    const indent = state.sCount[line] ?? 0;
    // Lines that merely go on from the one before have none.
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

/** Whether what stands in this quotation may be looked at as well. */
const mayGoOn = (state: StateBlock, startLine: number, endLine: number): boolean => {
  if (state.level >= LEVELS) return false;
  if (state.parentType !== 'blockquote') return true;
  const quoted = state.env as Quoted;
  quoted.lines = (quoted.lines ?? 0) + endLine - startLine;
  return quoted.lines <= Math.max(QUOTED_LINES, QUOTED_AVERAGE * state.bMarks.length);
};

/** Shows as text what is nested too deep. */
export const limitNesting = ({ block }: MarkdownIt): void => {
  const tokenize = block.tokenize.bind(block);
  block.tokenize = (state, startLine, endLine) => {
    if (mayGoOn(state, startLine, endLine)) tokenize(state, startLine, endLine);
    else asText(state, startLine, endLine);
  };
};

/** How many cells a row has at most: signs that are escaped are counted as well. */
const cellsOf = (state: StateBlock, line: number): number => {
  const end = state.eMarks[line] ?? 0;
  let cells = 1;
  for (let at = state.src.indexOf('|', state.bMarks[line]); at >= 0 && at < end; cells += 1) {
    at = state.src.indexOf('|', at + 1);
  }
  return cells;
};

/** Whether a line goes on with a table, as markdown-it decides it. */
const isRow = (state: StateBlock, line: number, endLine: number): boolean => {
  const indent = (state.sCount[line] ?? 0) - state.blkIndent;
  if (state.isEmpty(line) || indent < 0 || indent >= 4) return false;
  return !state.md.block.ruler.getRules('blockquote').some((rule) => rule(state, line, endLine, true));
};

interface Tables {
  added?: number;
}

/** The first line that is no row of this table, or has cells to be added where enough were. */
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

/** Ends a table where it would be mostly cells that nobody wrote. */
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

/** Shows as text the words of an image in the words of images. */
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
