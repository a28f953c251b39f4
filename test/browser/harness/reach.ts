import type { Page } from '../../../server/browser/page.ts';

/** The elements that are wider than the page, and the controls that cannot be scrolled to or are covered or cut off. */
export const outOfReach = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const faults: string[] = [];
    const shown = (element: Element): string => element.outerHTML.slice(0, 100);
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) faults.push(`the page is ${scrollWidth} wide`);
    // A modal dialog hides the rest.
    const root =
      document.querySelector('dialog:modal') ?? document.querySelector(':popover-open') ?? document.body;
    const controls = [...root.querySelectorAll('button, input, textarea, select, summary, a[href]')].filter(
      (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false }),
    );
    if (controls.length === 0) faults.push('there is no control');
    for (const control of controls) {
      control.scrollIntoView({ block: 'center', inline: 'nearest' });
      const box = control.getBoundingClientRect();
      if (control.closest('pre, .table') === null && (box.left < -0.5 || box.right > innerWidth + 0.5)) {
        faults.push(`beyond the edge: ${shown(control)}`);
      }
      if (box.height <= innerHeight && (box.top < -0.5 || box.bottom > innerHeight + 0.5)) {
        faults.push(`not to be scrolled to: ${shown(control)}`);
      }
      // Of a control in several lines, the first.
      const line = control.getClientRects()[0] ?? box;
      const at = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
      if (!at || (!control.contains(at) && !at.contains(control))) faults.push(`covered: ${shown(control)}`);
    }
    return faults;
  });

/** The elements that are too wide for the narrowest panel, and the controls that are too small for a finger. */
export const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wide = [...document.querySelectorAll('body *')]
      .filter((element) => !element.closest('pre, .table, .visually-hidden'))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < -0.5 || right > innerWidth + 0.5;
      });
    const small = [
      ...document.querySelectorAll('button, textarea, summary, label:has(input), input[type=text]'),
    ].filter((element) => element.getBoundingClientRect().height < 32);
    return [
      ...wide.map((element) => `beyond the edge: ${element.outerHTML.slice(0, 80)}`),
      ...small.map((element) => `too small: ${element.outerHTML.slice(0, 80)}`),
    ];
  });

/** Presses Tab until the focus is back where it was. */
export const tabThrough = async (page: Page): Promise<{ unseen: string[]; unreached: string[] }> => {
  const focused = () =>
    page.evaluate(async () => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      // Scrolling brings and takes a button, with the next frames: nobody presses Tab before.
      const log = document.querySelector<HTMLElement>('[role=log]');
      if (log && log.dataset.top !== String(log.scrollTop)) {
        log.dataset.top = String(log.scrollTop);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }
      // A player is many stops in one element, which the browser itself draws.
      const again = element.getAttribute('data-reached') === 'before';
      document.querySelector('[data-reached=now]')?.setAttribute('data-reached', 'before');
      element.setAttribute('data-reached', 'now');
      const outlined =
        element instanceof HTMLMediaElement ||
        [element, element.closest('.composer')].some((ring) => {
          if (!ring) return false;
          const { outlineStyle, outlineWidth } = getComputedStyle(ring);
          return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
        });
      return { again, outlined, html: element.outerHTML.slice(0, 100) };
    });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const unseen: string[] = [];
  for (let presses = 0; presses < 400; presses += 1) {
    await page.press('Tab');
    const at = await focused();
    if (at?.again) break;
    if (at && !at.outlined) unseen.push(at.html);
  }
  const unreached = await page.evaluate(() => {
    const root =
      document.querySelector('dialog:modal') ?? document.querySelector(':popover-open') ?? document.body;
    return [...root.querySelectorAll<HTMLElement>('button, input, textarea, select, summary, a[href]')]
      .filter((element) => element.tabIndex >= 0 && !element.matches(':disabled, [type=radio]:not(:checked)'))
      .filter((element) =>
        element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false }),
      )
      .filter((element) => !element.hasAttribute('data-reached'))
      .map((element) => element.outerHTML.slice(0, 100));
  });
  return { unseen, unreached };
};
