import { text } from './text.ts';

/**
 * Characters that show nothing, or change the order of what is shown: formatting and control characters, fillers
 * that look like blanks. With them `invoice<U+202E>fdp.exe` reads as `invoiceexe.pdf`.
 */
const INVISIBLE =
  /(?:[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180f)+/gu;
const SPACES = /[\t\n\r]+/g;

const ZERO_WIDTH_NON_JOINER = '\u200c';
const ZERO_WIDTH_JOINER = '\u200d';
/** The scripts whose spelling needs joiners. */
const JOINS =
  /[\p{sc=Arabic}\p{sc=Bengali}\p{sc=Devanagari}\p{sc=Gujarati}\p{sc=Gurmukhi}\p{sc=Kannada}\p{sc=Khmer}\p{sc=Malayalam}\p{sc=Mongolian}\p{sc=Oriya}\p{sc=Sinhala}\p{sc=Syriac}\p{sc=Tamil}\p{sc=Telugu}]/u;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u;
const BLACK_FLAG = '\u{1f3f4}';
const TAGS = 0xe0000;
/** The letter or digit that a tag character stands for. */
const asLetter = (tag: string): string => String.fromCodePoint(((tag.codePointAt(0) ?? 0) - TAGS) & 0x7f);
/** Whether tags make the flag of a part of a country of a black flag. */
const isFlag = (tags: string): boolean =>
  /^[a-z0-9]{2,6}\u{e007f}$/u.test(tags.replace(/[^\u{e007f}]/gu, asLetter));

const isSpelling = (invisible: string, before: string, after: string): boolean => {
  if (invisible === ZERO_WIDTH_NON_JOINER) return JOINS.test(before) && JOINS.test(after);
  if (invisible === ZERO_WIDTH_JOINER) return JOINS.test(before) || (EMOJI.test(before) && EMOJI.test(after));
  return before === BLACK_FLAG && isFlag(invisible);
};

const codeOf = (character: string): string =>
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;

/** A name as it is shown: white space is one blank, and what is invisible has its code in its place. */
export const nameText = (name: string): string =>
  name.replace(SPACES, ' ').replace(INVISIBLE, (invisible, at: number, all: string) => {
    const before = [...all.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
    const [after = ''] = all.slice(at + invisible.length, at + invisible.length + 2);
    return isSpelling(invisible, before, after) ? invisible : [...invisible].map(codeOf).join('');
  });

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}\p{sc=Adlam}]/u;

/**
 * A name within a sentence that is no markup, a label for instance: isolated where its letters may run against those
 * of the sentence. The sentences of languages that are written from right to left isolate what is put into them.
 */
export const inSentence = (name: string): string => {
  const shown = nameText(name);
  return text('direction') === 'ltr' && RIGHT_TO_LEFT.test(shown)
    ? `${FIRST_STRONG_ISOLATE}${shown}${POP_ISOLATE}`
    : shown;
};
