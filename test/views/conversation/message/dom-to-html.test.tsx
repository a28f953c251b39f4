// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CopyButton } from '../../../../src/views/components/copy-button.tsx';
import { loadMarkdown, Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { domToHtml } from '../../../../src/views/conversation/message/dom-to-html.ts';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';

const root = document.createElement('div');

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await loadMarkdown();
});
afterEach(() => {
  act(() => render(null, root));
  vi.unstubAllGlobals();
});

const rich = (source: string): string => {
  act(() => render(<Markdown source={source} streaming={false} />, root));
  const shown = root.querySelector('.markdown');
  return shown ? domToHtml(shown) : '';
};

describe('the format of a message', () => {
  it.each([
    ['**a** *b* ~~c~~ `d`', '<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>'],
    ['### A\n\nb\nc', '<h3>A</h3><p>b<br>c</p>'],
    ['[x](https://a.example/?b=1&c "t")', '<p><a href="https://a.example/?b=1&amp;c" title="t">x</a></p>'],
    ['<b>x</b> & y', '<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>'],
    ['```ts\na\n\nb < c\n```', '<pre><code>a\n\nb &lt; c</code></pre>'],
    ['2. a\n3. b', '<ol start="2"><li>a</li><li>b</li></ol>'],
    ['- [x] a\n- [ ] b', '<ul><li>☑ a</li><li>☐ b</li></ul>'],
    ['![a](https://a.example/b.png)', '<p><a href="https://a.example/b.png">a</a></p>'],
    [
      '| a |\n|--:|\n| b |',
      '<table><thead><tr><th style="text-align: right">a</th></tr></thead><tbody><tr><td style="text-align: right">b</td></tr></tbody></table>',
    ],
  ])('of %j', (source, expected) => {
    expect(rich(source)).toBe(expected);
  });

  it('does not change when an image has been loaded', () => {
    const before = rich('![a](https://a.example/b.png)');
    act(() => root.querySelector('button')?.click());
    expect(root.querySelector('img')).not.toBeNull();
    const shown = root.querySelector('.markdown');
    expect(shown && domToHtml(shown)).toBe(before);
  });
});

describe('copying', () => {
  const press = async (format?: () => Promise<string>): Promise<void> => {
    act(() =>
      render(<CopyButton class="copy" name="Copy" content="**a**" {...(format && { rich: format })} />, root),
    );
    await act(async () => {
      root.querySelector('button')?.click();
      await new Promise((resolve) => setTimeout(resolve));
    });
  };
  class Item {
    constructor(readonly data: Record<string, Blob | Promise<Blob>>) {}
  }

  it('puts the Markdown and the format on the clipboard', async () => {
    const write = vi.fn(async (_: Item[]) => undefined);
    vi.stubGlobal('ClipboardItem', Item);
    vi.stubGlobal('navigator', { clipboard: { write } });
    await press(async () => '<b>a</b>');
    const data = write.mock.calls[0]?.[0][0]?.data ?? {};
    const texts = Object.entries(data).map(async ([type, given]) => [type, await (await given).text()]);
    expect(Object.fromEntries(await Promise.all(texts))).toEqual({
      'text/plain': '**a**',
      'text/html': '<b>a</b>',
    });
    expect(root.querySelector('button')?.title).toBe('Copied');
  });

  it('copies the text alone where the format cannot be copied', async () => {
    const writeText = vi.fn(async (_: string) => undefined);
    vi.stubGlobal('ClipboardItem', Item);
    vi.stubGlobal('navigator', { clipboard: { write: async () => Promise.reject(new Error()), writeText } });
    await press(async () => '<b>a</b>');
    expect(writeText).toHaveBeenCalledWith('**a**');
    expect(root.querySelector('button')?.title).toBe('Copied');
  });

  it('says so when nothing can be copied', async () => {
    vi.stubGlobal('navigator', {
      clipboard: { writeText: async () => Promise.reject(new Error()) },
    });
    await press();
    expect(root.querySelector('button')?.title).toBe('Not copied: the browser did not let it');
  });
});
