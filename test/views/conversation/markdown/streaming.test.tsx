// @vitest-environment jsdom
import { options, render, type VNode } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BlockNode } from '../../../../src/views/conversation/markdown/block.tsx';
import { loadMarkdown, Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';

let root: HTMLElement;
/** What was rendered since it was last emptied. */
let rendered: VNode[] = [];
const { diffed } = options;

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await loadMarkdown();
});
beforeEach(() => {
  root = document.createElement('div');
  options.diffed = (vnode) => {
    rendered.push(vnode);
    diffed?.(vnode);
  };
});
afterEach(() => {
  act(() => render(null, root));
  options.diffed = diffed;
});

/** Shows a text as far as it has come; how many nodes were looked at for it. */
const show = (source: string, streaming = true): number => {
  rendered = [];
  act(() => render(<Markdown source={source} streaming={streaming} />, root));
  return rendered.length;
};

/** The sources of the blocks that were rendered. */
const renderedBlocks = (): string[] =>
  rendered
    .filter((vnode) => vnode.type === BlockNode)
    .map((vnode) => (vnode.props as unknown as { token: { raw: string } }).token.raw.trim());

const paragraph = (index: number): string =>
  `Paragraph ${String(index).padStart(4, '0')} with **bold** words.`;
const paragraphs = (count: number): string =>
  Array.from({ length: count }, (_, index) => paragraph(index)).join('\n\n');

describe('a reply of many blocks', () => {
  it('renders no block again that is closed', { timeout: 60_000 }, () => {
    const whole = `${paragraphs(80)}\n\n\`\`\`ts\nlet a;\n\`\`\`\n\n- x\n- y\n\nEnd`;
    const renders = new Map<string, number>();
    const closedRenders: string[] = [];
    for (let length = 1; length <= whole.length; length += 7) {
      show(whole.slice(0, length));
      for (const raw of renderedBlocks()) {
        renders.set(raw, (renders.get(raw) ?? 0) + 1);
        // Two blocks may be open; what stands further above is closed.
        const after = whole.slice(whole.indexOf(raw.slice(0, 'Paragraph 0000'.length)), length);
        if (/^Paragraph \d{4}/.test(raw) && after.split('\n\nP').length > 3) closedRenders.push(raw);
      }
    }
    show(whole, false);
    const inTheEnd = renderedBlocks().filter((raw) => raw.startsWith('Paragraph'));
    expect(renders.size).toBeGreaterThan(80);
    expect(closedRenders).toEqual([]);
    expect(inTheEnd).toEqual([]);
  });

  it('costs next to nothing more per chunk when it has become long', { timeout: 60_000 }, () => {
    show(paragraphs(64));
    const early = show(`${paragraphs(64)}\n\nMore`);
    show(paragraphs(2000));
    const late = show(`${paragraphs(2000)}\n\nMore`);
    expect(root.querySelectorAll('p')).toHaveLength(2001);
    // A group holds 32 blocks, and is one node to look at.
    expect(late - early).toBeLessThan(2000 / 32 + 32);
  });
});

describe('a reply that is one block of code', () => {
  const line = (index: number): string => `const line${index} = ${index};\n`;
  const code = (lines: number): string => Array.from({ length: lines }, (_, index) => line(index)).join('');
  const shownCode = (): string => root.querySelector('code')?.textContent ?? '';

  it('grows by its last piece alone', { timeout: 60_000 }, () => {
    let source = `Here:\n\n\`\`\`ts\n${code(5000)}`;
    show(source);
    const records: MutationRecord[] = [];
    const observer = new MutationObserver((seen) => records.push(...seen));
    observer.observe(root, { childList: true, characterData: true, subtree: true });
    let most = 0;
    for (let index = 5000; index < 5100; index += 1) {
      for (const part of [line(index).slice(0, 9), line(index).slice(9)]) {
        source += part;
        most = Math.max(most, show(source));
      }
    }
    records.push(...observer.takeRecords());
    observer.disconnect();
    expect(shownCode()).toBe(code(5100).trimEnd());
    // The pieces, 64 lines each, are looked at, and the words in them; one of them changes.
    expect(most).toBeLessThan((2 * 5100) / 64 + 40);
    expect(records.length).toBeGreaterThan(100);
    const changed = records.flatMap(({ type, target, addedNodes }) =>
      type === 'characterData' ? [target] : [...addedNodes],
    );
    const sizes = changed.map((node) => node.textContent?.length ?? 0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * line(5000).length);
  });

  it('keeps its nodes when it is closed, and when the reply is complete', () => {
    const source = `\`\`\`nobody-knows\n${code(200)}`;
    show(source);
    const [first, , third] = root.querySelectorAll('.lines');
    expect(third).toBeDefined();
    show(`${source}\`\`\`\n`);
    show(`${source}\`\`\`\n\nThat was it.`);
    show(`${source}\`\`\`\n\nThat was it.`, false);
    expect(root.querySelectorAll('.lines')[0]).toBe(first);
    expect(root.querySelectorAll('.lines')[2]).toBe(third);
    expect(shownCode()).toBe(code(200).trimEnd());
    expect(root.textContent).toContain('That was it.');
  });

  it('never shows its end as a part of it', () => {
    const source = '~~~~\na\n~~~\n\n~~~~~\nb';
    const seen = new Set<string>();
    for (let length = 1; length <= source.length; length += 1) {
      show(source.slice(0, length));
      seen.add(shownCode());
    }
    expect([...seen]).toEqual(['', 'a', 'a\n~~~', 'a\n~~~\n']);
    expect(root.querySelector('.markdown > p')?.textContent).toBe('b');
  });
});
