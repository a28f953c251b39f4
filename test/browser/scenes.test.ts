import { afterEach, describe, expect, it } from 'vitest';
import { other } from '../stage/made.ts';
import { type SceneName, scenes } from '../stage/scenes.ts';
import { misfits, outOfReach, tabThrough } from './harness/reach.ts';
import { sharedStage } from './harness/stage.ts';
import { violationsInThemes } from './harness/themes.ts';

const stage = sharedStage();
const names = Object.keys(scenes) as SceneName[];
afterEach(() => stage.page.emulateMedia({}));

describe.each(names)('%s', (name) => {
  // A panel 560 pixels wide at 200 % has the same width. German is long, and Arabic begins on the other side.
  it.each(['de', 'ar'])('can be reached, all of it, in 280 × 350 pixels and %s', async (locale) => {
    await stage.open(name, [280, 350], `locale=${locale}`);
    expect(await misfits(stage.page)).toEqual([]);
    expect(await outOfReach(stage.page)).toEqual([]);
  });

  // The browser leaves a popup 600 pixels of height, which are 300 at 200 %.
  it('can be reached in a popup at 200 %, and by keyboard, which shows where it is; and gives axe nothing to find, in any theme', async () => {
    const { page } = stage;
    await stage.open(name, [400, 300]);
    expect(await outOfReach(page)).toEqual([]);
    // The endless history loads as the focus goes up.
    if (name !== 'endless') {
      const { unseen, unreached } = await tabThrough(page);
      expect(unseen).toEqual([]);
      expect(unreached).toEqual([]);
    }
    await stage.leave();
    await page.setSize(400, 600);
    await stage.painted();
    expect(await violationsInThemes(page)).toEqual([]);
  });
});

it('scrolled up, with something new below, gives axe nothing to find', async () => {
  await stage.open('long', [400, 600]);
  await stage.wheel(-600);
  await stage.announce({ type: 'put', message: other('new', 'New', Date.now() + 86_400_000) });
  await stage.page.byRole('button', 'Jump to latest, 1 new').waitFor();
  expect(await violationsInThemes(stage.page)).toEqual([]);
});
