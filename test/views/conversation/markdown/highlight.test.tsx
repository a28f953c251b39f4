// @vitest-environment jsdom
import fc from 'fast-check';
import { render } from 'preact';
import { describe, expect, it } from 'vitest';
import { LONGEST_CODE, partsOf } from '../../../../src/views/conversation/markdown/code-parts.ts';
import { highlight } from '../../../../src/views/conversation/markdown/highlight.tsx';

const coloured = async (code: string, language: string): Promise<HTMLElement> => {
  const root = document.createElement('div');
  const found = await highlight(code, language);
  render(<pre>{found?.nodes}</pre>, root);
  return root;
};

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');

describe('parts of code', () => {
  it('are the code, in whole lines, each of a bounded length', () => {
    const line = fc.string({ maxLength: 1500, unit: fc.constantFrom('a', ' ', '}', '(', '\t') });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (all) => {
        const code = all.join('\n');
        const parts = partsOf(code);
        expect(parts.map(({ text }) => text).join('')).toBe(code);
        for (const { text } of parts.slice(0, -1)) expect(text.endsWith('\n')).toBe(true);
        for (const { text, plain } of parts) expect(text.length > 1000).toBe(plain);
      }),
    );
  });
});

describe('colours', () => {
  it('leave the code as it is, to the letter', async () => {
    const words = [
      '"',
      "'",
      '/*',
      '*/',
      '`',
      '${',
      '<script>',
      '</script>',
      '\n',
      'let a',
      ' = 1;',
      '<a>',
      '#',
    ];
    const code = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 900 });
    await fc.assert(
      fc.asyncProperty(
        code,
        fc.constantFrom('ts', 'html', 'css', 'py', 'md', 'sh'),
        async (all, language) => {
          const text = all.join('');
          expect((await coloured(text, language)).textContent).toBe(text);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('go on from one part of a comment to the next', async () => {
    const root = await coloured(`/*\n${lines(300, (index) => `let word${index} = 1;`)}*/\nlet x;\n`, 'ts');
    const comment = [...root.querySelectorAll('.hljs-comment')]
      .map(({ textContent }) => textContent)
      .join('');
    expect(comment).toContain('word0 ');
    expect(comment).toContain('word299');
    expect([...root.querySelectorAll('.hljs-keyword')].map(({ textContent }) => textContent)).toEqual([
      'let',
    ]);
  });

  it('are those of elements that are longer than a part', async () => {
    const rows = lines(60, (index) => `    <Item key={${index}} name="x" />`);
    const root = await coloured(
      `const a = (\n  <ul class="a">\n   <li class="b">\n${rows}   </li>\n  </ul>\n);\n`,
      'tsx',
    );
    // One that a part begins with may be missed.
    expect(root.querySelectorAll('.hljs-tag').length).toBeGreaterThan(50);
  });

  it('are those of scripts and styles in HTML, whatever was coloured before', async () => {
    await highlight('let a;', 'ts');
    const root = await coloured('<style>a { color: red }</style><script>let b;</script>', 'html');
    expect(root.querySelector('.css .hljs-attribute')?.textContent).toBe('color');
    expect(root.querySelector('.javascript .hljs-keyword')?.textContent).toBe('let');
  });

  it('leave out a line that is too long, and not those around it', async () => {
    const root = await coloured(`let a;\n"${'x'.repeat(1200)}";\nlet b;\n`, 'ts');
    expect(root.querySelectorAll('.hljs-keyword')).toHaveLength(2);
    expect(root.querySelector('.hljs-string')).toBeNull();
  });

  it('leave out code that is too long', async () => {
    expect(await highlight('a'.repeat(LONGEST_CODE + 1), 'ts')).toBeUndefined();
  });

  it.each([
    ['html', '<script>\n'],
    ['html', '<style>\n<script>\n'],
    ['ts', '<a>\n'],
    ['sh', '"$(\n'],
    ['python', 'f"{f"{\n'],
    ['js', '`${\n'],
    ['scss', '{\n'],
  ])('of %s, thousands deep, are found: %j', { timeout: 20_000 }, async (language, sign) => {
    const code = sign.repeat(LONGEST_CODE / sign.length);
    expect((await coloured(code, language)).textContent).toBe(code);
  });

  it('of a script in HTML are its own in each part, whatever a part looks like', async () => {
    const root = await coloured(
      `<script>\nlet a = [\n${lines(400, () => '  "<b>word</b>",')}];\n</script>\n`,
      'html',
    );
    expect(root.querySelectorAll('.javascript .hljs-string').length).toBeGreaterThan(390);
  });
});
