import { isFields } from '../../model/json.ts';
import type { Message } from '../../model/message.ts';
import { shownText } from '../conversation/message/reply-status.ts';
import { fold } from './fold.ts';
import { hasWords } from './match-words.ts';

// The popup loads the renderer with the conversation; the parser in a file of its own would be one more before that.
const { loadEntities, markdownToPlainText } = await import('../conversation/markdown/formatted.tsx');

/** The address of a link or picture behind its text; that of a definition. */
const ADDRESS =
  /\]\(\s*<?((?:[^\s()<>]|\([^\s()]*\))*)[^)\n]{0,200}\)|^[ \t>]*\[[^\]\n]+\]:[ \t]*<?([^\s>]+)/gm;
const LABEL = /\]\[[^\]\n]*\]/g;
const ENTITY = /&#?[a-z0-9]{1,32};/i;
/** What may be a sign of Markdown within a word. A backtick is folded to a quote. */
const SIGNS = /[\\*_~'[\]<>!$]+/g;
const ANY_SIGN = /[\\*_~'`[\]<>!$]/;

const withoutSigns = (folded: string): string => folded.replace(SIGNS, '');

/** Whether a source may read as a text with all words. True for each that does, and for a few others. */
export const mayHaveWords = (source: string, words: readonly string[]): boolean => {
  if (ENTITY.test(source)) return true;
  const folded = fold(source);
  const missing = words.filter((word) => !folded.includes(word));
  if (missing.length === 0) return true;
  if (!ANY_SIGN.test(source)) return false;
  const whole = withoutSigns(folded);
  const shown = source.includes(']')
    ? withoutSigns(fold(source.replace(ADDRESS, ']').replace(LABEL, ']')))
    : whole;
  return missing.every((word) => {
    const letters = withoutSigns(word);
    return shown.includes(letters) || whole.includes(letters) || /\][([]/.test(word);
  });
};

/** All that may be found in a stored message, whatever it is. */
export const storedText = (stored: unknown): string => {
  if (!isFields(stored)) return '';
  const titles = Array.isArray(stored.attachments)
    ? stored.attachments.map((each: unknown) => (isFields(each) ? each.title : ''))
    : [];
  return [stored.text, ...titles].join('\n');
};

/** A text of Markdown as it is read. */
export const readMarkdown = (source: string): string => markdownToPlainText(source);

/** The addresses of the links in a source, which are found although they are not read. */
export const addressesIn = (source: string): string =>
  [...source.matchAll(ADDRESS)].map(([, inline, defined]) => inline ?? defined ?? '').join('\n');

/** The source of what a message shows: without what came after it was stopped. */
const shownSource = (message: Message): string =>
  message.type === 'other' ? shownText(message) : message.text;

/** What can be found in a message: its source, how that is read, and the names of its files. */
export interface Readable {
  source: string;
  read: (source: string) => string;
  files: string;
}

export const readableOf = (message: Message): Readable => ({
  source: shownSource(message),
  // The user's own text is shown as it is.
  read: message.type === 'other' ? readMarkdown : (source) => source,
  files: message.attachments.map(({ title }) => title).join('\n'),
});

/** What shows nothing of a source, and may have letters. */
const HIDDEN =
  /^[ \t>]*(?:`{3,}|~{3,}).*$|^[ \t>]*\[[^\]\n]+\]:.*$|\[\^[^\]\n]*\]|<[^<>\n]{0,20}>|&#?[a-z0-9]{1,32};|^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\])?/gim;
const LETTERS = /^[\p{L}\p{M}\p{N}]+$/u;

/** Whether the words stand in a source where all is shown: so most messages need not be rendered. */
const plainlyHas = (source: string, words: readonly string[]): boolean =>
  words.every((word) => LETTERS.test(word)) &&
  hasWords(source.replace(ADDRESS, ' ').replace(LABEL, ' ').replace(HIDDEN, ' '), words);

/** Whether a message is read as a text with all words. Loads what its rendering needs. */
export const isReadWith = async (message: Message, words: readonly string[]): Promise<boolean> => {
  const { source, read, files } = readableOf(message);
  if (!mayHaveWords(`${source}\n${files}`, words)) return false;
  if (message.type === 'own') return hasWords(`${source}\n${files}`, words);
  if (plainlyHas(source, words)) return true;
  if (ENTITY.test(source)) await loadEntities();
  return hasWords([read(source), addressesIn(source), files].join('\n'), words);
};
