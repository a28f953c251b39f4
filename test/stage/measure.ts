/** What a person would have noticed of some work in the page. */
export interface Measured {
  /** From its begin until it was painted (ms). */
  total: number;
  /** The longest time that the page answered nothing (ms); below 50 ms the browser names none, and it is 0. */
  longestTask: number;
  /** The longest time from one frame to the next (ms). */
  longestFrame: number;
  /** Frames that a display of 60 Hz would have shown, and had nothing new to show. */
  dropped: number;
  frames: number;
}

const FRAME_MS = 1000 / 60;

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Watches the frames and the tasks of the page while `work` goes on. */
export const measure = async (work: () => Promise<void>): Promise<Measured> => {
  await nextFrame();
  let last = await nextFrame();
  const gaps: number[] = [];
  let going = true;
  const watch = (now: number): void => {
    gaps.push(now - last);
    last = now;
    if (going) requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  observer.observe({ type: 'longtask' });

  const begin = performance.now();
  await work();
  await nextFrame();
  await nextFrame();
  const total = performance.now() - begin;
  going = false;
  // What was observed is told later than it happened.
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.disconnect();
  return {
    total,
    longestTask: Math.max(0, ...tasks),
    longestFrame: Math.max(...gaps),
    dropped: gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0),
    frames: gaps.length,
  };
};
