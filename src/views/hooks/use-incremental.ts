import { useRef } from 'preact/hooks';

/**
 * A value that is computed from the one of the previous render: `next(previous)`, and `next(initial)` at first.
 * `next` must be pure, and return `previous` where nothing changed.
 */
export const useIncremental = <T>(initial: T, next: (previous: T) => T): T => {
  const value = useRef(initial);
  value.current = next(value.current);
  return value.current;
};
