import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMatches, foldCase, hasWords, queryWords } from '../../../src/views/search/match-words.ts';
import { snippetOf } from '../../../src/views/search/snippet.ts';

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'aÄöéßİςΣ한ñ ́\n'),
    fc.constant('👩🏽'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
});

const marked = (text: string, query: string): string[] =>
  findMatches(text, queryWords(query)).map(([start, end]) => text.slice(start, end));

describe('what is searched for', () => {
  it.each([
    ['Straße', 'STRAßE'],
    ['Café', 'cafe'],
    ['CAFE\u0301', 'café'],
    ['İstanbul', 'istanbul'],
    ['ΟΔΟΣ', 'οδος'],
    ['naïve façade', 'FACADE naive'],
  ])('is found in %j by %j', (text, query) => {
    expect(hasWords(text, queryWords(query))).toBe(true);
  });

  it('is found where all of its words are, and only there', () => {
    expect(hasWords('the first garden', queryWords('garden first'))).toBe(true);
    expect(hasWords('the first garden', queryWords('garden second'))).toBe(false);
  });

  it('is nothing where it has no words', () => {
    expect(queryWords(' \n ')).toEqual([]);
    expect(queryWords('\u0301')).toEqual([]);
  });

  it('is folded letter by letter as it is as a whole', () => {
    fc.assert(
      fc.property(anyText, (text) => foldCase(text) === [...text].map(foldCase).join('')),
      { numRuns: 1000 },
    );
  });

  it('folded is found in the text that it was cut from', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(8), (text, from, length) => {
        const letters = [...text];
        const start = letters.length === 0 ? 0 : from % letters.length;
        expect(hasWords(text, queryWords(letters.slice(start, start + length).join('')))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the marks', () => {
  it.each([
    ['Café, CAFE\u0301 and cafeteria', 'cafe', ['Café', 'CAFE\u0301', 'cafe']],
    ['banana', 'ana nan', ['anan']],
    ['한글', '한', ['한']],
    ['nothing', 'else', []],
  ])('in %j for %j', (text, query, expected) => {
    expect(marked(text, query)).toEqual(expected);
  });

  it('are there for each word that is found, apart and in order, and each holds what was asked for', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, query) => {
        const words = queryWords(query);
        const spans = findMatches(text, words);
        expect(spans.length > 0).toBe(words.some((word) => foldCase(text).includes(word)));
        let last = -1;
        for (const [start, end] of spans) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          last = end;
          const inside = foldCase(text.slice(start, end));
          expect(words.some((word) => inside.includes(word))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a snippet', () => {
  const shown = (text: string, query: string): string =>
    snippetOf(text, queryWords(query))
      .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
      .join('');

  it('shows the words around the first match', () => {
    const text = `${'one two three '.repeat(10)}a needle in here ${'four five six '.repeat(20)}`;
    const snippet = shown(text, 'NEEDLE');
    expect(snippet).toMatch(/^….*\[needle\] in here .*…$/);
    expect(snippet.length).toBeLessThan(200);
  });

  it('leaves out the signs of Markdown, but for where they were searched for', () => {
    expect(shown('See **the** [page](https://example.com/needle)', 'page')).toBe('See the [page]');
    expect(shown('See **the** [page](https://example.com/needle)', 'needle')).toContain(
      'example.com/[needle]',
    );
  });

  it('shows whole letters only, and is what stands in the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('👩', 'a', ' ', 'é'), maxLength: 600 }),
        fc.constantFrom('a', 'é', 'aa'),
        (text, query) => {
          const all = snippetOf(text, queryWords(query))
            .map((piece) => piece.text)
            .join('');
          expect(all).not.toMatch(/\p{Surrogate}/u);
          expect(text.replace(/\s+/g, ' ')).toContain(all.replace(/^…|…$/g, ''));
        },
      ),
      { numRuns: 300 },
    );
  });
});
