import { domToHtml, escapeHtml } from '../message/dom-to-html.ts';
import { domToText } from '../message/dom-to-text.ts';

/** What is selected, in both formats of the clipboard. */
export interface SelectedWords {
  text: string;
  html: string;
}

/** The elements of a message that hold its words. */
const WORDS = '.markdown, .bubble, .attachments, details[open] > p';
/** Controls, and what is said about the words. */
const OMITTED = '.code-head, .card-about, .from, .left-out, svg, audio, video';
const KEPT_EMPTY = new Set(['br', 'hr', 'input', 'td', 'th']);

/** What stands for an element that is no text itself: its name. Undefined where it is text. */
const nameOf = (element: Element): string | undefined => {
  if (element.matches('.formula')) return element.getAttribute('data-written') ?? element.textContent ?? '';
  if (element.matches('[data-footnote]')) return `[${element.getAttribute('data-footnote')}]`;
  if (element.matches('button.image')) return element.querySelector('.card-name')?.textContent ?? '';
  if (element.localName === 'img') return element.getAttribute('alt') ?? '';
  if (element.matches('figure.player')) return element.querySelector('bdi')?.textContent ?? '';
  return element.localName === 'button' ? '' : undefined;
};

/** Whether the range starts after some words of the element. */
const startsWithin = (element: Element, range: Range): boolean => {
  if (!element.contains(range.startContainer)) return false;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return before.toString().trim() !== '';
};

const clippedText = (node: Text, range: Range): string =>
  node.data.slice(
    node === range.startContainer ? range.startOffset : 0,
    node === range.endContainer ? range.endOffset : node.length,
  );

/** Keeps what the copy of a list must know of the list that it is a part of. */
const keepMarks = (element: Element, copy: Element, range: Range): void => {
  if (element.localName === 'li' && startsWithin(element, range)) copy.setAttribute('data-part', '');
  if (element.localName !== 'ol') return;
  const first = [...element.children].findIndex((item) => range.intersectsNode(item));
  const start = Number(element.getAttribute('start') ?? 1) + Math.max(0, first);
  if (start !== 1) copy.setAttribute('start', String(start));
};

/** A copy of the selected part of a node, without controls; undefined where nothing of it is selected. */
const selectedPart = (node: Node, range: Range): Element | string | undefined => {
  if (!range.intersectsNode(node)) return undefined;
  if (node instanceof Text) return clippedText(node, range) || undefined;
  if (!(node instanceof HTMLElement) || node.matches(OMITTED)) return undefined;
  const name = nameOf(node);
  if (name !== undefined) return name || undefined;
  const copy = node.cloneNode(false) as HTMLElement;
  const parts = [...node.childNodes].map((child) => selectedPart(child, range));
  copy.append(...parts.filter((part) => part !== undefined));
  if (copy.childNodes.length === 0 && !KEPT_EMPTY.has(node.localName)) return undefined;
  keepMarks(node, copy, range);
  return copy;
};

/** The element whose contents are copied: an item or a cell where all that is selected stands in it. */
const rootOf = (words: Element, range: Range): Element => {
  const { commonAncestorContainer: common } = range;
  const element = common instanceof Element ? common : common.parentElement;
  const inner = element?.closest('li, td, th');
  return inner && words.contains(inner) ? inner : words;
};

const contentsOf = (words: Element, range: Range): SelectedWords | undefined => {
  const root = rootOf(words, range);
  const box = document.createElement('div');
  // A list keeps its own element, which makes the marks of its items.
  const nodes = root.matches('ul') ? [root] : [...root.childNodes];
  box.append(...nodes.map((child) => selectedPart(child, range)).filter((part) => part !== undefined));
  const text = domToText(box);
  return text.trim() === '' ? undefined : { text, html: domToHtml(box) };
};

const joined = (parts: readonly SelectedWords[]): SelectedWords => ({
  text: parts.map(({ text }) => text).join('\n\n'),
  html: parts.map(({ html }) => html).join(''),
});

/** The selected words of a message; undefined where none are selected. */
const ofMessage = (article: Element, range: Range): SelectedWords | undefined => {
  const parts = [...article.querySelectorAll(WORDS)]
    .filter((words) => !words.parentElement?.closest(WORDS) && range.intersectsNode(words))
    .map((words) => contentsOf(words, range))
    .filter((words) => words !== undefined);
  return parts.length > 0 ? joined(parts) : undefined;
};

const underName = (article: Element, { text, html }: SelectedWords): SelectedWords => {
  const name = article.getAttribute('data-author') ?? '';
  return { text: `${name}\n${text}`, html: `<p><strong>${escapeHtml(name)}</strong></p>${html}` };
};

/**
 * The words of messages that are selected, without controls: of one message as they are, of several under the names
 * of their authors. Undefined where no words of messages are selected.
 */
export const selectedWords = (log: Element, range: Range): SelectedWords | undefined => {
  const messages = [...log.querySelectorAll('article')]
    .filter((article) => range.intersectsNode(article))
    .flatMap((article) => {
      const words = ofMessage(article, range);
      return words ? [{ article, words }] : [];
    });
  const [first, ...others] = messages;
  if (!first) return undefined;
  if (others.length === 0) return first.words;
  return joined(messages.map(({ article, words }) => underName(article, words)));
};
