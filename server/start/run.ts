import { mkdir, rm } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { launchParley, type ParleyBrowser } from '../browser/launch.ts';
import { readExtensionId } from '../extension-id.ts';
import { buildExtension } from './build.ts';
import { holdConversation } from './conversation.ts';
import { findBrowser } from './find-browser.ts';
import { EndingError, type Lifetime } from './lifetime.ts';
import { lockFolder } from './lock.ts';
import { thisMachine } from './machine.ts';
import { hasDisplay, type StartOptions } from './options.ts';
import { runningScreen } from './screen.ts';
import { serve } from './serve.ts';
import { showExtension } from './show.ts';
import { type Say, step } from './step.ts';

export interface Places {
  /** The project's folder. */
  root: string;
  /** The folder of the server's and the browser's data. */
  home: string;
}

/** `npm start` cannot start; the message says what to do. */
export class StartError extends Error {
  override name = 'StartError';
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The path relative to the project's folder where it is inside, else as it is. */
const shownPath = (root: string, path: string): string => {
  const fromRoot = relative(root, path);
  return fromRoot.startsWith('..') || isAbsolute(fromRoot) ? path : fromRoot;
};

const lock = async (home: string, lifetime: Lifetime): Promise<void> => {
  await lifetime.hold(
    async () => {
      const held = await lockFolder(home);
      if (held) return held;
      throw new StartError(
        `Parley already runs with the data in ${home}: end it first, or name another folder in PARLEY_HOME.`,
      );
    },
    ({ release }) => release(),
  );
};

interface Shown {
  browser: ParleyBrowser;
  visible: boolean;
  description: string;
}

/** Opens the browser with the extension. Returns the reason where it cannot: the server runs on. */
const openBrowser = async (
  { home }: Places,
  dist: string,
  url: string,
  lifetime: Lifetime,
  say: Say,
): Promise<Shown | string> => {
  try {
    const visible = hasDisplay(process.platform, process.env);
    // `hold` waits for a browser's installation before the end.
    const executable = await lifetime.hold(
      () => findBrowser(thisMachine(say)),
      async () => {},
    );
    const profileDir = join(home, visible ? 'browser' : 'browser-headless');
    // A headless profile holds no user's conversations: it starts empty each time.
    if (!visible) await rm(profileDir, { recursive: true, force: true });
    const browser = await step(say, 'Opening the browser', () =>
      lifetime.hold(
        () => launchParley({ executable, dist, profileDir, headless: !visible }),
        (opened) => opened.close(),
      ),
    );
    if (!visible) return { browser, visible, description: `${executable}, headless: there is no display` };
    const place = await showExtension(browser, url);
    return { browser, visible, description: `${executable}, Parley is open in its side ${place}` };
  } catch (error) {
    if (error instanceof EndingError) throw error;
    return `none: ${wordsOf(error)}`;
  }
};

/**
 * Builds the extension, starts the server and opens the browser. Resolves when all of it runs; `lifetime` ends it.
 * Rejects with a `StartError` where another process uses the data folder.
 */
export const run = async (
  options: StartOptions,
  places: Places,
  lifetime: Lifetime,
  say: Say,
): Promise<{ serverEnded: Promise<void> }> => {
  await mkdir(places.home, { recursive: true });
  await lock(places.home, lifetime);
  const dist = await step(say, 'Building the extension', () => buildExtension(places.root));
  const extensionId = await readExtensionId(dist);
  const served = await lifetime.hold(
    () => serve(options, { dataDir: join(places.home, 'elizaos'), extensionId }, say, lifetime.signal),
    ({ stop }) => stop(),
  );
  const shown = options.browser
    ? await openBrowser(places, dist, served.url, lifetime, say)
    : 'none was asked for';
  const pictures = join(places.home, 'pictures');
  const demo = typeof shown !== 'string' && !shown.visible;

  if (demo) {
    say('\nThere is no display, so here is a conversation in the real popup and side panel:\n');
    try {
      await holdConversation(shown.browser, served.url, pictures, say);
    } catch (error) {
      if (lifetime.isEnding) throw new EndingError();
      say(`The conversation did not come to its end: ${wordsOf(error)}`);
    }
  }
  say(
    runningScreen({
      server: served.description,
      url: served.url,
      dist,
      extensionId,
      browser: typeof shown === 'string' ? shown : shown.description,
      data: served.dataDir && shownPath(places.root, served.dataDir),
      pictures: demo ? shownPath(places.root, pictures) : undefined,
    }),
  );
  if (typeof shown !== 'string')
    void shown.browser.exited.then(() => {
      if (!lifetime.isEnding) say(`The browser was closed. ${served.url} goes on; Ctrl-C ends it.`);
    });
  return { serverEnded: served.ended };
};
