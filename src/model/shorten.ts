import * as v from 'valibot';
import { cut } from './cut.ts';

/** The most that is kept of what others send or a file holds, in characters (UTF-16 code units). */
export const LIMITS = {
  /** A message's text. An ElizaOS takes up to a million bytes. */
  text: 2_000_000,
  thought: 100_000,
  /** A name, a title, an action, a content type. */
  name: 200,
  /** An agent's bio, the words of an error. */
  words: 2_000,
  /** An id, which is a key of storage. */
  id: 2_000,
  url: 10_000,
} as const;

/** The most entries that are kept of a list. */
export const MOST = { agents: 1_000, actions: 50, attachments: 100 } as const;

/** The text where it is no longer than `limit` characters, else its beginning and "…". */
export const shorten = (text: string, limit: number): string =>
  text.length <= limit ? text : `${cut(text, limit - 1)}…`;

/** Decodes a name or a title, shortened. */
export const Name = v.pipe(
  v.string(),
  v.transform((name) => shorten(name, LIMITS.name)),
);
