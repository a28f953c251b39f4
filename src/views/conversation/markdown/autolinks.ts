import type { StateInline } from 'markdown-it';
import { decodeEntities } from './entities.ts';
import { matchAt } from './match-at.ts';

/*
 * Extended autolinks of GitHub Flavored Markdown: addresses that begin with http://, https:// or www. The time of
 * each rule is linear in the length of the text.
 */

const BEGIN = /(?<![a-z0-9])https?:\/\/|(?<![a-z0-9./@=&?#%+-])www\./iy;
/** The characters that the text rule of markdown-it stops at, and the beginnings of addresses. */
const STOP = /[\n!#$%&*+\-:<=>@[\\\]^_`{}~]|(?<![a-z0-9])(?:https?:\/\/|www\.)/gi;
const STOP_SIGN = /[\n!#$%&*+\-:<=>@[\\\]^_`{}~]/;

const HOST = /(?:[\p{L}\p{N}_-]+\.?)+/uy;
/** Chinese, Japanese or Korean text right after a Latin host. */
const WORDS_AFTER_HOST = /(?<=[a-z0-9])[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/iu;
/** Ends at white space, `<`, a bracket, or a Chinese, Japanese or Korean punctuation mark. */
const PART =
  /[^\s<[\]\u2014\u2018-\u201f\u2026\u3001-\u3003\u3008-\u3011\u3014-\u301f\ufe10-\ufe1f\ufe30-\ufe6b\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]*/y;
const TRAILING = /[?!.,:*_~'"]|(?=[^\0-\x7f])\p{P}/u;
const TRAILING_ENTITY = /&[a-z0-9]{1,31};$/i;

const wordsAt = (pattern: RegExp, text: string, at: number): string => matchAt(pattern, text, at)?.[0] ?? '';

/** The index at which the address ends. An unpaired closing bracket ends it, since it may end a link text. */
const endOf = (text: string, from: number): number => {
  let open = 0;
  let at = from;
  for (;;) {
    at += wordsAt(PART, text, at).length;
    const sign = text[at];
    if (sign === '[') open += 1;
    else if (sign === ']' && open > 0) open -= 1;
    else return at;
    at += 1;
  }
};

const count = (text: string, sign: string): number => text.split(sign).length - 1;

/** Removes trailing punctuation and unpaired parentheses, which belong to the sentence around the address. */
const withoutTrailing = (address: string): string => {
  let surplus = count(address, ')') - count(address, '(');
  let end = address.length;
  for (;;) {
    const last = address.charAt(end - 1);
    if (TRAILING.test(last)) end -= 1;
    else if (last === ')' && surplus > 0) {
      surplus -= 1;
      end -= 1;
    } else if (last === ';') {
      const entity = TRAILING_ENTITY.exec(address.slice(Math.max(0, end - 33), end));
      if (!entity) break;
      end -= entity[0].length;
    } else break;
  }
  return address.slice(0, end);
};

const isHost = (host: string): boolean =>
  /^[\p{L}\p{N}]/u.test(host) && !host.replace(/\.$/, '').split('.').slice(-2).join('').includes('_');

/** The address that begins at `at` and ends before `end`; empty where none begins there. */
const addressAt = (text: string, at: number, end: number): string => {
  const begin = wordsAt(BEGIN, text, at);
  if (begin === '') return '';
  const hostAt = at + begin.length;
  const host = wordsAt(HOST, text, hostAt);
  if (!isHost(host)) return '';
  const words = WORDS_AFTER_HOST.exec(host);
  const found = words ? hostAt + words.index : endOf(text, hostAt + host.length);
  return withoutTrailing(text.slice(at, Math.min(end, found)));
};

/** An inline rule of markdown-it for autolinks. */
export const autolink = (state: StateInline, silent: boolean): boolean => {
  if (state.linkLevel > 0) return false;
  const found = addressAt(state.src, state.pos, state.posMax);
  if (found.length < 'www.x'.length) return false;
  if (!silent) {
    const words = decodeEntities(found);
    const href = /^www/i.test(words) ? `http://${words}` : words;
    state.push('link_open', 'a', 1).attrs = [['href', href]];
    state.push('text', '', 0).content = words;
    state.push('link_close', 'a', -1);
  }
  state.pos += found.length;
  return true;
};

/** Replaces the text rule of markdown-it: ends also where an address may begin. */
export const textUpToAutolink = (state: StateInline, silent: boolean): boolean => {
  if (STOP_SIGN.test(state.src.charAt(state.pos))) return false;
  STOP.lastIndex = state.pos + 1;
  const end = Math.min(STOP.exec(state.src)?.index ?? state.posMax, state.posMax);
  if (!silent) state.pending += state.src.slice(state.pos, end);
  state.pos = end;
  return true;
};
