import type { PlaceStorage } from './shell.ts';

/** A storage that lives as long as the view. */
const inMemory = (): PlaceStorage => {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
};

/** The browser's storage, or one in memory where its settings let no page reach it: even its name throws then. */
export const ownStorage = (open: () => PlaceStorage): PlaceStorage => {
  try {
    return open();
  } catch {
    return inMemory();
  }
};
