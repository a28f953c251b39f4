import { expect, it } from 'vitest';
import { everyKind } from '../stage/kinds.ts';
import { screenshotBoth } from './harness/screenshots.ts';
import { sharedStage } from './harness/stage.ts';

const stage = sharedStage();

it.each([280, 360, 600])('every kind of message has its picture, %d pixels wide', async (width) => {
  await stage.open('kinds', [width, 800]);
  const { page } = stage;
  // Highlighting comes when it is first needed.
  await page.waitForNetworkIdle();
  expect(await page.byRole('article').count()).toBe(everyKind(0).length);
  // As high as it takes to see all at once; then what is far away is laid out too.
  const height = await stage.log().evaluate((log) => {
    for (const chunk of log.querySelectorAll<HTMLElement>('.chunk'))
      chunk.style.contentVisibility = 'visible';
    return Math.ceil(innerHeight - log.clientHeight + log.scrollHeight);
  });
  await page.setSize(width, height);
  await stage.painted();
  const outside = await stage.log().evaluate((log) =>
    [...log.querySelectorAll('article *, .new-mark, .day')]
      .filter((element) => !element.closest('pre, .table, .visually-hidden'))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < 0 || right > innerWidth + 0.5;
      })
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(outside).toEqual([]);
  await screenshotBoth(page, `kinds-${width}`);
});
