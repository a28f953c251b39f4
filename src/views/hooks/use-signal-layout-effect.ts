import { effect } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

/**
 * Runs `react` now, and at once whenever a signal that it reads has changed, until the component goes.
 * (`useSignalEffect` waits for a frame, and in a hidden page for long.)
 */
export const useWatch = (react: () => void): void => {
  useLayoutEffect(() => effect(react), []);
};
