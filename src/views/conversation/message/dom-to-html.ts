/** The elements that are kept; of others, the contents. */
const KEPT_ELEMENTS = new Set(
  'p strong em del code pre br hr ul ol li blockquote table thead tbody tr th td a'.split(' '),
);
const VOID_ELEMENTS = new Set(['br', 'hr']);
const OMITTED = '.code-head, button, svg, audio, video';

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[sign]};`);

const attributesOf = (element: Element, name: string): string => {
  const kept = name === 'a' ? ['href', 'title'] : name === 'ol' ? ['start'] : [];
  const attributes = kept.flatMap((key) => {
    const value = element.getAttribute(key);
    return value === null ? [] : [` ${key}="${escapeHtml(value)}"`];
  });
  const align = element.getAttribute('data-align');
  return attributes.join('') + (align === null ? '' : ` style="text-align: ${escapeHtml(align)}"`);
};

const nameOf = (element: Element): string | undefined => {
  const name = element.localName;
  if (KEPT_ELEMENTS.has(name)) return name;
  return name === 'h2' ? `h${/heading-([1-6])/.exec(element.className)?.[1] ?? 2}` : undefined;
};

/** Text as HTML. Outside of code, line breaks become elements. */
const textHtml = (text: string, inCode: boolean): string =>
  inCode ? escapeHtml(text) : escapeHtml(text).replace(/\n/g, '<br>');

const imageHtml = (element: Element): string | undefined => {
  const alt = element.getAttribute('alt') ?? element.querySelector('.card-name')?.textContent ?? '';
  const address = element.localName === 'img' ? element.getAttribute('src') : element.getAttribute('title');
  if (!address?.startsWith('http')) return escapeHtml(alt);
  return `<a href="${escapeHtml(address)}">${escapeHtml(alt)}</a>`;
};

const nodeHtml = (node: Node, inCode: boolean): string => {
  if (node.nodeType === Node.TEXT_NODE) return textHtml(node.nodeValue ?? '', inCode);
  if (!(node instanceof Element)) return '';
  if (node.matches('img, button.image')) return imageHtml(node) ?? '';
  const written = node.matches('.formula') ? node.getAttribute('data-written') : null;
  if (written !== null) return escapeHtml(written);
  if (node.matches(OMITTED) || node.matches('.shown-image > .from')) return '';
  if (node instanceof HTMLInputElement) return node.checked ? '☑' : '☐';
  const name = nameOf(node);
  const content = [...node.childNodes].map((child) => nodeHtml(child, inCode || name === 'pre')).join('');
  if (name === undefined) return content;
  const begin = `<${name}${attributesOf(node, name)}>`;
  return VOID_ELEMENTS.has(name) ? begin : `${begin}${content}</${name}>`;
};

/**
 * The contents of a rendered message as HTML, for the clipboard. It is made of the DOM nodes, not of the message
 * source, so that it contains nothing that is not shown.
 */
export const domToHtml = (root: Node): string =>
  [...root.childNodes].map((child) => nodeHtml(child, false)).join('');
