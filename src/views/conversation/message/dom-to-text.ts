const BLOCKS = new Set('p h2 pre hr ul ol li blockquote table thead tbody tr div section figure'.split(' '));

const joined = (parts: readonly string[], separator: string): string =>
  parts.filter((part) => part !== '').join(separator);

const indented = (text: string, mark: string): string =>
  mark + text.replace(/\n(?=.)/g, `\n${' '.repeat(mark.length)}`);

const children = (node: Node): Node[] => [...node.childNodes];
const isBlock = (node: Node): boolean => node instanceof Element && BLOCKS.has(node.localName);

/** The mark of a list item; empty where the item is there in part. */
const markOf = (list: Element, item: Element, index: number): string => {
  if (item.hasAttribute('data-part')) return '';
  return list.localName === 'ol' ? `${Number(list.getAttribute('start') ?? 1) + index}. ` : '- ';
};

const listText = (list: Element): string => {
  const items = [...list.children].filter(({ localName }) => localName === 'li');
  const texts = items.map((item, index) => {
    const mark = markOf(list, item, index);
    return indented(blocksText(item, '\n'), mark) || mark;
  });
  return texts.join('\n');
};

const blockText = (block: Element): string => {
  switch (block.localName) {
    case 'ul':
    case 'ol':
      return listText(block);
    case 'table':
    case 'thead':
    case 'tbody':
      return children(block)
        .map((child) => (child instanceof Element ? blockText(child) : ''))
        .join('\n');
    case 'tr':
      return children(block)
        .map((cell) => inlineText(cell))
        .join('\t');
    case 'pre':
      return (block.textContent ?? '').replace(/\n$/, '');
    case 'hr':
      return '---';
    default:
      return blocksText(block, '\n\n');
  }
};

const inlineText = (node: Node): string => {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? '';
  if (!(node instanceof Element)) return '';
  if (node.localName === 'br') return '\n';
  if (node instanceof HTMLInputElement) return node.checked ? '[x]' : '[ ]';
  return children(node).map(inlineText).join('');
};

/** The text of what stands in a node: blocks apart from each other, what is between them as it is. */
const blocksText = (node: Node, separator: string): string => {
  const parts: string[] = [];
  let line = '';
  for (const child of children(node)) {
    if (!isBlock(child)) line += inlineText(child);
    else {
      parts.push(line.trim(), blockText(child as Element));
      line = '';
    }
  }
  return joined([...parts, parts.length > 0 ? line.trim() : line], separator);
};

/** The contents of a rendered message as text: with the marks of lists and tasks, blocks apart from each other. */
export const domToText = (root: Node): string => blocksText(root, '\n\n');
