import { useEffect } from 'preact/hooks';

/** Calls `run` at the next display frame; on a hidden page, which has no frames, after 100 ms. */
export const nextFrame = (run: () => void): void => {
  if (document.visibilityState === 'visible') requestAnimationFrame(run);
  else setTimeout(run, 100);
};

let onPainted = (): void => {};

/** Resolves once the page is ready: what the first paint need not wait for is loaded then. */
export const painted = new Promise<void>((resolve) => {
  onPainted = resolve;
});

const markReady = (): void => {
  onPainted();
  if (document.documentElement.dataset.ready) return;
  document.documentElement.dataset.ready = 'true';
  performance.mark('parley:ready');
};

/** Marks the page as ready once the content it is rendered beside has been painted. */
export const ReadyMark = () => {
  // The second frame begins when the first one has been painted.
  useEffect(() => nextFrame(() => nextFrame(markReady)), []);
  return null;
};
