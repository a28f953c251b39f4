import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterStart, cut, withoutPart } from '../../src/model/cut.ts';
import { titleFrom } from '../../src/model/title.ts';

const FAMILY = '👨‍👩‍👧‍👦';
const FLAG = '🇩🇪';
const LETTER = 'e\u0301';

describe('cut', () => {
  it.each([
    ['ab😀', 3, 'ab'],
    ['ab😀', 4, 'ab😀'],
    [`a${FAMILY}b`, 5, 'a'],
    [`a${FLAG}${FLAG}`, 6, `a${FLAG}`],
    [`x${LETTER}`, 2, 'x'],
    ['नमस्ते', 3, 'नम'],
    ['a\r\nb', 2, 'a'],
    ['short', 99, 'short'],
  ])('leaves no part of a character: %j at %d', (text, length, expected) => {
    expect(cut(text, length)).toBe(expected);
  });

  it('is bounded where one character is longer than all that may be kept', () => {
    expect(cut(`a${'\u0301'.repeat(1000)}`, 100)).toHaveLength(100);
    expect(cut(`😀${'\u0301'.repeat(1000)}`, 1)).toBe('');
  });

  it('gives a beginning of the text that ends between two characters', () => {
    const characters = fc.array(fc.constantFrom('a', ' ', '😀', FAMILY, FLAG, LETTER, '한', '👍🏽', 'ক্ষ'));
    fc.assert(
      fc.property(characters, fc.nat(60), (parts, length) => {
        const text = parts.join('|');
        const kept = cut(text, length);
        expect(kept.length).toBeLessThanOrEqual(length);
        expect(`${parts.join('|')}|`.startsWith(kept)).toBe(true);
        const whole = [...new Intl.Segmenter().segment(text)].map(({ index }) => index);
        expect([...whole, text.length]).toContain(kept.length);
        expect(characterStart(text, kept.length)).toBe(kept.length);
      }),
    );
  });
});

describe('a title from words', () => {
  it('has no half emoji', () => {
    expect(titleFrom(`${'a'.repeat(47)}😀 hello there`)).toBe(`${'a'.repeat(47)}…`);
  });
});

describe('a text that grows', () => {
  it.each([
    ['a\ud83d', 'a'],
    [`a${FAMILY}`.slice(0, 4), 'a'],
    [`a${FLAG}`.slice(0, 3), 'a'],
    [`a${FLAG}${FLAG}`.slice(0, 7), `a${FLAG}`],
    [`a${FAMILY}`, `a${FAMILY}`],
    [`a${FLAG}`, `a${FLAG}`],
    ['plain', 'plain'],
  ])('ends without the part of a character: %j', (text, expected) => {
    expect(withoutPart(text)).toBe(expected);
  });
});
