import type { PlaceStorage } from './platform.ts';

/** Keeps nothing. */
const NONE: PlaceStorage = {
  length: 0,
  key: () => null,
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
};

/** The browser's storage, or none where its settings let no page reach it: even its name throws then. */
export const ownStorage = (open: () => PlaceStorage): PlaceStorage => {
  try {
    return open();
  } catch {
    return NONE;
  }
};
