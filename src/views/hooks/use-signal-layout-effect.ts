import { effect } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

/**
 * Runs `react` at mount and, synchronously, whenever a signal that it reads changes. `useSignalEffect` of
 * @preact/signals waits for a display frame, which a hidden page does not have.
 */
export const useSignalLayoutEffect = (react: () => void): void => {
  useLayoutEffect(() => effect(react), []);
};
