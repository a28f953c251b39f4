import { afterEach, describe, expect, it } from 'vitest';
import { inSentence, nameText } from '../../../src/views/i18n/name-text.ts';
import { setTextSource } from '../../../src/views/i18n/text.ts';
import { english } from '../../stage/english.ts';

afterEach(() => setTextSource(english));

describe('a name', () => {
  it.each([
    ['invoice\u202efdp.exe', 'invoice‹U+202E›fdp.exe'],
    ['Eliza\u200b', 'Eliza‹U+200B›'],
    ['\u2066Eliza\u2069', '‹U+2066›Eliza‹U+2069›'],
    ['El\u00adiza', 'El‹U+00AD›iza'],
    ['El\u3164iza', 'El‹U+3164›iza'],
    ['El\u200diza', 'El‹U+200D›iza'],
    ['El\u{e0041}iza', 'El‹U+E0041›iza'],
    ['\ufeff', '‹U+FEFF›'],
    ['two\nlines\tof', 'two lines of'],
  ])('shows what is invisible in it: %j', (name, expected) => {
    expect(nameText(name)).toBe(expected);
  });

  it.each([
    'Eliza',
    'Zoë Ünal',
    'می\u200cخواهم',
    'क्\u200dष',
    '👩🏽\u200d🚀 crew',
    '👁️\u200d🗨️',
    '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
    '❤️',
    '東京　駅',
  ])('stays as it is spelt: %j', (name) => {
    expect(nameText(name)).toBe(name);
  });

  it('is isolated in a sentence from left to right where its letters run the other way, and only there', () => {
    setTextSource(english);
    expect(inSentence('Eliza')).toBe('Eliza');
    expect(inSentence('ليلى')).toBe('\u2068ليلى\u2069');
    setTextSource((key, substitutions) => (key === 'direction' ? 'rtl' : english(key, substitutions)));
    expect(inSentence('ليلى')).toBe('ليلى');
    expect(inSentence('Eliza')).toBe('Eliza');
  });
});
