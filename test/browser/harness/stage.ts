import { afterAll, beforeAll, expect } from 'vitest';
import type { Locator } from '../../../server/browser/locator.ts';
import { drivePage, type Page } from '../../../server/browser/page.ts';
import type { CommandResult, ViewChange } from '../../../src/relay/to-view.ts';
import type { SceneName } from '../../stage/scenes.ts';
import { workersBrowser } from './workers-browser.ts';

/** The object that the stage puts on its page for tests. */
export type StageGlobals = typeof globalThis & {
  stage: { announce(...changes: unknown[]): void; asked: { type: string }[] };
  olderAnswer?: Promise<unknown>;
  answerNow(result: unknown): void;
};

/** The views on a plain page that the tests of a file share, in the browser of their worker. */
export interface StagePage {
  readonly page: Page;
  /** A scene, played to its end: `400` wide is the popup. `again`: the reader's places are still known. */
  open(
    scene: SceneName,
    size?: [width: number, height: number],
    how?: 'again' | `locale=${string}`,
  ): Promise<void>;
  /** Announces changes as the scene's worker. */
  announce(...changes: ViewChange[]): Promise<void>;
  /** How often something was asked. */
  asked(type: string): Promise<number>;
  /** The next `load-older` waits for `answerOlder`. */
  holdOlder(): Promise<void>;
  answerOlder(result: CommandResult): Promise<void>;
  /** After what has changed was laid out, and scrolling was set right. */
  painted(): Promise<void>;
  /** Takes the focus from where it is, and the log to its end, as they are when a scene is opened. */
  leave(): Promise<void>;
  log(): Locator;
  /** How far the log could still scroll down (px). */
  below(): Promise<number>;
  /** Where a message begins, from the top of the page (px). */
  topOf(id: string): Promise<number>;
  /** Scrolls the log as a mouse does. */
  wheel(pixels: number): Promise<void>;
}

export const sharedStage = (): StagePage => {
  let page: Page | undefined;
  let errors: unknown[] = [];

  beforeAll(async () => {
    const { puppeteer } = await workersBrowser();
    page = await drivePage(await puppeteer.newPage());
    page.on('pageerror', (error) => errors.push(error));
    await page.evaluateOnNewDocument(() => {
      if (!location.search.includes('again')) localStorage.clear();
    });
  });
  afterAll(() => page?.close());

  const self: StagePage = {
    get page() {
      if (!page) throw new Error('the stage is not open');
      return page;
    },
    open: async (scene, [width, height] = [360, 800], how = 'locale=en') => {
      errors = [];
      await self.page.setSize(width, height);
      const view = width === 400 ? 'popup' : 'sidepanel';
      await self.page.goto(`${process.env.PARLEY_STAGE}?fast&scene=${scene}&view=${view}&${how}`);
      await self.page.waitForSelector('html[data-played]');
      // The last press may fetch code.
      await self.page.waitForNetworkIdle({ idleTime: 100 });
      // The log scrolls to its end, and its button for that disappears, within the next frames.
      await self.painted();
      expect(errors).toEqual([]);
    },
    announce: (...changes) =>
      self.page.evaluate((given) => (globalThis as StageGlobals).stage.announce(...given), changes),
    asked: (type) =>
      self.page.evaluate(
        (type) => (globalThis as StageGlobals).stage.asked.filter((ask) => ask.type === type).length,
        type,
      ),
    holdOlder: () =>
      self.page.evaluate(() => {
        const globals = globalThis as StageGlobals;
        globals.olderAnswer = new Promise((resolve) => {
          globals.answerNow = resolve;
        });
      }),
    answerOlder: (result) =>
      self.page.evaluate((result) => (globalThis as StageGlobals).answerNow(result), result),
    painted: () =>
      self.page.evaluate(
        () =>
          new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
      ),
    leave: () =>
      self.page.evaluate(() => {
        (document.activeElement as HTMLElement | null)?.blur();
        const log = document.querySelector('[role=log]');
        log?.scrollTo(0, log.scrollHeight);
      }),
    log: () => self.page.byRole('log', 'Conversation'),
    below: () =>
      self.page.$eval(
        '[role=log]',
        (element) => element.scrollHeight - element.clientHeight - element.scrollTop,
      ),
    topOf: (id) =>
      self.page.$eval(`[data-message-id="${id}"]`, (element) => element.getBoundingClientRect().top),
    wheel: async (pixels) => {
      await self.page.hover('[role=log]');
      const before = await self.page.$eval('[role=log]', (element) => element.scrollTop);
      await self.page.mouse.wheel({ deltaY: pixels });
      await self.page.waitFor((top) => document.querySelector('[role=log]')?.scrollTop !== top, [before]);
      await self.painted();
    },
  };
  return self;
};
