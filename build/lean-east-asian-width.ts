import type { Plugin } from 'vite';
import { libraryModules } from './library-modules.ts';

const MODULE = 'get-east-asian-width/index.js';

/** Hangul Jamo: markdown-it-cjk-friendly asks for the width of no character before. */
const FIRST = 0x1100;
const LAST = 0x10_ffff;

/** The width of a character, by its code point. */
export type WidthOf = (
  character: number,
) => 'ambiguous' | 'fullwidth' | 'halfwidth' | 'wide' | 'narrow' | 'neutral';

/** The letter of a width; markdown-it-cjk-friendly does not tell those with the same letter apart, from `FIRST` on. */
const LETTERS = {
  ambiguous: 'A',
  fullwidth: 'F',
  halfwidth: 'F',
  wide: 'W',
  narrow: 'N',
  neutral: 'N',
} as const;

/** Writes the widths of all characters from `FIRST` on as runs: a letter, and a length in base 36. */
const runsOf = (widthOf: WidthOf): string => {
  let runs = '';
  let start = FIRST;
  for (let at = FIRST; at <= LAST; at += 1) {
    const letter = LETTERS[widthOf(at)];
    if (at < LAST && letter === LETTERS[widthOf(at + 1)]) continue;
    runs += letter + (at + 1 - start).toString(36);
    start = at + 1;
  }
  return runs;
};

/** The code of a module with the same function, which reads the runs when it is called first. */
export const leanCode = (widthOf: WidthOf): string => `
const WIDTHS = { A: 'ambiguous', F: 'fullwidth', W: 'wide', N: 'neutral' };
const ends = [], widths = [];
const read = () => {
  let end = ${FIRST};
  for (const [, letter, length] of '${runsOf(widthOf)}'.matchAll(/([A-Z])([a-z0-9]+)/g)) {
    ends.push(end += parseInt(length, 36));
    widths.push(WIDTHS[letter]);
  }
};
export const eastAsianWidthType = (character) => {
  if (!ends.length) read();
  let low = 0, high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (character < ends[middle]) high = middle;
    else low = middle + 1;
  }
  return widths[low];
};`;

/** get-east-asian-width with its tables as one text: 0.8 kB of 2.1 gzipped. The build fails where it was not met. */
export const leanEastAsianWidth = (): Plugin => {
  let building = false;
  let seen = false;
  return {
    name: 'lean-east-asian-width',
    configResolved: ({ command }) => {
      building = command === 'build';
    },
    load: {
      filter: libraryModules([MODULE]),
      async handler(id) {
        seen = true;
        const { eastAsianWidthType }: { eastAsianWidthType: WidthOf } = await import(id);
        return { code: leanCode(eastAsianWidthType), map: null };
      },
    },
    buildEnd(error) {
      if (building && !error && !seen) this.error(`not found, so not made lean: ${MODULE}`);
    },
  };
};
