const TITLE_LENGTH = 48;

/** What a conversation is called after its first words: whole words, as many as a line holds. */
export const titleFrom = (words: string): string => {
  const line = words.trim().replace(/\s+/g, ' ');
  return line.length > TITLE_LENGTH ? `${line.slice(0, TITLE_LENGTH).replace(/(.) \S*$/, '$1')}…` : line;
};
