/** What is left in the composer when `sent` is committed: what was written on meanwhile. */
export const afterCommit = (current: string, sent: string): string =>
  current.startsWith(sent) ? current.slice(sent.length).trimStart() : current;

/**
 * What the composer shows when the worker tells of `incoming`, a draft that another view saved.
 * Where this view has text of its own that is not saved yet (`current` is not `saved`), it stays.
 */
export const mergeDraft = (current: string, saved: string, incoming: string): string =>
  current === saved ? incoming : current;
