// @vitest-environment jsdom
import { tests as commonmark } from 'commonmark-spec';
import fc from 'fast-check';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendBlocks, type BlockGroups } from '../../../../src/views/conversation/markdown/block-groups.ts';
import { loadEntities } from '../../../../src/views/conversation/markdown/entities.ts';
import { shownPart } from '../../../../src/views/conversation/markdown/held-back.ts';
import {
  appendSource,
  EMPTY,
  finishSource,
  type IncrementalMarkdown,
} from '../../../../src/views/conversation/markdown/incremental.ts';
import { lex } from '../../../../src/views/conversation/markdown/lexer.ts';
import { allowedImage, allowedLink } from '../../../../src/views/conversation/markdown/links.ts';
import { loadMarkdown, Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { Unformatted } from '../../../../src/views/conversation/markdown/unformatted.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';

let root: HTMLElement;

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await loadMarkdown();
  await loadEntities();
});
beforeEach(() => {
  root = document.createElement('div');
});

const show = (source: string, streaming = false): HTMLElement => {
  act(() => render(<Markdown source={source} streaming={streaming} />, root));
  const shown = root.querySelector<HTMLElement>('.markdown');
  if (!shown) throw new Error('nothing is shown');
  return shown;
};
const html = (source: string): string => show(source).innerHTML;

describe('Markdown', () => {
  // Examples of the CommonMark and GFM specifications, with a line break kept, as in chats.
  it.each([
    ['*em* **strong** ~~gone~~', '<p><em>em</em> <strong>strong</strong> <del>gone</del></p>'],
    ['***both***', '<p><em><strong>both</strong></em></p>'],
    ['snake_case_name and 2*3*4', '<p>snake_case_name and 2<em>3</em>4</p>'],
    ['`a < b && c`', '<p><code>a &lt; b &amp;&amp; c</code></p>'],
    ['a\nb', '<p>a\nb</p>'],
    ['a  \nb', '<p>a<br>b</p>'],
    ['a\n\nb', '<p>a</p><p>b</p>'],
    ['\\*not em\\*', '<p>*not em*</p>'],
    ['&copy; &amp; &lt; &#35; &#x22;', '<p>© &amp; &lt; # "</p>'],
    ['AT&T', '<p>AT&amp;T</p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['- a\n  - b', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    ['- a\n\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['# One', '<h2 class="heading-1">One</h2>'],
    ['Two\n---', '<h2 class="heading-2">Two</h2>'],
    ['> said\n> so', '<blockquote><p>said\nso</p></blockquote>'],
    ['---', '<hr>'],
  ])('shows %j', (source, expected) => {
    expect(html(source)).toBe(expected);
  });

  it('shows code to the letter, under its language, with a button to copy it', () => {
    const shown = show('```ts title="x"\nconst a = 1 < 2;\n\n  b();\n```');
    expect(shown.querySelector('pre code')?.textContent).toBe('const a = 1 < 2;\n\n  b();');
    expect(shown.querySelector('.code-head span')?.textContent).toBe('ts');
    expect(shown.querySelector('button')?.getAttribute('aria-label')).toBe('Copy code');
  });

  it('shows tables with the alignment of their columns', () => {
    const shown = show('| a | b |\n|:-:|--:|\n| 1 | **2** |');
    expect([...shown.querySelectorAll('th')].map((cell) => cell.textContent)).toEqual(['a', 'b']);
    expect([...shown.querySelectorAll('td')].map((cell) => cell.dataset.align)).toEqual(['center', 'right']);
    expect(shown.querySelector('td strong')?.textContent).toBe('2');
  });

  it('shows tasks as boxes that cannot be ticked', () => {
    const boxes = [...show('- [x] done\n- [ ] to do').querySelectorAll('input')];
    expect(boxes.map((box) => [box.checked, box.disabled])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect(root.textContent).toBe(' done to do');
  });

  it('shows raw HTML as text', () => {
    const source = 'x <b onclick="alert(1)">y</b> <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>';
    const shown = show(source);
    expect(shown.querySelectorAll('b, img, script')).toHaveLength(0);
    expect(shown.textContent).toBe(source.replace('\n\n', ''));
  });

  it('opens links elsewhere, without telling where from', () => {
    const link = show('[**Eliza**](https://elizaos.ai "title")').querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://elizaos.ai');
    expect(link?.target).toBe('_blank');
    expect(link?.rel).toBe('noopener noreferrer');
    expect(link?.innerHTML).toBe('<strong>Eliza</strong>');
  });

  it('links addresses that stand for themselves', () => {
    expect(show('see https://elizaos.ai').querySelector('a')?.textContent).toBe('https://elizaos.ai');
  });

  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'file:///etc',
    'chrome://settings',
    '/x',
    '#x',
  ])('makes no link of %j', (href) => {
    const shown = show(`[here](${href}) <${href}>\n\n[r]\n\n[r]: ${href}`);
    expect(shown.querySelector('a')).toBeNull();
    expect(shown.textContent).toContain('here');
  });

  it('loads an image when it is asked for, not before', () => {
    const shown = show('![A diagram](https://example.com/d.png)');
    expect(shown.querySelector('img')).toBeNull();
    const button = shown.querySelector('button');
    expect(button?.getAttribute('aria-label')).toBe('Show image: A diagram, example.com');
    expect(button?.textContent).toBe('A diagram example.com');
    act(() => button?.click());
    expect(shown.querySelector('img')?.getAttribute('src')).toBe('https://example.com/d.png');
    expect(shown.querySelector('img')?.alt).toBe('A diagram');
  });

  it('never makes an element that can run something, whatever it is given', { timeout: 60_000 }, () => {
    const fragment = fc.constantFrom(
      '<',
      '>',
      'script',
      '[a](',
      'javascript:',
      ')',
      '"',
      '`',
      '\n',
      '- ',
      '*',
      '|',
      'on=',
      ' ',
      '&#x6a;',
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 30 }), (parts) => {
        const shown = show(parts.join(''));
        expect(shown.querySelector('script, iframe, object, embed, img, svg, style')).toBeNull();
        for (const link of shown.querySelectorAll('a')) expect(allowedLink(link.href)).toBeDefined();
        for (const element of shown.querySelectorAll('*')) {
          expect(element.getAttributeNames().filter((name) => name.startsWith('on'))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('before what formats is there', () => {
  const plain = (source: string): string => {
    act(() => render(<Unformatted source={source} />, root));
    return root.innerHTML;
  };

  it.each(['One line.', 'Two\nlines.', 'One paragraph.\n\nAnother,\nof two lines.\n\n\nA third.\n', ''])(
    'words without Markdown stand as they will: %j',
    (source) => {
      const before = plain(source);
      show(source);
      expect(before).toBe(root.innerHTML);
    },
  );

  it('what is not held back does not change when it is formatted', { timeout: 60_000 }, () => {
    const parts = fc.constantFrom(
      'a',
      'Bc',
      ' ',
      '  ',
      '\n',
      '\n\n',
      '.',
      '1',
      '-',
      '=',
      '!',
      ':',
      '"',
      'ü',
      '\t',
      '(',
    );
    let shownAtOnce = 0;
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (words) => {
        const source = words.join('');
        const before = plain(source);
        if (before.includes('data-unformatted')) return;
        shownAtOnce += 1;
        // As the browser shows blanks here: one for many, and none where a line begins or ends.
        const blank = (html: string) =>
          html
            .replace(/[ \t]*\n[ \t]*/g, '\n')
            .replace(/[ \t]+/g, ' ')
            .replace(/(?<=<p>)\s+|\s+(?=<\/p>)/g, '');
        expect(blank(before)).toBe(blank(show(source).outerHTML));
      }),
      { numRuns: 800 },
    );
    expect(shownAtOnce).toBeGreaterThan(200);
  });

  it('Markdown stands as it was written, if need be', () => {
    plain('**Now**, <b>:\n\n- a');
    expect([...root.querySelectorAll('p')].map((p) => p.textContent)).toEqual(['**Now**, <b>:', '- a']);
  });
});

describe('links', () => {
  it('lead to http, https and mailto alone', () => {
    expect(allowedLink('http://a.example/')).toBe('http://a.example/');
    expect(allowedLink('mailto:a@b.example')).toBe('mailto:a@b.example');
    expect(allowedLink(' java\nscript:alert(1)')).toBeUndefined();
    expect(allowedLink('//a.example')).toBeUndefined();
    expect(allowedImage('mailto:a@b.example')).toBeUndefined();
  });
});

describe('a stream of Markdown', () => {
  const whole =
    'Intro with **bold**.\n\n- a\n- b\n\nMiddle\n\n```ts\nlet x;\n\nlet y;\n```\n\n1. one\n\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd.';

  it('shows no markers of what is still open', () => {
    expect(show('Some **bold wor', true).innerHTML).toBe('<p>Some <strong>bold wor</strong></p>');
    expect(show('Some `cod', true).innerHTML).toBe('<p>Some <code>cod</code></p>');
    expect(show('A [link](https://exam', true).textContent).toBe('A link');
  });

  it('does not touch the nodes of blocks that are closed', () => {
    const shown = show(whole.slice(0, 60), true);
    const first = shown.firstElementChild;
    const words = first?.firstChild;
    let touched = 0;
    const observer = new MutationObserver((records) => {
      touched += records.length;
    });
    if (first) observer.observe(first, { childList: true, characterData: true, subtree: true });
    for (let length = 61; length <= whole.length; length += 1) show(whole.slice(0, length), true);
    show(whole);
    touched += observer.takeRecords().length;
    expect(shown.firstElementChild).toBe(first);
    expect(first?.firstChild).toBe(words);
    expect(touched).toBe(0);
  });

  const sources = (groups: BlockGroups): string[] =>
    groups.flat().map(({ raw, token }) => `${token.type}: ${raw.trimEnd()}`);
  const all = ({ closed, open }: IncrementalMarkdown): BlockGroups => appendBlocks(closed, open);

  it('ends as what the complete message shows, however it was cut into chunks', { timeout: 60_000 }, () => {
    const examples = commonmark.map(({ markdown }) => markdown);
    const fences = ['```', '~~~~', '```~', '~~~ x', '  ```', '`````', '```ts\na\n\n```', '> ```\n> a'];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(whole, ...fences, ...examples), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }),
        (parts, sizes) => {
          const source = parts.join('\n');
          let growing = EMPTY;
          let length = 0;
          for (let turn = 0; length < source.length; turn += 1) {
            length = Math.min(source.length, length + (sizes[turn % sizes.length] ?? 1));
            growing = appendSource(growing, source.slice(0, length), (tail) => tail);
          }
          const expected = sources([lex(source).blocks]);
          expect(sources(all(growing))).toEqual(expected);
          expect(sources(finishSource(growing, source))).toEqual(expected);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('lexes again only what is still open, however long the message has become', () => {
    let growing = EMPTY;
    let longest = 0;
    const measure = (tail: string): string => {
      longest = Math.max(longest, tail.length);
      return tail;
    };
    const paragraph = 'Words that go on for a while.\n\n';
    for (let count = 1; count <= 300; count += 1)
      growing = appendSource(growing, paragraph.repeat(count), measure);
    expect(growing.closed.flat()).toHaveLength(298);
    expect(longest).toBeLessThanOrEqual(2 * paragraph.length);
  });

  it('begins anew where the text is another one', () => {
    const before = appendSource(EMPTY, 'One\n\nTwo\n\nThree\n\nFour', shownPart);
    const after = appendSource(before, 'Another', shownPart);
    expect(after.closed.flat()).toEqual([]);
    expect(after.open.map((block) => block.raw)).toEqual(['Another']);
  });
});
