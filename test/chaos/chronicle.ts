/** The events of a run with their times since its start, for the report of a failure. */
export interface Chronicle {
  note(what: string): void;
  /** The lines around those that mention any of `words`, and so many before and after each. */
  around(words: readonly string[], lines?: number): string[];
  all(): readonly string[];
}

export const createChronicle = (now: () => number, say: (line: string) => void): Chronicle => {
  const start = now();
  const lines: string[] = [];
  return {
    note: (what) => {
      const line = `${((now() - start) / 1000).toFixed(3).padStart(9)}  ${what}`;
      lines.push(line);
      say(line);
    },
    around: (words, reach = 12) => {
      const wanted = new Set<number>();
      for (const [index, line] of lines.entries()) {
        if (!words.some((word) => line.includes(word))) continue;
        for (let near = index - reach; near <= index + reach; near += 1) wanted.add(near);
      }
      return lines.filter((_line, index) => wanted.has(index));
    },
    all: () => lines,
  };
};
