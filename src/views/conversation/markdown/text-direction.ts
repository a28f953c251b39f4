import { text } from '../../i18n/text.ts';

export type Direction = 'ltr' | 'rtl';

/** A letter, or a mark that counts as one (UAX 9). */
const STRONG = /[\p{L}\u200e\u200f\u061c]/u;
/** The blocks of the scripts that are written from right to left. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\u061c\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The direction of a text by its first strong letter; undefined where it has none. */
export const directionOf = (text: string): Direction | undefined => {
  const letter = STRONG.exec(text)?.[0];
  if (letter === undefined) return undefined;
  return RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
};

/** The direction of the page. */
export const pageDirection = (): Direction => (text('direction') === 'rtl' ? 'rtl' : 'ltr');

/** The attribute for a direction: none where the element inherits it, or has no direction of its own. */
export const dirAttribute = (own: Direction | undefined, inherited: Direction): Direction | undefined =>
  own === inherited ? undefined : own;
