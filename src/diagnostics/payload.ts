import type { Mask } from '../model/mask.ts';

/** The most that is kept of one string of a payload, and of a whole payload, in characters. */
const TEXT_LIMIT = 300;
const PAYLOAD_LIMIT = 4_000;
/** How much of a string is searched for secrets: one that begins within what is kept is seen whole. */
const SEARCHED = 10_000;
const SECRET_FIELD = /key$|token|secret|passw|authori[sz]ation|cookie|credential/i;

/** The beginning of a text, masked before it is cut: half a secret would not be found. */
export const beginningOf = (text: string, length: number, mask: Mask): string =>
  mask(text.slice(0, SEARCHED)).slice(0, length);

/** A payload as shortened JSON; masks the secrets, and every field that is named like one. */
export const payloadText = (payload: unknown, mask: Mask): string => {
  try {
    const json = JSON.stringify(payload, (name, value: unknown) => {
      if (SECRET_FIELD.test(name)) return '•••';
      return typeof value === 'string' ? cut(value, mask) : value;
    });
    // A field's name may hold a secret too.
    return beginningOf(json ?? '', PAYLOAD_LIMIT, mask);
  } catch {
    return '';
  }
};

/** Shortens a text; ends it with how many characters were left out: `…+120`. */
const cut = (text: string, mask: Mask): string =>
  text.length > TEXT_LIMIT
    ? `${beginningOf(text, TEXT_LIMIT, mask)}…+${text.length - TEXT_LIMIT}`
    : mask(text);
