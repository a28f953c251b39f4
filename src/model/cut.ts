const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How far a character may reach before or after the place of a cut (UTF-16 units). */
const REACH = 64;

/** The beginning of the code point that reaches over `index`, else `index`. */
const codePointStart = (text: string, index: number): number =>
  (text.codePointAt(index - 1) ?? 0) > 0xffff ? index - 1 : index;

/**
 * The beginning of the character that reaches over `index`, else `index` (UTF-16 units). A character is what is
 * seen as one: an emoji of several code points, a letter with its marks. One that is very long has several parts.
 */
export const characterStart = (text: string, index: number): number => {
  if (index >= text.length) return text.length;
  const from = codePointStart(text, Math.max(0, index - REACH));
  const around = graphemes.segment(text.slice(from, index + REACH)).containing(index - from);
  return around && (around.index > 0 || from === 0) && (around.index > 0 || around.segment.length < REACH)
    ? from + around.index
    : codePointStart(text, index);
};

/** The beginning of a text, at most `length` UTF-16 units, without a part of a character. */
export const cut = (text: string, length: number): string => text.slice(0, characterStart(text, length));

/** Half of a code point, of an emoji of several, or of a flag, at the end of a text. */
const PART = /(?:[\ud800-\udbff]|\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?\u200d)$/u;
const FLAGS = /\p{Regional_Indicator}+$/u;
const LETTER_OF_FLAG = 2;

/** A text that grows, without the part of a character that it may end with. */
export const withoutPart = (text: string): string => {
  const tail = text.slice(-REACH);
  const part = PART.exec(tail)?.[0].length ?? 0;
  const flags = FLAGS.exec(tail)?.[0].length ?? 0;
  return text.slice(0, text.length - part - (flags % (2 * LETTER_OF_FLAG)));
};
