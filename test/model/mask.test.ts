import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerMask, maskOf } from '../../src/model/mask.ts';
import { leaksIn, spellingsOf } from '../harness/leaks.ts';

const KEY = 'sk_mark/ed+key "42"&=?';
const TOKEN = 'eyJhbGciOi.märked-9f8e7d6c5b4a';

const masked = (text: string): string => maskOf(() => [KEY, undefined, TOKEN])(text);

describe('a secret', () => {
  it.each([KEY, TOKEN].flatMap(spellingsOf))('is found as %s', (spelling) => {
    const text = masked(`before ${spelling} after`);
    expect([leaksIn(text, KEY), leaksIn(text, TOKEN)]).toEqual([[], []]);
    expect(text).toMatch(/^before .*•••.* after$/s);
  });

  it('is found within whatever stands around it', () => {
    const secrets = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(
        secrets,
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (secret, before, after) => {
          const mask = maskOf(() => [secret]);
          for (const text of spellingsOf(`${before}${secret}${after}`))
            expect(leaksIn(mask(text), secret)).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('that is none leaves texts as they are', () => {
    expect(maskOf(() => [undefined, ''])(KEY)).toBe(KEY);
    expect(masked('a key, a token, and 42')).toBe('a key, a token, and 42');
  });

  it('that is new is found from then on', () => {
    let secrets: string[] = [];
    const mask = maskOf(() => secrets);
    expect(mask(KEY)).toBe(KEY);
    secrets = [KEY];
    expect(mask(KEY)).toBe('•••');
    secrets = [TOKEN];
    expect([mask(KEY), mask(TOKEN)]).toEqual([KEY, '•••']);
  });
});

describe('an answer of a server', () => {
  it('loses secrets in all its texts, and nothing else', () => {
    const data = new Uint8Array([1, 2]);
    const done = (): void => {};
    const answer = [
      { error: `no ${KEY}`, at: 5, is: true, none: null, list: [TOKEN, { deep: KEY }] },
      data,
      done,
    ];
    expect(answerMask([KEY, TOKEN])(answer)).toEqual([
      { error: 'no •••', at: 5, is: true, none: null, list: ['•••', { deep: '•••' }] },
      data,
      done,
    ]);
  });

  it('is left as it is without a secret, or with one that may be a word', () => {
    const answer = { text: 'eliza', id: 'eliza-1' };
    expect(answerMask([undefined, undefined])(answer)).toBe(answer);
    expect(answerMask(['eliza', ''])(answer)).toBe(answer);
  });

  it('that is nested without end is read as far as anything is', () => {
    let nested: unknown = KEY;
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    expect(JSON.stringify(answerMask([KEY])(nested)).length).toBeLessThan(1_000);
  });
});
