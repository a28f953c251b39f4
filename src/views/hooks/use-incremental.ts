import { useRef } from 'preact/hooks';

/**
 * Returns `next(previous)`, where `previous` is what it returned at the render before; `initial` at the first.
 * For values that are computed from the one before. `next` must return `previous` where nothing changed.
 */
export const useIncremental = <T>(initial: T, next: (previous: T) => T): T => {
  const value = useRef(initial);
  value.current = next(value.current);
  return value.current;
};
