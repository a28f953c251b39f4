import { expect, it } from 'vitest';
import { languageName } from '../../../../src/views/conversation/markdown/language-name.ts';
import { LANGUAGE_WORDS } from '../../../../src/views/conversation/markdown/languages.ts';

it.each([
  ['ts', 'TypeScript'],
  ['C++', 'C++'],
  ['constructor', 'constructor'],
])('%s is called %s', (word, name) => {
  expect(languageName(word)).toBe(name);
});

it('every word that code is coloured by has a name', () => {
  expect(LANGUAGE_WORDS.filter((word) => languageName(word) === word)).toEqual([]);
});
