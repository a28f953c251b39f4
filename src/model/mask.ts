import { type Fields, isFields } from './json.ts';

/** An API key and a token, as far as they are set. */
export type Secrets = readonly (string | undefined)[];

/** Replaces secrets in a text. */
export type Mask = (text: string) => string;

const MASKED = '•••';
/** A shorter spelling is part of any text. */
const SHORTEST_SPELLING = 4;
/** A shorter secret may be a word; ids and texts of a server are left as they are then. */
const SHORTEST_SECRET = 8;
/** How deep the answers of a server are read. */
const DEEPEST = 50;

const hexOf = (bytes: Uint8Array, before = ''): string =>
  Array.from(bytes, (byte) => before + byte.toString(16).padStart(2, '0')).join('');

/** What all Base64 has in common whose text holds the bytes after `before` others (modulo 3). */
const base64Within = (bytes: Uint8Array, before: number): string => {
  const text = String.fromCharCode(...new Uint8Array(before), ...bytes);
  return btoa(text).slice(Math.ceil((before * 4) / 3), Math.floor((text.length * 4) / 3));
};

/** What forms write for a blank, and Base64 for addresses in place of two signs. */
const VARIANTS: Readonly<Record<string, string>> = { ' ': '|\\+', '+': '|-', '/': '|_' };

/** A pattern for a character: as it is, escaped as in JSON (within JSON), percent-encoded as in addresses and forms. */
const characterPattern = (character: string): string => {
  const percent = hexOf(new TextEncoder().encode(character), '%');
  const unicode = character.charCodeAt(0).toString(16).padStart(4, '0');
  const itself = character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  return `(?:\\\\{0,7}${itself}|${percent}|\\\\u${unicode}${VARIANTS[character] ?? ''})`;
};

/** A pattern for a secret in each spelling: as text, in hexadecimal and in Base64. */
const patternOf = (secret: string): string => {
  const bytes = new TextEncoder().encode(secret);
  const encoded = [hexOf(bytes), ...[0, 1, 2].map((before) => base64Within(bytes, before))];
  return [secret, ...encoded.filter(({ length }) => length >= SHORTEST_SPELLING)]
    .map((text) => [...text].map(characterPattern).join(''))
    .join('|');
};

/** Masks the secrets that there are at the time of each call, however they are spelled. */
export const maskOf = (secrets: () => Secrets): Mask => {
  let known: Secrets = [];
  let pattern: RegExp | undefined;
  return (text) => {
    const now = secrets();
    if (now.some((secret, index) => secret !== known[index])) {
      known = now;
      const all = now.flatMap((secret) => (secret ? [patternOf(secret)] : []));
      pattern = all.length > 0 ? new RegExp(all.join('|'), 'gi') : undefined;
    }
    return pattern ? text.replace(pattern, MASKED) : text;
  };
};

/**
 * Masks what a server was told in what it says: in all strings of a decoded JSON value. Leaves out what is nested
 * deeper than anything that is read.
 */
export const answerMask = (secrets: Secrets): (<T>(value: T) => T) => {
  const long = secrets.filter((secret) => secret !== undefined && secret.length >= SHORTEST_SECRET);
  if (long.length === 0) return (value) => value;
  const mask = maskOf(() => long);
  const within = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return mask(value);
    if (!Array.isArray(value) && !isPlain(value)) return value;
    if (depth > DEEPEST) return undefined;
    if (Array.isArray(value)) return value.map((entry) => within(entry, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, within(entry, depth + 1)]));
  };
  return <T>(value: T) => within(value, 0) as T;
};

/** Whether a value came from JSON: binary data did not. */
const isPlain = (value: unknown): value is Fields =>
  isFields(value) && Object.getPrototypeOf(value) === Object.prototype;
