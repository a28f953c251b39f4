import { cut } from './cut.ts';

const TITLE_LENGTH = 48;

/** The title of a conversation by its first message: its first whole words, up to 48 characters. */
export const titleFrom = (words: string): string => {
  const line = words.trim().replace(/\s+/g, ' ');
  return line.length > TITLE_LENGTH ? `${cut(line, TITLE_LENGTH).replace(/(.) \S*$/, '$1')}…` : line;
};
