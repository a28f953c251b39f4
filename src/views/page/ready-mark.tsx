import { useEffect } from 'preact/hooks';

/** A frame at which the reader can see what has changed; on a page that nobody sees, soon. */
export const nextFrame = (run: () => void): void => {
  if (document.visibilityState === 'visible') requestAnimationFrame(run);
  else setTimeout(run, 100);
};

const markReady = (): void => {
  if (document.documentElement.dataset.ready) return;
  document.documentElement.dataset.ready = 'true';
  performance.mark('parley:ready');
};

/** Stands beside what shows the first snapshot, and marks the page ready once that is painted. */
export const ReadyMark = () => {
  // The second frame begins when the first one has been painted.
  useEffect(() => nextFrame(() => nextFrame(markReady)), []);
  return null;
};
