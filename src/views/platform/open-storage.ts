import type { ViewStorage } from './platform.ts';

/** Stores nothing. */
const NONE: ViewStorage = {
  length: 0,
  key: () => null,
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
};

/**
 * Returns the storage that `open` reads from the browser, or one that stores nothing: where the browser blocks
 * site data, reading `localStorage` throws.
 */
export const openStorage = (open: () => ViewStorage): ViewStorage => {
  try {
    return open();
  } catch {
    return NONE;
  }
};
