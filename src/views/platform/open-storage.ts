import type { ViewStorage } from './platform.ts';

/** Stores nothing. */
const nothing = () => null;
const EMPTY_STORAGE: ViewStorage = {
  length: 0,
  key: nothing,
  getItem: nothing,
  setItem: nothing,
  removeItem: nothing,
};

/**
 * Returns the storage that `open` reads from the browser, or one that stores nothing: where the browser blocks
 * site data, reading `localStorage` throws.
 */
export const openStorage = (open: () => ViewStorage): ViewStorage => {
  try {
    return open();
  } catch {
    return EMPTY_STORAGE;
  }
};
