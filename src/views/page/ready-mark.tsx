import { useEffect } from 'preact/hooks';

/** Calls `run` at the next display frame; on a hidden page, which has no frames, after 100 ms. */
export const nextFrame = (run: () => void): void => {
  if (document.visibilityState === 'visible') requestAnimationFrame(run);
  else setTimeout(run, 100);
};

let onPainted = (): void => {};

const painted = new Promise<void>((resolve) => {
  onPainted = resolve;
});

let isPainted = false;

/** How long (ms) after the first paint what is not visible waits, so that what the reader does goes first. */
const OPENING_MS = 100;

/** Calls `run`, which the first paint need not wait for: soon after it, or now where that was. */
export const afterOpening = (run: () => void): void => {
  if (isPainted) run();
  else void painted.then(() => setTimeout(run, OPENING_MS));
};

const markReady = (): void => {
  onPainted();
  isPainted = true;
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
