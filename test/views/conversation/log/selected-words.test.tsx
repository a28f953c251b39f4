// @vitest-environment jsdom
import { render } from 'preact';
import { useRef } from 'preact/hooks';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { selectedWords } from '../../../../src/views/conversation/log/selected-words.ts';
import { useCopy } from '../../../../src/views/conversation/log/use-copy.ts';
import { loadMarkdown, Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';

const root = document.createElement('div');

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await loadMarkdown();
});
afterEach(() => act(() => render(null, root)));

const Reply = ({ author, source }: { author: string; source: string }) => (
  <article data-author={author}>
    <p class="author">{author} · 11:16</p>
    <Markdown source={source} streaming={false} />
    <button type="button">Copy</button>
    <button type="button">Regenerate</button>
  </article>
);

const show = (...sources: string[]): void =>
  void act(() =>
    render(
      sources.map((source, index) => (
        <Reply key={index} author={index === 0 ? 'Eliza' : '<Ada>'} source={source} />
      )),
      root,
    ),
  );

const all = () => {
  const range = document.createRange();
  range.selectNodeContents(root);
  return selectedWords(root, range);
};

/** The text node that contains the words, and their place in it. */
const placeOf = (words: string): [Node, number] => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.nodeValue?.indexOf(words) ?? -1;
    if (at >= 0) return [node, at];
  }
  throw new Error(`There is no ${words}.`);
};

const between = (first: string, last: string) => {
  const range = document.createRange();
  range.setStart(...placeOf(first));
  const [node, at] = placeOf(last);
  range.setEnd(node, at + last.length);
  return selectedWords(root, range);
};

describe('the copy of a whole message', () => {
  it.each([
    ['1. first\n2. second', '1. first\n2. second'],
    ['3. first\n4. second', '3. first\n4. second'],
    ['- item\n  - **in**ner\n- last', '- item\n  - inner\n- last'],
    ['- [x] done\n- [ ] open', '- [x] done\n- [ ] open'],
    ['# Title\n\none\ntwo\n\nthree', 'Title\n\none\ntwo\n\nthree'],
    ['```ts\nif (a) {\n\n  b();\n}\n```', 'if (a) {\n\n  b();\n}'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'a\tb\n1\t2'],
    ['> quoted\n\nafter', 'quoted\n\nafter'],
    ['![A cat](https://a.example/b.png)', 'A cat'],
    ['one[^1]\n\n[^1]: note', 'one[1]\n\n1. note'],
    ['1. a\n\n   b\n2. c', '1. a\n   b\n2. c'],
    ['$$x^2$$', '$$x^2$$'],
  ])('of %j is %j', (source, text) => {
    show(source);
    expect(all()?.text).toBe(text);
  });

  it('has the format that the Copy button gives it', () => {
    show('2. **a**\n3. b\n\n```js\nx\n```');
    expect(all()?.html).toBe(
      '<ol start="2"><li><strong>a</strong></li><li>b</li></ol><pre><code>x</code></pre>',
    );
  });
});

describe('the copy of a part', () => {
  it('has the marks of the items that begin in it', () => {
    show('1. first\n2. second\n3. third');
    expect(between('rst', 'sec')).toEqual({
      text: 'rst\n2. sec',
      html: '<ol><li>rst</li><li>sec</li></ol>',
    });
    expect(between('second', 'third')?.text).toBe('2. second\n3. third');
    expect(between('second', 'third')?.html).toBe('<ol start="2"><li>second</li><li>third</li></ol>');
  });

  it('is of words in one item the words alone', () => {
    show('1. first\n2. second');
    expect(between('eco', 'eco')?.text).toBe('eco');
  });

  it('is of code the code, with its lines', () => {
    show('```ts\none\n  two\nthree\n```');
    expect(between('ne', 'two')?.text).toBe('ne\n  two');
  });

  it('is nothing where no words of a message are selected', () => {
    show('words');
    const range = document.createRange();
    range.selectNodeContents(root.querySelector('.author') ?? root);
    expect(selectedWords(root, range)).toBeUndefined();
  });
});

it('is given to the clipboard in both formats', async () => {
  const Frame = () => {
    const log = useRef<HTMLDivElement>(null);
    useCopy(log);
    return (
      <div ref={log}>
        <Reply author="Eliza" source="1. **first**" />
      </div>
    );
  };
  document.body.append(root);
  act(() => render(<Frame />, root));
  const copy = (): Map<string, string> => {
    const given = new Map<string, string>();
    const setData = (type: string, data: string) => given.set(type, data);
    const event = Object.assign(new Event('copy', { bubbles: true, cancelable: true }), {
      clipboardData: { setData },
    });
    root.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(given.size > 0);
    return given;
  };
  getSelection()?.selectAllChildren(root);
  document.dispatchEvent(new Event('selectionchange'));
  await vi.waitFor(() =>
    expect(Object.fromEntries(copy())).toEqual({
      'text/plain': '1. first',
      'text/html': '<ol><li><strong>first</strong></li></ol>',
    }),
  );
  getSelection()?.removeAllRanges();
  expect(copy().size).toBe(0);
  root.remove();
});

describe('the copy of several messages', () => {
  it('has each under its name, and no control', () => {
    show('one\n\n- two', 'three');
    expect(all()).toEqual({
      text: 'Eliza\none\n\n- two\n\n<Ada>\nthree',
      html: '<p><strong>Eliza</strong></p><p>one</p><ul><li>two</li></ul><p><strong>&lt;Ada&gt;</strong></p><p>three</p>',
    });
  });

  it('has no name where the second is only touched', () => {
    show('one', 'three');
    const range = document.createRange();
    range.setStart(...placeOf('one'));
    range.setEnd(root.querySelectorAll('article')[1] ?? root, 0);
    expect(selectedWords(root, range)?.text).toBe('one');
  });
});
