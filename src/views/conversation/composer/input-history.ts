/** Which of one's earlier messages stands in the composer: 0 is the latest. */
export interface Recalled {
  index: number;
  text: string;
}

/**
 * What an arrow or Escape does in a composer that holds `value`: walks through `texts`, the earlier messages,
 * latest first, as long as the one that was called up stands there as it was; undefined: nothing.
 * `text` '' with `index` -1: back to the empty field.
 */
export const recall = (
  key: string,
  value: string,
  recalled: Recalled | undefined,
  texts: readonly string[],
): Recalled | undefined => {
  const isUntouched = recalled !== undefined && recalled.index >= 0 && value === recalled.text;
  if (!isUntouched && !(key === 'ArrowUp' && value === '')) return undefined;
  const from = isUntouched ? recalled.index : -1;
  switch (key) {
    case 'ArrowUp': {
      const text = texts[from + 1];
      return text === undefined ? undefined : { index: from + 1, text };
    }
    case 'ArrowDown':
      return { index: from - 1, text: texts[from - 1] ?? '' };
    case 'Escape':
      return { index: -1, text: '' };
    default:
      return undefined;
  }
};
