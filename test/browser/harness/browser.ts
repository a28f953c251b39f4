import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LaunchOptions, launchParley } from '../../../server/browser/launch.ts';
import type { Page } from '../../../server/browser/page.ts';
import { findBrowser } from '../../../server/start/find-browser.ts';
import { thisMachine } from '../../../server/start/machine.ts';
import { watchWorker } from './worker.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The built extension: `dist`, or another build that `PARLEY_DIST` names. */
export const DIST = process.env.PARLEY_DIST ?? join(ROOT, 'dist');

/** A browser with the extension, and what tests do to it. */
export type TestBrowser = Awaited<ReturnType<typeof launchExtension>>;

/** The built extension in a headless browser, in a temporary profile unless told otherwise. */
export const launchExtension = async (options: Partial<LaunchOptions> = {}) => {
  const dist = options.dist ?? DIST;
  if (!existsSync(join(dist, 'manifest.json'))) throw new Error(`${dist} is not built: npm run build`);
  const executable = options.executable ?? (await findBrowser(thisMachine(console.log)));
  const browser = await launchParley({ headless: true, ...options, dist, executable });
  const { puppeteer, origin, plainTab } = browser;
  return {
    ...browser,
    worker: watchWorker(puppeteer, origin, async () => (await plainTab()).createCDPSession()),
    /** What the browser itself says is open: `POPUP`, `SIDE_PANEL`, `TAB`, `BACKGROUND` … Needs an open page. */
    contexts: (page: Page): Promise<string[]> =>
      page.evaluate(async () =>
        (await chrome.runtime.getContexts({})).map(({ contextType }) => String(contextType)),
      ),
  };
};
