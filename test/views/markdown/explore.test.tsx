// @vitest-environment jsdom
import { it } from 'vitest';
import { inlineTokens } from '../../../src/views/conversation/markdown/engine.ts';
import { lex, normalised } from '../../../src/views/conversation/markdown/lex.ts';
import type { Token } from '../../../src/views/conversation/markdown/tokens.ts';
import { foundTexts, knownTexts } from './hostile-texts.ts';
import { writeFileSync, appendFileSync } from 'node:fs';

const walk = (tokens: readonly Token[], d: any): void => {
  for (const t of tokens) {
    if ('content' in t) inlineTokens(t.content, d);
    if (t.type === 'table') for (const r of t.rows) for (const c of r) inlineTokens(c.content, d);
    if (t.type === 'quote') walk(t.children, d);
    if (t.type === 'list') for (const i of t.items) walk(i.children, d);
  }
};
const lexAll = (s: string) => { const { blocks, definitions } = lex(normalised(s)); walk(blocks.map((b) => b.token), definitions); };
const time = (f: () => void) => { const t = performance.now(); f(); return performance.now() - t; };

it('explores', { timeout: 3_000_000 }, () => {
  const out = '/tmp/md/explore.txt';
  writeFileSync(out, '');
  const seed = Number(process.env.SEED ?? 1), count = Number(process.env.COUNT ?? 1000);
  for (let i = 0; i < 3; i++) for (const t of knownTexts.slice(0, 60)) lexAll(t.make(1000));
  for (const text of [...(process.env.ONLY ? [] : knownTexts), ...foundTexts(seed, count)]) {
    try {
      const t6 = time(() => lexAll(text.make(6000)));
      const t25 = time(() => lexAll(text.make(25000)));
      if (t25 > 45 || (t25 > 15 && t25 / t6 > 7)) {
        const a = Math.min(t25, time(() => lexAll(text.make(25000))));
        if (a < 35) continue;
        const t100 = a > 1500 ? NaN : time(() => lexAll(text.make(100000)));
        if (t100 > 200 || Number.isNaN(t100)) appendFileSync(out, `${t6.toFixed(1).padStart(9)}${a.toFixed(1).padStart(9)}${t100.toFixed(0).padStart(9)}  ${text.name.slice(0, 150)}\n`);
      }
    } catch (e) { appendFileSync(out, `THROWS ${String(e).slice(0, 100)} ${text.name}\n`); }
  }
});
