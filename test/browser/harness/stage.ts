import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { findBrowser } from '../../../server/browser/find.ts';
import { thisMachine } from '../../../server/browser/machine.ts';
import type { AskResult, ViewChange } from '../../../src/relay/to-view.ts';
import type { SceneName } from '../../stage/scenes.ts';
import { startStage } from '../../stage/server.ts';

/** What the stage leaves on its page for tests. */
export type StageGlobals = typeof globalThis & {
  stage: { announce(...changes: unknown[]): void; asked: { type: string }[] };
  olderAnswer?: Promise<unknown>;
  answerNow(result: unknown): void;
};

/** The views on a plain page, in a browser that the tests of a file share. */
export interface StagePage {
  readonly page: Page;
  /** A scene, played to its end: `400` wide is the popup. `again`: the reader's places are still known. */
  open(
    scene: SceneName,
    size?: [width: number, height: number],
    how?: 'again' | `locale=${string}`,
  ): Promise<void>;
  /** What the scene's worker announces. */
  announce(...changes: ViewChange[]): Promise<void>;
  /** How often something was asked. */
  asked(type: string): Promise<number>;
  /** The next `load-older` waits for `answerOlder`. */
  holdOlder(): Promise<void>;
  answerOlder(result: AskResult): Promise<void>;
  /** After what has changed was laid out, and scrolling was set right. */
  painted(): Promise<void>;
  log(): Locator;
  /** How far the log could still scroll down (px). */
  below(): Promise<number>;
  /** Where a message begins, from the top of the page (px). */
  topOf(id: string): Promise<number>;
  /** Scrolls the log as a mouse does. */
  wheel(pixels: number): Promise<void>;
}

export const sharedStage = (): StagePage => {
  let browser: Browser | undefined;
  let page: Page | undefined;
  let stage: Awaited<ReturnType<typeof startStage>> | undefined;
  let errors: string[] = [];

  beforeAll(async () => {
    stage = await startStage();
    browser = await chromium.launch({
      executablePath: await findBrowser(thisMachine(console.log)),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.addInitScript(() => {
      if (!location.search.includes('again')) localStorage.clear();
    });
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  const self: StagePage = {
    get page() {
      if (!page) throw new Error('the stage is not open');
      return page;
    },
    open: async (scene, [width, height] = [360, 800], how = 'locale=en') => {
      errors = [];
      await self.page.setViewportSize({ width, height });
      const view = width === 400 ? 'popup' : 'sidepanel';
      await self.page.goto(`${stage?.url}?fast&scene=${scene}&view=${view}&${how}`);
      await self.page.waitForSelector('html[data-played]');
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
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
      ),
    log: () => self.page.getByRole('log', { name: 'Conversation' }),
    below: () =>
      self.log().evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop),
    topOf: (id) =>
      self.page
        .locator(`[data-message-id="${id}"]`)
        .evaluate((element) => element.getBoundingClientRect().top),
    wheel: async (pixels) => {
      await self.log().hover();
      const before = await self.log().evaluate((element) => element.scrollTop);
      await self.page.mouse.wheel(0, pixels);
      await self.page.waitForFunction(
        (top) => document.querySelector('[role=log]')?.scrollTop !== top,
        before,
      );
      await self.painted();
    },
  };
  return self;
};
