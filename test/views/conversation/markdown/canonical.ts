/**
 * One writing of nodes, in which those of the specifications and ours can be compared: as the specifications'
 * own normaliser does it, white space is one blank, and none beside the tags of blocks.
 */

const BLOCKS = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre hr table thead tbody tr th td'.split(' '),
);
const VOID = new Set(['br', 'hr', 'img', 'input']);

interface Piece {
  tag?: string;
  text: string;
}

/** What an element is written as: its name, its attributes, and what stands in it. */
export interface Written {
  name: string;
  attributes: Record<string, string>;
  children: readonly Node[];
}

/** How an element is to be written; its contents alone, other words in its place, or nothing. */
export type Write = (element: Element) => Written | { text: string } | 'contents' | 'nothing';

const pieces = (node: Node, write: Write, pre: boolean): Piece[] => {
  if (node.nodeType === 3) {
    const text = node.nodeValue ?? '';
    return [{ text: pre ? text : text.replace(/\s+/g, ' ') }];
  }
  if (!(node.nodeType === 1)) return [];
  const written = write(node as Element);
  if (written === 'nothing') return [];
  const within = (children: readonly Node[], inPre: boolean): Piece[] =>
    children.flatMap((child) => pieces(child, write, inPre));
  if (written === 'contents') return within([...node.childNodes], pre);
  if ('text' in written) return [{ text: written.text }];
  const { name, attributes, children } = written;
  const listed = Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ` ${key}="${value}"`)
    .join('');
  const begin = { tag: name, text: `<${name}${listed}>` };
  if (VOID.has(name)) return [begin];
  return [begin, ...within(children, pre || name === 'pre'), { tag: name, text: `</${name}>` }];
};

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'));

/** `codeEndsLine`: the last line of code ends with a line break, which is left out. */
export const canonical = (nodes: readonly Node[], write: Write, codeEndsLine: boolean): string => {
  const list = nodes.flatMap((node) => pieces(node, write, false));
  let result = '';
  let pre = 0;
  list.forEach((piece, index) => {
    if (piece.tag === 'pre') pre += piece.text.startsWith('</') ? -1 : 1;
    if (piece.tag !== undefined) {
      result += piece.text;
      return;
    }
    if (pre > 0) {
      const ends = list[index + 1]?.tag === 'code';
      result += escaped(ends && codeEndsLine ? piece.text.replace(/\n$/, '') : piece.text);
      return;
    }
    const isBlock = (other: Piece | undefined) =>
      other === undefined || (other.tag !== undefined && (BLOCKS.has(other.tag) || other.tag === 'br'));
    let { text } = piece;
    if (isBlock(list[index - 1])) text = text.trimStart();
    if (isBlock(list[index + 1])) text = text.trimEnd();
    result += escaped(text);
  });
  return result;
};
