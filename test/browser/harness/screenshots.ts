import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '../../../server/browser/page.ts';
import { ROOT } from './browser.ts';

/** Where pictures go: a folder that git ignores. */
export const SCREENSHOTS = join(ROOT, 'test-results', 'screenshots');

/** Takes a picture in light and in dark: `<name>-light.png`, `<name>-dark.png`. Ends in light. */
export const screenshotBoth = async (page: Page, name: string): Promise<void> => {
  await mkdir(SCREENSHOTS, { recursive: true });
  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateColorScheme(scheme);
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${scheme}.png`) });
  }
};
