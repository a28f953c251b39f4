import { redact } from './redact.ts';

const MOST_WORDS = 300;
const MOST_FRAMES = 8;
/** Shorter texts are words of any error. */
const SAID_AT_LEAST = 4;
/** What an error quotes of a text, which may hold quotation marks itself; a name in single ones is short. */
const QUOTED = /".*"|“.*”|`.*`|'[^']{24,}'/gs;

const countOf = (text: string): string => `[${text.length} characters]`;

/**
 * What was thrown, as it may be shown to others: name, words and where from, without keys, without what the words
 * quote, and without any of the texts `said`.
 */
export const errorText = (thrown: unknown, said: Iterable<string> = []): string => {
  const { name, words, stack } = partsOf(thrown);
  let safe = words;
  for (const text of said) {
    if (text.length >= SAID_AT_LEAST) safe = safe.replaceAll(text, countOf(text));
  }
  safe = redact(safe.replace(QUOTED, (quoted) => countOf(quoted.slice(1, -1)))).slice(0, MOST_WORDS);
  return [`${name}: ${safe}`, ...framesOf(stack)].join('\n');
};

const partsOf = (thrown: unknown): { name: string; words: string; stack: string } => {
  try {
    if (thrown instanceof Error || thrown instanceof DOMException) {
      return { name: String(thrown.name), words: String(thrown.message), stack: String(thrown.stack ?? '') };
    }
    return { name: typeof thrown, words: String(thrown), stack: '' };
  } catch {
    return { name: typeof thrown, words: 'says nothing', stack: '' };
  }
};

/** The lines that name functions and files alone: what is before them repeats the words. */
const framesOf = (stack: string): string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s*at .*\d+:\d+\)?$/.test(line))
    .slice(0, MOST_FRAMES)
    .map((line) => redact(line.trimEnd()));
