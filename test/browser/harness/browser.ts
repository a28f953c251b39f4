import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  installParley,
  type LaunchOptions,
  launchParley,
  type ParleyBrowser,
} from '../../../server/browser/launch.ts';
import type { Page } from '../../../server/browser/page.ts';
import { findBrowser } from '../../../server/start/find-browser.ts';
import { thisMachine } from '../../../server/start/machine.ts';
import { watchWorker } from './worker.ts';
import { workersBrowser } from './workers-browser.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The built extension: `dist`, or another build that `PARLEY_DIST` names. */
export const DIST = process.env.PARLEY_DIST ?? join(ROOT, 'dist');

/** A browser with the extension, and what tests do to it. */
export type TestBrowser = ReturnType<typeof equip>;

const equip = (browser: ParleyBrowser) => ({
  ...browser,
  worker: watchWorker(browser.puppeteer, browser.origin, async () =>
    (await browser.plainTab()).createCDPSession(),
  ),
  /**
   * The types of the open contexts, as the browser reports them: `POPUP`, `SIDE_PANEL`, `TAB`, `BACKGROUND` …
   * Needs an open page.
   */
  contexts: (page: Page): Promise<string[]> =>
    page.evaluate(async () =>
      (await chrome.runtime.getContexts({})).map(({ contextType }) => String(contextType)),
    ),
});

const assertBuilt = (dist: string): void => {
  if (!existsSync(join(dist, 'manifest.json'))) throw new Error(`${dist} is not built: npm run build`);
};

/** The built extension in a headless browser of its own, in a temporary profile unless told otherwise. */
export const launchExtension = async (options: Partial<LaunchOptions> = {}): Promise<TestBrowser> => {
  const dist = options.dist ?? DIST;
  assertBuilt(dist);
  const executable = options.executable ?? (await findBrowser(thisMachine(console.log)));
  return equip(await launchParley({ headless: true, ...options, dist, executable }));
};

/** In what a copy of the built extension differs from it. */
export interface Variation {
  /** Properties of the manifest. */
  manifest?: object;
  /** A folder that it does not have. */
  without?: string;
  /** Files that it has besides: path and text. */
  files?: Readonly<Record<string, string>>;
}

/** A copy of the build. Without a key its id comes from its folder: no other copy has it. */
const copyBuild = async ({ manifest = {}, without, files = {} }: Variation): Promise<string> => {
  assertBuilt(DIST);
  const dist = await mkdtemp(join(tmpdir(), 'parley-dist-'));
  await cp(DIST, dist, { recursive: true });
  if (without !== undefined) await rm(join(dist, without), { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(dist, path), text);
  const file = join(dist, 'manifest.json');
  const built: object = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...built, key: undefined, ...manifest }));
  return dist;
};

/**
 * The built extension in the browser that the files of a test worker share, under an id that it has for itself:
 * nothing that another test stored, was granted or left open is there. `close` uninstalls it, and with it goes
 * all that it kept.
 */
export const installExtension = async (variation: Variation = {}): Promise<TestBrowser> => {
  const [browser, dist] = await Promise.all([workersBrowser(), copyBuild(variation)]);
  const installed = equip(await installParley(browser, dist));
  return {
    ...installed,
    close: async () => {
      await installed.puppeteer.uninstallExtension(installed.extensionId);
      await rm(dist, { recursive: true });
    },
  };
};
