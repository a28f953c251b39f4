/**
 * What is shown of a message as HTML, for programs that it is pasted into. Written from our own nodes, never
 * from the source: what could not be shown cannot be copied either.
 */

const KEPT = new Set(
  'p strong em del code pre br hr ul ol li blockquote table thead tbody tr th td a'.split(' '),
);
const VOID = new Set(['br', 'hr']);
const LEFT_OUT = '.code-head, button, svg, audio, video';

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[sign]};`);

const attributesOf = (element: Element, name: string): string => {
  const kept = name === 'a' ? ['href', 'title'] : name === 'ol' ? ['start'] : [];
  const attributes = kept.flatMap((key) => {
    const value = element.getAttribute(key);
    return value === null ? [] : [` ${key}="${escaped(value)}"`];
  });
  const align = element.getAttribute('data-align');
  return attributes.join('') + (align === null ? '' : ` style="text-align: ${escaped(align)}"`);
};

const nameOf = (element: Element): string | undefined => {
  const name = element.localName;
  if (KEPT.has(name)) return name;
  return name === 'h2' ? `h${/heading-([1-6])/.exec(element.className)?.[1] ?? 2}` : undefined;
};

/** Words, whose line breaks are kept where those of HTML would be lost. */
const words = (text: string, inCode: boolean): string =>
  inCode ? escaped(text) : escaped(text).replace(/\n/g, '<br>');

const image = (element: Element): string | undefined => {
  const alt = element.getAttribute('alt') ?? element.querySelector('.card-name')?.textContent ?? '';
  const address = element.localName === 'img' ? element.getAttribute('src') : element.getAttribute('title');
  if (!address?.startsWith('http')) return escaped(alt);
  return `<a href="${escaped(address)}">${escaped(alt)}</a>`;
};

const written = (node: Node, inCode: boolean): string => {
  if (node.nodeType === Node.TEXT_NODE) return words(node.nodeValue ?? '', inCode);
  if (!(node instanceof Element)) return '';
  if (node.matches('img, button.image')) return image(node) ?? '';
  if (node.matches(LEFT_OUT) || node.matches('.shown-image > .from')) return '';
  if (node instanceof HTMLInputElement) return node.checked ? '☑' : '☐';
  const name = nameOf(node);
  const content = [...node.childNodes].map((child) => written(child, inCode || name === 'pre')).join('');
  if (name === undefined) return content;
  const begin = `<${name}${attributesOf(node, name)}>`;
  return VOID.has(name) ? begin : `${begin}${content}</${name}>`;
};

/** The contents of a node as HTML. */
export const domToHtml = (root: Node): string =>
  [...root.childNodes].map((child) => written(child, false)).join('');
