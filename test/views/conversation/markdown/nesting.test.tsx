// @vitest-environment jsdom
import fc from 'fast-check';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMarkdown, Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { markdownToPlainText } from '../../../../src/views/conversation/markdown/plain-text.ts';
import { domToHtml } from '../../../../src/views/conversation/message/dom-to-html.ts';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';

const root = document.createElement('div');
/** Fifty levels of blocks are two elements each, and hold fifty of emphasis. */
const DEEPEST = 100 + 50 + 10;

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await loadMarkdown();
});

const show = (source: string, streaming = false): void => {
  act(() => render(<Markdown source={source} streaming={streaming} />, root));
};

const depthOf = (top: Element): number => {
  let deepest = 0;
  let level: Element[] = [top];
  for (; level.length > 0; deepest += 1) level = level.flatMap((element) => [...element.children]);
  return deepest;
};

const many = (sign: string, count = 1000): string => sign.repeat(count);
const NESTED: readonly [what: string, source: string][] = [
  ['lists', `${many('- ')}end`],
  ['numbered lists', `${many('1. ')}end`],
  ['quotations', `${many('> ')}end`],
  ['quotations of lists', `${many('> - ')}end`],
  [
    'lists, a line each',
    `${Array.from({ length: 300 }, (_, depth) => `${'  '.repeat(depth)}- x\n`).join('')}\nend`,
  ],
  ['lists before the head of a table', `${many('- ')}|end|\n|-|`],
  ['emphasis', `${many('*a **b ')}end${many('***')}`],
  ['strikes', `${many('~a ')}end${many(' b~')}`],
  ['brackets', `${many('[')}end${many('](https://a.example)')}`],
  ['images', `${many('![')}end${many('](https://a.example)')}`],
  ['emphasis in lists', `${many('- ', 60)}${many('*a **b ', 100)}end${many('***', 100)}`],
];

describe.each(NESTED)('%s, hundreds deep', (_, source) => {
  it.each([false, true])('are shown down to a bound, and text beyond (streaming: %s)', (streaming) => {
    show(source, streaming);
    expect(root.textContent).toContain('end');
    expect(depthOf(root)).toBeLessThan(DEEPEST);
  });

  it('are said, and copied', () => {
    expect(markdownToPlainText(source)).toContain('end');
    show(source);
    const copied = domToHtml(root.querySelector('.markdown') ?? root);
    expect(copied).toContain('end');
  });
});

describe('nesting that people use', () => {
  it('is shown as such', () => {
    show(Array.from({ length: 40 }, (_, depth) => `${'  '.repeat(depth)}- x${depth}\n`).join(''));
    expect(root.querySelectorAll('ul')).toHaveLength(40);
    show(`${many('> ', 40)}x`);
    expect(root.querySelectorAll('blockquote')).toHaveLength(40);
    show(`${many('*a **b ', 15)}x${many('***', 15)}`);
    expect(root.querySelectorAll('em, strong').length).toBeGreaterThanOrEqual(20);
  });
});

describe('quotations that many lines go on from', () => {
  it('are shown less deep, so that no line is looked at once for each', () => {
    const shown = (lines: number): number => {
      show(`${many('> ', 60)}${many('a\n', lines)}`);
      expect(root.textContent?.match(/a/g)).toHaveLength(lines);
      return root.querySelectorAll('blockquote').length;
    };
    expect(shown(50)).toBe(60);
    expect(shown(5000)).toBeLessThan(12);
  });
});

describe('nothing is lost', () => {
  it('of words that stand in any nesting', { timeout: 60_000 }, () => {
    const opening = fc.constantFrom('- ', '> ', '1. ', '* ', '>', '   ', '**', '_');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(opening, fc.integer({ min: 1, max: 80 })), { minLength: 1, maxLength: 4 }),
        fc.array(fc.constantFrom('word', 'word\n', 'word\n\n'), { minLength: 1, maxLength: 4 }),
        (openings, words) => {
          const source = openings.map(([sign, count]) => sign.repeat(count)).join('') + words.join('');
          const expected = source.match(/word/g)?.length;
          show(source);
          expect(root.textContent?.match(/word/g)?.length).toBe(expected);
          expect(markdownToPlainText(source).match(/word/g)?.length).toBe(expected);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a table', () => {
  const rows = (columns: number, count: number): string =>
    `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${'|b\n'.repeat(count)}`;

  it('has cells added to its short rows, but not without bound', () => {
    show(rows(4, 20));
    expect(root.querySelectorAll('td')).toHaveLength(80);
    show(rows(400, 2000));
    expect(root.querySelectorAll('td').length).toBeLessThanOrEqual(2000 + 2000);
    expect(root.textContent?.match(/b/g)).toHaveLength(2000);
  });

  it('of thousands of columns is text', () => {
    show(rows(3000, 1));
    expect(root.querySelector('table')).toBeNull();
    expect(root.textContent?.match(/a/g)).toHaveLength(3000);
  });
});
