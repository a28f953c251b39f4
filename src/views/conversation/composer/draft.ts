/** The text that stays in the composer after `sent` was committed: what was added to it meanwhile. */
export const afterCommit = (current: string, sent: string): string =>
  current.startsWith(sent) ? current.slice(sent.length).trimStart() : current;

/**
 * Where the caret at `caret` stands once `before` was replaced by `after`: at the end if it stood there, else beside
 * the same text where that is left.
 */
export const caretAfter = (before: string, after: string, caret: number): number => {
  if (caret === before.length) return after.length;
  let same = 0;
  while (same < caret && before[same] === after[same]) same += 1;
  return same === caret ? caret : Math.max(same, after.length - (before.length - caret));
};
