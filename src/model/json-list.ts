/** Splits the JSON text of an object into the entries of one of its lists, and the rest. */
export interface ListSplitter {
  /** Takes the next piece of the text; pieces may end anywhere. */
  feed(piece: string): void;
  /** The text without the entries of the list, as far as it has come. */
  rest(): string;
  /** Whether the text ends where a value can end. */
  isClosed(): boolean;
}

const IN_STRING = /["\\]/g;
const STRUCTURE = /["{}[\],]/g;

/** How far back the name of a list is looked for, in characters. */
const NAME_REACH = 100;

/**
 * Makes a splitter for the list with this name. `onEntry` gets the JSON text of each entry. The text need not be
 * valid: what the entries and the rest hold is for the caller to parse.
 */
export const createListSplitter = (name: string, onEntry: (json: string) => void): ListSplitter => {
  const beforeList = new RegExp(`"${name}"\\s*:\\s*$`);
  let rest = '';
  let entry = '';
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isInList = false;

  const endEntry = (text: string, isLast: boolean): void => {
    const whole = entry + text;
    entry = '';
    if (!isLast || whole.trim() !== '') onEntry(whole);
  };

  const feed = (piece: string): void => {
    /** The beginning of what has not gone to `entry` or `rest` yet. */
    let from = 0;
    let at = 0;

    const open = (isList: boolean): void => {
      depth += 1;
      if (!isList || isInList || depth !== 2) return;
      const before = rest.slice(-NAME_REACH) + piece.slice(Math.max(from, at - 1 - NAME_REACH), at - 1);
      if (!beforeList.test(before)) return;
      rest += piece.slice(from, at);
      from = at;
      isInList = true;
    };

    const close = (): void => {
      depth -= 1;
      if (!isInList || depth !== 1) return;
      endEntry(piece.slice(from, at - 1), true);
      from = at - 1;
      isInList = false;
    };

    const passString = (): boolean => {
      if (isEscaped) {
        isEscaped = false;
        at += 1;
        return true;
      }
      IN_STRING.lastIndex = at;
      const found = IN_STRING.exec(piece);
      if (!found) return false;
      at = found.index + 1;
      if (found[0] === '\\') isEscaped = true;
      else isInString = false;
      return true;
    };

    const passStructure = (): boolean => {
      STRUCTURE.lastIndex = at;
      const found = STRUCTURE.exec(piece);
      if (!found) return false;
      at = found.index + 1;
      const [mark] = found;
      if (mark === '"') isInString = true;
      else if (mark === '{' || mark === '[') open(mark === '[');
      else if (mark === '}' || mark === ']') close();
      else if (isInList && depth === 2) {
        endEntry(piece.slice(from, at - 1), false);
        from = at;
      }
      return true;
    };

    while (at < piece.length && (isInString ? passString() : passStructure())) {
      // Each pass moves `at`.
    }
    if (isInList) entry += piece.slice(from);
    else rest += piece.slice(from);
  };

  return { feed, rest: () => rest, isClosed: () => depth === 0 && !isInString };
};
