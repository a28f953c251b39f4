// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMarkdown, Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { loadMath } from '../../../../src/views/conversation/markdown/math.tsx';
import { markdownToPlainText } from '../../../../src/views/conversation/markdown/plain-text.ts';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';

const root = document.createElement('div');

beforeAll(async () => {
  // jsdom has no styles of MathML elements.
  Object.defineProperty(Element.prototype, 'style', { get: () => ({}), configurable: true });
  installResizeObserver();
  setTextSource(english);
  await Promise.all([loadMarkdown(), loadMath()]);
});

const show = (source: string, streaming = false): HTMLElement => {
  act(() => render(<Markdown source={source} streaming={streaming} />, root));
  return root;
};

const formulas = (source: string): string[] =>
  [...show(source).querySelectorAll('math')].map(
    (math) => `${math.getAttribute('display') ?? 'inline'}: ${math.textContent}`,
  );

describe('a formula', () => {
  it.each([
    ['So \\(a+b\\) it is', ['inline: a+b']],
    ['So $$a+b$$ it is', ['block: a+b']],
    ['\\[a+b\\]', ['block: a+b']],
    ['$$\na\n+b\n$$', ['block: a+b']],
    ['\\[\n  a\n\n  +b\n\\]\n\nAfter', ['block: a+b']],
    ['- one\n\n  $$\n  a+b\n  $$\n- two', ['block: a+b']],
    ['> $$\n> a+b\n> $$', ['block: a+b']],
    ['| \\(a\\) | \\(b\\) |\n|---|---|', ['inline: a', 'inline: b']],
    ['text before\n\\[a+b\\]', ['block: a+b']],
    ['**\\(a_1 * b\\)** and _\\(c\\)_', ['inline: a1∗b', 'inline: c']],
  ])('is MathML: %j', (source, expected) => {
    expect(formulas(source).map((formula) => formula.replace(/\s|\u200b/g, ''))).toEqual(
      expected.map((formula) => formula.replace(/\s/g, '')),
    );
  });

  it.each([
    '$24,000 and $40,000',
    'from $5 to $6$',
    '$$',
    '$$$$',
    '\\(\\)',
    '`\\(a\\)`',
    '```\n$$a$$\n```',
    '\\\\(a\\\\)',
    'a \\( b',
  ])('is not meant by %j', (source) => {
    expect(show(source).querySelector('math')).toBeNull();
  });

  it.each(['\\(\\frac{a\\)', '$$\\begin{x}$$', '\\[\\unknowncommand{x}\\]'])(
    'that cannot be read is shown as written: %j',
    (source) => {
      expect(show(source).textContent).toBe(source);
      expect(root.querySelector('math')).toBeNull();
    },
  );

  it.each([
    '\\(\\href{javascript:alert(1)}{x}\\)',
    '\\(\\url{https://a.example}\\)',
    '\\(\\includegraphics{https://a.example/p.png}\\)',
    '\\(\\class{x}{y}\\)',
    '\\(\\data{a=b}{y}\\)',
  ])('leads nowhere and asks for nothing: %j', (source) => {
    expect(show(source).querySelector('a, img, [href], [src], [class^="x"], [data-a]')).toBeNull();
  });

  it('does not go on for ever', () => {
    expect(show('\\(\\def\\a{\\a\\a}\\a\\)').querySelector('math')).toBeNull();
  });

  it('is read out and copied as it was written', () => {
    expect(markdownToPlainText('So \\(a+b\\).\n\n$$\nc\n$$')).toBe('So \\(a+b\\).\n$$\nc\n$$');
  });

  it('shows none of its signs while it streams', () => {
    const source = 'So \\(a_1 + b\\) and $$c^2$$ end';
    for (let length = 1; length < source.length; length += 1) {
      expect(show(source.slice(0, length), true).textContent).not.toMatch(/[\\$_^]/);
    }
  });
});
