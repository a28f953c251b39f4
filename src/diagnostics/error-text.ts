import { redact } from './redact.ts';

const MOST_WORDS = 300;
const MOST_FRAMES = 8;
/** The length from which a text is taken out of an error: shorter ones occur in any error. */
const SAID_AT_LEAST = 4;
/** Quoted parts of an error's message, which may be a user's text. Short names in single quotes stay. */
const QUOTED = /".*"|“.*”|`.*`|'[^']{24,}'/gs;

const countOf = (text: string): string => `[${text.length} characters]`;

/**
 * Describes a thrown value so that it can be shown to others: name, message (300 characters) and stack (8
 * frames), without keys, without quoted parts of the message, and without the texts in `said`.
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

/** The stack without the message that precedes it. */
const framesOf = (stack: string): string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s*at .*\d+:\d+\)?$/.test(line))
    .slice(0, MOST_FRAMES)
    .map((line) => redact(line.trimEnd()));
