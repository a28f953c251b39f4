import type { Page } from '../server/browser/page.ts';

type Globals = typeof globalThis & { paintedWith(mark: string): Promise<number>; enteredAt?: number };

/** Prepares a page to say when a text was painted in it, and when Enter was pressed. */
export const observe = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const globals = globalThis as Globals;
    const now = (): number => performance.timeOrigin + performance.now();
    globals.paintedWith = (mark) =>
      new Promise((resolve) => {
        const look = (): boolean => {
          if (!document.body.textContent?.includes(mark)) return false;
          // The frame in which it stands has been painted when the next one begins.
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(now())));
          return true;
        };
        if (look()) return;
        const observer = new MutationObserver(() => {
          if (look()) observer.disconnect();
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        globals.enteredAt = performance.timeOrigin + timeStamp;
      },
      true,
    );
  });

/** When the text was painted (ms since the epoch): the frame after the one that it stood in. */
export const paintedWith = (page: Page, mark: string): Promise<number> =>
  page.evaluate((mark) => (globalThis as Globals).paintedWith(mark), mark);

/** When a key was last pressed (ms since the epoch). */
export const keyPressedAt = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as Globals).enteredAt ?? Number.NaN);
