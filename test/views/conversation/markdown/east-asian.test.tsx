// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeAll, describe, expect, it } from 'vitest';
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

const show = (source: string): Element => {
  act(() => render(<Markdown source={source} streaming={false} />, root));
  return root;
};

describe('emphasis beside the punctuation of Chinese, Japanese and Korean', () => {
  it.each([
    // The examples of markdown-it-cjk-friendly.
    [
      '**このアスタリスクは強調記号として認識されず、そのまま表示されます。**この文のせいで。',
      'このアスタリスクは強調記号として認識されず、そのまま表示されます。',
    ],
    [
      '**该星号不会被识别，而是直接显示。**这是因为它没有被识别为强调符号。',
      '该星号不会被识别，而是直接显示。',
    ],
    [
      '**이 별표는 강조 표시로 인식되지 않고 그대로 표시됩니다(이 괄호 때문에)**이 문장 때문에.',
      '이 별표는 강조 표시로 인식되지 않고 그대로 표시됩니다(이 괄호 때문에)',
    ],
    ['**中文（注）**中文', '中文（注）'],
    ['中文**「引用」**中文', '「引用」'],
    ['这是**“重点”**内容', '“重点”'],
    ['これは**「強調」**です', '「強調」'],
    ['한국어**(괄호)**입니다', '(괄호)'],
    ['价格是**`100`**元', '100'],
  ])('is that of %s', (source, strong) => {
    expect(show(source).querySelector('strong')?.textContent).toBe(strong);
    expect(root.textContent).not.toContain('*');
  });

  it('strikes through as well', () => {
    expect(show('这是~~（旧的）~~新的').querySelector('del')?.textContent).toBe('（旧的）');
  });

  it('leaves words of the West as the specification has them', () => {
    expect(show('a**"b"**c').querySelector('strong')).toBeNull();
    expect(show('snake_case_（x）_name').querySelector('em')).toBeNull();
  });
});

describe('an address', () => {
  it.each([
    ['请看https://a.example/b。谢谢', 'https://a.example/b'],
    ['（见https://a.example/b）', 'https://a.example/b'],
    ['「https://a.example」をご覧', 'https://a.example'],
    ['https://a.example/b，然后', 'https://a.example/b'],
    ['https://a.example、https://b.example', 'https://a.example'],
    ['“https://a.example”', 'https://a.example'],
    ['https://a.exampleを見て', 'https://a.example'],
    ['https://a.example/wiki/日本語、です', 'https://a.example/wiki/日本語'],
    ['联系a@b.example。', 'a@b.example'],
    ['见www.a.example！', 'www.a.example'],
    ['**https://a.example**，中文', 'https://a.example'],
    ['see https://a.example/b.', 'https://a.example/b'],
    ['(https://a.example/b(c))', 'https://a.example/b(c)'],
    ['http://localhost:3000/x?y=1&z=2', 'http://localhost:3000/x?y=1&z=2'],
    ['[x] https://a.example/?q[]=1', 'https://a.example/?q[]=1'],
  ])('in %s ends where it does', (source, address) => {
    expect(show(source).querySelector('a')?.textContent).toBe(address);
  });

  it.each(['ahttp://a.example', 'http://', 'www.', 'http://a_b.c_d/', 'a@b', '@b.example'])(
    'is none in %s',
    (source) => {
      expect(show(source).querySelector('a')).toBeNull();
      expect(root.textContent).toBe(source);
    },
  );

  it('is none in the words of a link, in code and in a tag', () => {
    expect(show('[see https://a.example](https://b.example)').querySelectorAll('a')).toHaveLength(1);
    expect(show('`https://a.example` <a href="https://a.example">').querySelector('a')).toBeNull();
    expect(root.textContent).toBe('https://a.example <a href="https://a.example">');
  });
});

describe('tildes', () => {
  it.each([
    ['~a~ ~~b~~', ['b']],
    ['~~a~', []],
    ['~a~~', []],
    ['~~~a~~~ b', []],
    ['~~a ~b~ c~~', ['a ~b~ c']],
    ['about ~100 and ~200', []],
  ])('of %s', (source, struck) => {
    expect([...show(`x ${source}`).querySelectorAll('del')].map((del) => del.textContent)).toEqual(struck);
  });
});
