// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMarkdown, Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { markdownToPlainText } from '../../../../src/views/conversation/markdown/plain-text.ts';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';

const root = document.createElement('div');

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await loadMarkdown();
});

const draw = (source: string, streaming: boolean): void => {
  act(() => render(<Markdown source={source} streaming={streaming} />, root));
  // An empty direction is none.
  for (const element of root.querySelectorAll('[dir=""]')) element.removeAttribute('dir');
};

/** Whole, and as the end of a stream by letters: the same nodes. */
const show = (source: string): HTMLElement => {
  act(() => render(null, root));
  draw(source, false);
  const whole = root.cloneNode(true);
  act(() => render(null, root));
  for (let length = 1; length <= source.length; length += 1) draw(source.slice(0, length), true);
  draw(source, false);
  expect(root.isEqualNode(whole), root.innerHTML).toBe(true);
  return root;
};

const shownText = (source: string): string => show(source).textContent ?? '';

describe('a definition that nothing refers to', () => {
  it.each([
    '[Note]: Important',
    '[Note]: Important\n[Hint]: Optional',
    'Before\n\n[Note]: https://a.example "Title"\n\nAfter',
    '[a]: <b c>\n\nText',
    '> [Note]: Quoted',
    '- [Note]: Listed',
  ])('is shown as written: %j', (source) => {
    const shown = shownText(source);
    for (const definition of source.match(/\[.*$/gm) ?? []) expect(shown).toContain(definition);
    expect(markdownToPlainText(source)).toContain('[');
  });

  it('is left out where something refers to it, above or below', () => {
    expect(shownText('See [docs][1].\n\n[1]: https://a.example')).toBe('See docs.');
    expect(shownText('[1]: https://a.example\n\nSee [docs][1].')).toBe('See docs.');
    expect(shownText('- ![pic]\n\n[pic]: https://a.example/p.png')).not.toContain('[pic]');
    expect(show('| [a] |\n|---|\n| b |\n\n[A]: https://a.example').querySelector('th a')).not.toBeNull();
  });

  it('is shown beside one that is referred to', () => {
    expect(shownText('[a]\n\n[a]: https://a.example\n[b]: https://b.example')).toBe(
      'a[b]: https://b.example',
    );
  });
});

describe('a footnote', () => {
  it('is a raised number that leads to a list at the end, and back', () => {
    document.body.append(show('As shown[^1].\n\n[^1]: Wikipedia'));
    expect(root.querySelector('p')?.textContent).toBe('As shown1.');
    const reference = root.querySelector<HTMLElement>('sup button');
    const note = root.querySelector<HTMLElement>('section li');
    expect(reference?.getAttribute('aria-label')).toBe('Footnote 1');
    expect(note?.textContent).toBe('Wikipedia↩');
    act(() => reference?.click());
    expect(document.activeElement).toBe(note);
    act(() => note?.querySelector('button')?.click());
    expect(document.activeElement).toBe(reference);
  });

  it('is numbered by the first reference to it, whatever it is called, and listed once', () => {
    show('B[^beta], a[^Alpha], b again[^BETA].\n\n[^alpha]: first *a*\n[^beta]: then `b`\n\n    more of b');
    expect([...root.querySelectorAll('sup')].map((sup) => sup.textContent)).toEqual(['1', '2', '1']);
    const notes = [...root.querySelectorAll('section li')];
    expect(notes.map((note) => note.textContent)).toEqual(['then bmore of b↩', 'first a↩']);
    expect(notes[0]?.querySelector('code')?.textContent).toBe('b');
  });

  it('may refer to another, and to itself', () => {
    show('x[^a]\n\n[^a]: see[^b] and[^a]\n[^b]: deep');
    expect(root.querySelectorAll('section li')).toHaveLength(2);
  });

  it.each([
    ['x[^1]', 'x[^1]'],
    ['[^x]: alone', '[^x]: alone'],
    ['[^1](https://a.example)\n\n[^1]: note', '^1[^1]: note'],
    ['`[^1]`\n\n[^1]: note', '[^1][^1]: note'],
  ])('is as written where nothing is meant by it: %j', (source, expected) => {
    expect(shownText(source)).toBe(expected);
  });

  it('is read out with its number', () => {
    expect(markdownToPlainText('As shown[^x].\n\n[^x]: Wikipedia')).toBe('As shown[1].\n[1] Wikipedia');
  });

  it('shows no sign of itself while the reply streams', () => {
    const source = 'As shown[^1] here.\n\n[^1]: Wikipedia, the free encyclopedia';
    for (let length = 1; length <= source.length; length += 1) {
      draw(source.slice(0, length), true);
      if (length > 'As shown[^1]'.length) expect(root.textContent).not.toMatch(/^As shown\[/);
    }
  });
});

describe('a single tilde', () => {
  it.each(['10~20 and 30~40', '3~5天和7~9天', '~a~', 'about ~5 or ~6', '~~~a~~ b'])(
    'strikes nothing through: %j',
    (source) => {
      expect(show(source).querySelector('del')).toBeNull();
    },
  );

  it('may stand beside two', () => {
    expect(show('~~10~20~~').querySelector('del')?.textContent).toBe('10~20');
  });
});

describe('<br>', () => {
  it.each(['a<br>b', 'a<br/>b', 'a<BR />b', '**a<br>b**', '- a<br>b', '| a<br>b |\n|---|', '# a<br>b'])(
    'breaks the line: %j',
    (source) => {
      expect(show(source).querySelectorAll('br')).toHaveLength(1);
      expect(root.textContent).toMatch(/^a\s*b/);
      expect(markdownToPlainText(source)).toBe('a\nb');
    },
  );

  it('breaks it in a block of HTML, and on a line of its own', () => {
    expect(show('<div>a<br>b</div>').querySelectorAll('br')).toHaveLength(1);
    expect(root.textContent).toBe('<div>ab</div>');
    expect(show('<br>\n**bold**').querySelector('strong')?.textContent).toBe('bold');
  });

  it.each(['`a<br>b`', '```\na<br>b\n```', 'a<br class="x">b', 'a</br>b', 'a<b>r</b>', 'a<hr>b'])(
    'is text in code, and other HTML is: %j',
    (source) => {
      expect(show(source).querySelector('br')).toBeNull();
      expect(root.textContent).toContain('<');
    },
  );
});

describe('the direction', () => {
  const directions = (source: string, selector: string): string[] =>
    [...show(source).querySelectorAll(selector)].map(
      (element) => element.closest('[dir]')?.getAttribute('dir') ?? 'of the page',
    );

  it('is that of each block by its own first strong letter', () => {
    expect(
      directions('Summary:\n\nمرحبا بك\n\n- واحد\n- two\n\n> اقتباس\n\n# שלום', 'p, ul, li, h2, blockquote'),
    ).toEqual(['of the page', 'rtl', 'rtl', 'rtl', 'ltr', 'rtl', 'rtl', 'rtl']);
  });

  it('counts neither code nor signs', () => {
    expect(directions('`fs.readFile` هي دالة', 'p')).toEqual(['rtl']);
    expect(directions('1. 2 **`x`** 3: هي', 'li, ol')).toEqual(['rtl', 'rtl']);
    expect(directions('123', 'p')).toEqual(['of the page']);
  });

  it('is that of the page where a block has no letters, and each block says where it differs', () => {
    setTextSource((key, substitutions) => (key === 'direction' ? 'rtl' : english(key, substitutions)));
    expect(directions('text\n\n123\n\nنص', 'p')).toEqual(['ltr', 'of the page', 'of the page']);
    setTextSource(english);
  });

  it('is that of each cell', () => {
    expect(directions('| name | معنى |\n|---|---|\n| 1 | نعم |', 'table, th, td')).toEqual([
      'of the page',
      'of the page',
      'rtl',
      'of the page',
      'rtl',
    ]);
  });

  it('is that of each item where they differ in it', () => {
    expect(directions('1. `a`\n\n   نص\n\n2. text', 'ol > li')).toEqual(['rtl', 'ltr']);
  });
});
