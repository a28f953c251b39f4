import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { leanCode, type WidthOf } from '../../build/lean-east-asian-width.ts';

/** The library itself: imported by its name it is the lean one. */
const require = createRequire(import.meta.url);
const library = require('get-east-asian-width') as { eastAsianWidthType: WidthOf };

/** The widths between which markdown-it-cjk-friendly decides. */
const MEANT = { halfwidth: 'fullwidth', narrow: 'neutral' } as const;
const meant = (width: ReturnType<WidthOf>): string => ({ ...MEANT })[width as keyof typeof MEANT] ?? width;

it('has the width of each character from Hangul Jamo on', async () => {
  const code = leanCode(library.eastAsianWidthType);
  const lean: { eastAsianWidthType: WidthOf } = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`
  );
  const wrong: string[] = [];
  for (let character = 0x1100; character <= 0x10_ffff; character += 1) {
    const width = lean.eastAsianWidthType(character);
    if (width !== meant(library.eastAsianWidthType(character))) wrong.push(character.toString(16));
  }
  expect(wrong).toEqual([]);
});
