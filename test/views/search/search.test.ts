import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownToPlainText } from '../../../src/views/conversation/markdown/plain-text.ts';
import { fold } from '../../../src/views/search/fold.ts';
import { findMatches, hasWords, queryWords } from '../../../src/views/search/match-words.ts';
import { isReadWith, mayHaveWords } from '../../../src/views/search/read-text.ts';
import { snippetOf } from '../../../src/views/search/snippet.ts';
import { other, own } from '../../stage/made.ts';

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'aÄöéßİςΣ한ñ ́\n'),
    fc.constant('👩🏽'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
});

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const graphemesOf = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);

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
    ['I don’t', "don't"],
    ['I don´t', 'don’t'],
    ['“so”', '"so"'],
    ['ＡＢＣ１２３', 'abc123'],
    ['Łódź', 'lodz'],
    ['Straße', 'strasse'],
    ['smørrebrød Æther', 'smorrebrod aether'],
    ['1990–2000', '1990-2000'],
    ['co\u00adoper\u200bation', 'cooperation'],
    ['مُحَمَّد', 'محمد'],
    ['محـمد', 'محمد'],
    ['שָׁלוֹם', 'שלום'],
    ['ёлка', 'елка'],
    ['ﾊﾞﾅﾅ', 'バナナ'],
    ['ㅎㅏ', '하'],
    ['\u1112\u1161\u11ab글', '한글'],
    ['❤️', '❤'],
  ])('is found in %j by %j', (text, query) => {
    expect(hasWords(text, queryWords(query))).toBe(true);
  });

  it.each([
    ['ババとハハ', 'パパ'],
    ['ババ', 'ハハ'],
    ['किताब', 'कताब'],
    ['ไก่', 'ไก'.concat('ก')],
    ['กา', 'กำ'],
    ['ガス', 'カス'],
  ])('is not found in %j by %j', (text, query) => {
    expect(hasWords(text, queryWords(query))).toBe(false);
  });

  it('is found where all of its words are, and only there', () => {
    expect(hasWords('the first garden', queryWords('garden first'))).toBe(true);
    expect(hasWords('the first garden', queryWords('garden second'))).toBe(false);
  });

  it('is nothing where it has no words', () => {
    expect(queryWords(' \n ')).toEqual([]);
    expect(queryWords('\u0301')).toEqual([]);
  });

  it('is folded beside other scripts as it is alone', () => {
    expect(fold('=\u0338ñあ')).toBe(fold('=\u0338') + fold('ñ') + fold('あ'));
  });

  it('is folded character by character as it is as a whole', () => {
    fc.assert(
      fc.property(anyText, (text) => fold(text) === graphemesOf(text).map(fold).join('')),
      { numRuns: 1000 },
    );
  });

  it('folded is found in the text that it was cut from', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(8), (text, from, length) => {
        const letters = graphemesOf(text);
        const start = letters.length === 0 ? 0 : from % letters.length;
        expect(hasWords(text, queryWords(letters.slice(start, start + length).join('')))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is read', () => {
  const isFound = (text: string, query: string): Promise<boolean> =>
    isReadWith(other('m', text, 1), queryWords(query));

  it.each([
    ['**wo**rd', 'word'],
    ['~~wo~~r[d](https://example.com)', 'word'],
    ['wo`rd`', 'word'],
    ['wo[]()rd', 'word'],
    ['&copy; b', '© b'],
    ['&#169; b', '© b'],
    ['snake\\_case', 'snake_case'],
    ['- **Łó**dź', 'lodz'],
    ['| a | **wo**rd |\n|---|---|\n| 1 | 2 |', 'word'],
    ['[a](https://example.com/needle)', 'needle'],
    ['```js\nf(**wo**rd)\n```', '**wo**rd'],
  ])('is found in %j by %j', async (text, query) => {
    expect(await isFound(text, query)).toBe(true);
  });

  it.each([
    ['**word**', '**'],
    ['&copy; b', 'copy'],
    ['a<br>b', 'br'],
    ['[a][label]\n\n[label]: https://example.com', 'label'],
    ['- [x] done', 'x'],
  ])('is not found in %j by %j', async (text, query) => {
    expect(await isFound(text, query)).toBe(false);
  });

  it('is, of the user’s own message, its text as it is', async () => {
    expect(await isReadWith(own('m', '**wo**rd', 1), queryWords('**wo**rd'))).toBe(true);
    expect(await isReadWith(own('m', '**wo**rd', 1), queryWords('word'))).toBe(false);
  });

  it('is never passed over by the look at the source', () => {
    const piece = fc.constantFrom(...'ab *_~`[]()<>!\\&;#-\n1.é'.split(''), '**', '](u)', '&amp;', '’');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const source = pieces.join('');
        for (const word of queryWords(markdownToPlainText(source))) {
          expect(mayHaveWords(source, [word]), word).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the marks', () => {
  it.each([
    ['Café, CAFE\u0301 and cafeteria', 'cafe', ['Café', 'CAFE\u0301', 'cafe']],
    ['banana', 'ana nan', ['anan']],
    ['한글', '한', ['한']],
    ['nothing', 'else', []],
    ['Łódź', 'lodz', ['Łódź']],
    ['a👩🏽‍🚀b', '👩', ['👩🏽‍🚀']],
    ['Straße', 'tras', ['traß']],
    ['①②', '2', ['②']],
  ])('in %j for %j', (text, query, expected) => {
    expect(marked(text, query)).toEqual(expected);
  });

  it('are there for each word that is found, apart and in order, and each holds what was asked for', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, query) => {
        const words = queryWords(query);
        const spans = findMatches(text, words);
        expect(spans.length > 0).toBe(words.some((word) => fold(text).includes(word)));
        let last = -1;
        for (const [start, end] of spans) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          last = end;
          const inside = fold(text.slice(start, end));
          expect(words.some((word) => inside.includes(word))).toBe(true);
          expect(graphemesOf(text.slice(0, start)).concat(graphemesOf(text.slice(start)))).toEqual(
            graphemesOf(text),
          );
          expect(graphemesOf(text.slice(0, end)).concat(graphemesOf(text.slice(end)))).toEqual(
            graphemesOf(text),
          );
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

  it('shows the words as they are read', () => {
    expect(shown('- **wo**rd &amp; more', 'word')).toBe('[word] & more');
    expect(shown('1. one\n2. don’t', "don't")).toBe('one [don’t]');
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
