/** An earlier message in the composer. `index`: 0 for the latest, -1 for none. */
export interface HistoryEntry {
  index: number;
  text: string;
}

/**
 * The entry that an arrow key or Escape leads to in a composer that holds `value`; undefined where the key does
 * nothing. `current`: the entry of the step before; once its text was changed, no key leads on from it.
 * `texts`: the earlier messages, latest first.
 */
export const stepThroughHistory = (
  key: string,
  value: string,
  current: HistoryEntry | undefined,
  texts: readonly string[],
): HistoryEntry | undefined => {
  const isUnchanged = current !== undefined && current.index >= 0 && value === current.text;
  if (!isUnchanged && !(key === 'ArrowUp' && value === '')) return undefined;
  const index = isUnchanged ? current.index : -1;
  switch (key) {
    case 'ArrowUp': {
      const text = texts[index + 1];
      return text === undefined ? undefined : { index: index + 1, text };
    }
    case 'ArrowDown':
      return { index: index - 1, text: texts[index - 1] ?? '' };
    case 'Escape':
      return { index: -1, text: '' };
    default:
      return undefined;
  }
};
