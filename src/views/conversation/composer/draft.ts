/** The text that stays in the composer after `sent` was committed: what was added to it meanwhile. */
export const afterCommit = (current: string, sent: string): string =>
  current.startsWith(sent) ? current.slice(sent.length).trimStart() : current;

/** The text of the composer after another view saved `incoming`: text that is not saved (yet) stays. */
export const mergeDraft = (current: string, saved: string, incoming: string): string =>
  current === saved ? incoming : current;
