import { characterStart } from '../../model/cut.ts';

const ASCII = /^[\t\n\r -~]*$/;

/** What shows nothing: joiners, direction marks, variation selectors, fillers, control characters. */
const INVISIBLE = /[\p{DI}\ufff9-\ufffb\u0640]+|(?!\s)\p{Cc}/gu;
/** Quotes and wave dashes, of which a decomposition would make blanks and marks; one sign of each kind. */
const QUOTES = /[‘’‚‛‹›′‵´`ʹʻʼʽ“”„‟«»″‶〝〞〟〜〰]/g;
const asPlainQuote = (quote: string): string => {
  if ('“”„‟«»″‶〝〞〟'.includes(quote)) return '"';
  return '〜〰'.includes(quote) ? '~' : "'";
};

/** The marks that may be left out in these scripts; in others a mark makes another letter. */
const OPTIONAL_MARKS = /([\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Arabic}\p{sc=Hebrew}]|^|\s)\p{M}+/gu;
/** Texts without such marks, of which a decomposition need not be made: ASCII, Chinese, Japanese, Korean. */
const UNMARKED =
  /^[\t\n\r -~\u2010-\u2027\u3000-\u3029\u3030-\u3098\u30a0-\u9fff\uac00-\ud7a3\uff01-\uff9d\u{1f300}-\u{1faff}]*$/u;
/** What a decomposition takes apart and does not leave out. */
const OTHER_SCRIPTS = /[\u0900-\u1aaf\u2000-\uffff]|\p{M}/u;

/** Letters that Unicode does not decompose, as they are written without them. ς depends on its place in the word. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
};
const LETTERS_AND_DASHES = new RegExp(`[${Object.keys(LETTERS).join('')}\\p{Pd}\u2212]`, 'gu');

const withoutMarks = (text: string): string => {
  const plain = text.normalize('NFKD').toLowerCase().replace(OPTIONAL_MARKS, '$1');
  return OTHER_SCRIPTS.test(plain) ? plain.normalize('NFKC') : plain;
};

const foldVisible = (written: string): string => {
  const text = written.replace(QUOTES, asPlainQuote);
  const plain = UNMARKED.test(text) ? text.normalize('NFKC').toLowerCase() : withoutMarks(text);
  return plain.replace(LETTERS_AND_DASHES, (sign) => LETTERS[sign] ?? '-');
};

/**
 * Text as it is compared: NFKC in lower case, without what is invisible and, in the scripts that can do without,
 * without marks; quotes and dashes are of one kind.
 */
export const fold = (text: string): string =>
  ASCII.test(text) ? text.toLowerCase().replaceAll('`', "'") : foldVisible(text.replace(INVISIBLE, ''));

/** A text in folded form, with the span in the text that each of its characters was made of. */
export interface Folded {
  folded: string;
  starts: readonly number[];
  ends: readonly number[];
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Parts of Korean syllables that stand for themselves until they are normalised. */
const SYLLABLE_PART = /^[\u3131-\u318e\uffa1-\uffdc]/;

/** How much of a text is segmented at once: V8 takes a time that grows with the square of it. */
const PIECE = 1_000;

/** The characters that are seen as one, with their indices. */
const characters = function* (text: string): Generator<{ segment: string; index: number }> {
  for (let from = 0; from < text.length; ) {
    const start = characterStart(text, from + PIECE);
    const to = start > from ? start : from + PIECE;
    for (const { segment, index } of graphemes.segment(text.slice(from, to)))
      yield { segment, index: from + index };
    from = to;
  }
};

/** The characters that are seen as one, and those that normalisation may join. */
const clusters = (text: string): { segment: string; index: number }[] => {
  const all: { segment: string; index: number }[] = [];
  let parts = false;
  for (const { segment, index } of characters(text)) {
    const last = all.at(-1);
    const isPart = SYLLABLE_PART.test(segment);
    if (last && isPart && parts) last.segment += segment;
    else all.push({ segment, index });
    parts = isPart;
  }
  return all;
};

/** Folds a text, character by character. */
export const foldWithSpans = (text: string): Folded => {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = '';
  for (const { segment, index } of clusters(text)) {
    const part = fold(segment);
    const end = index + segment.length;
    for (let count = 0; count < part.length; count += 1) {
      starts.push(index);
      ends.push(end);
    }
    folded += part;
  }
  return { folded, starts, ends };
};
