import { render } from 'preact';
import { act } from 'preact/test-utils';
import { allowedImage, allowedLink } from '../../../../src/views/conversation/markdown/links.ts';
import { Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { canonical, type Write, type Written } from './canonical.ts';

const attributesOf = (element: Element, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = element.getAttribute(name);
      return value === null ? [] : [[name, value]];
    }),
  );

const asIs = (element: Element, names: readonly string[]): Written => ({
  name: element.localName,
  attributes: attributesOf(element, names),
  children: [...element.childNodes],
});

const SPEC_ATTRIBUTES = [
  'href',
  'title',
  'src',
  'alt',
  'class',
  'start',
  'align',
  'type',
  'disabled',
  'checked',
];

/** As the specification writes it. */
const specWrites: Write = (element) => asIs(element, SPEC_ATTRIBUTES);

/** Ours, without what only the page needs of it. */
const weWrite: Write = (element) => {
  switch (element.localName) {
    case 'h2':
      return { ...asIs(element, []), name: `h${/heading-(\d)/.exec(element.className)?.[1]}` };
    case 'div':
      return element.className === 'code-head' ? 'nothing' : 'contents';
    case 'span':
      return 'contents';
    case 'button': {
      const alt = element.querySelector('.card-name')?.textContent ?? '';
      return { name: 'img', attributes: { alt, src: element.getAttribute('title') ?? '' }, children: [] };
    }
    case 'tbody':
      return element.childNodes.length === 0 ? 'nothing' : asIs(element, []);
    case 'th':
    case 'td': {
      const align = element.getAttribute('data-align');
      return { ...asIs(element, []), attributes: align === null ? {} : { align } };
    }
    case 'input':
      return {
        ...asIs(element, ['type']),
        attributes: {
          type: 'checkbox',
          disabled: '',
          ...((element as HTMLInputElement).checked && { checked: '' }),
        },
      };
    default:
      return asIs(element, ['href', 'title', 'start', ...(element.localName === 'code' ? ['class'] : [])]);
  }
};

/** As the specification writes it, but for addresses that lead nowhere here: words are left of them. */
const withOurAddresses: Write = (element) => {
  if (element.localName === 'a' && !allowedLink(element.getAttribute('href') ?? '')) return 'contents';
  if (element.localName === 'img' && !allowedImage(element.getAttribute('src') ?? ''))
    return { text: element.getAttribute('alt') ?? '' };
  return specWrites(element);
};

export type Verdict = 'passes' | 'but for addresses' | 'differs';

const container = document.createElement('div');

/** Whether our nodes for an example are those that its specification wants. */
export const judge = (markdown: string, html: string): { verdict: Verdict; ours: string; theirs: string } => {
  act(() => render(<Markdown source={markdown} streaming={false} />, container));
  const ours = canonical([...container.childNodes], weWrite, false);
  act(() => render(null, container));
  const expected = new DOMParser().parseFromString(html, 'text/html');
  const nodes = [...expected.head.childNodes, ...expected.body.childNodes];
  const theirs = canonical(nodes, specWrites, true);
  if (ours === theirs) return { verdict: 'passes', ours, theirs };
  if (ours === canonical(nodes, withOurAddresses, true))
    return { verdict: 'but for addresses', ours, theirs };
  return { verdict: 'differs', ours, theirs };
};
