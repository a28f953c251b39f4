import type { CDPSession, EvaluateFunc, KeyInput, Page as PuppeteerPage } from 'puppeteer-core';
import { surviveDocument } from './call.ts';
import { Locator, type WaitOptions } from './locator.ts';
import { collectErrors } from './page-errors.ts';

/** Puppeteer's page, and what it takes to drive a popup, a panel or a tab as a person would. */
export type Page = PuppeteerPage & ReturnType<typeof extras>;

const DEFAULT_WAIT_MS = 10_000;
/** Longest pause between two looks, for what changes without the document changing (layout, values). */
const LOOK_AGAIN_MS = 100;

/** Runs in the page: until the document changes, or `limit` milliseconds have gone by. */
const nextChange = (limit: number): Promise<void> =>
  new Promise((resolve) => {
    const observer = new MutationObserver(() => resolve());
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    setTimeout(() => resolve(observer.disconnect()), limit);
  });

const extras = (page: PuppeteerPage, cdp: CDPSession, errors: readonly string[]) => {
  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees is wanted, not what is hidden.
  const text = (): Promise<string> => page.evaluate(() => document.body.innerText);

  /** Asks `look` now and after each change of the document until it yields a value. */
  const until = async <T>(
    look: () => Promise<T | undefined>,
    failure: () => Promise<string> | string,
    { timeout = DEFAULT_WAIT_MS }: WaitOptions = {},
  ): Promise<T> => {
    const deadline = Date.now() + timeout;
    for (;;) {
      const value = await look().catch(surviveDocument);
      if (value !== undefined) return value;
      const left = Math.min(LOOK_AGAIN_MS, deadline - Date.now());
      if (left <= 0) break;
      await page.evaluate(nextChange, left).catch(surviveDocument);
    }
    const says = ['The page says:', await text(), ...errors.map((error) => `Error: ${error}`)].join('\n');
    throw new Error(`${await failure()} ${says} (waited ${timeout} ms)`);
  };
  const byRole = (role: string, name?: string | RegExp): Locator => Locator.byRole(page as Page, role, name);

  /** Media features by name; those that are not named are the browser's own. Puppeteer knows only some. */
  const emulateMedia = (features: Readonly<Record<string, string>>): Promise<void> =>
    cdp.send('Emulation.setEmulatedMedia', {
      features: Object.entries(features).map(([name, value]) => ({ name, value })),
    });

  return {
    /** A session of its own. What it emulates, the focus among it, ends when it is detached. */
    cdp,
    /** What the page said by `console.error`, threw, or was refused by the browser, in its order. */
    errors,
    /** The text that is rendered. */
    text,
    until,
    byRole,
    /** `byRole(role, name).waitFor()`: until there is one. */
    waitForRole: async (role: string, name?: string | RegExp, options?: WaitOptions): Promise<Locator> => {
      await byRole(role, name).waitFor(options);
      return byRole(role, name);
    },
    /** Until one of them is there; resolves to the index of the first that is. */
    waitForAny: (locators: readonly Locator[], options?: WaitOptions): Promise<number> => {
      const look = async (): Promise<number | undefined> => {
        const counts = await Promise.all(locators.map((locator) => locator.count()));
        return [...counts.keys()].find((index) => counts[index]);
      };
      return until(look, () => `None of ${locators.map(({ label }) => label).join(', ')}.`, options);
    },
    /** Until the function returns something truthy; asked again at each change of the document. */
    waitFor: async <Args extends unknown[]>(
      fn: (...args: Args) => unknown,
      args: Args,
      options?: WaitOptions,
    ): Promise<void> => {
      const look = async (): Promise<true | undefined> =>
        (await page.evaluate(fn as EvaluateFunc<Args>, ...args)) ? true : undefined;
      await until(look, () => `This never came true: ${fn}`, options);
    },
    /** `Enter`, `Shift+Enter`, `Control+a`. Throws on a key that is not known. */
    press: async (chord: string): Promise<void> => {
      const keys = chord.split('+') as KeyInput[];
      for (const key of keys) await page.keyboard.down(key);
      for (const key of keys.reverse()) await page.keyboard.up(key);
    },
    setSize: (width: number, height: number): Promise<void> => page.setViewport({ width, height }),
    emulateMedia,
    emulateColorScheme: (scheme: 'light' | 'dark'): Promise<void> =>
      emulateMedia({ 'prefers-color-scheme': scheme }),
  };
};

/** Drives a page. Its session tells what went wrong in it before, too. */
export const drivePage = async (puppeteer: PuppeteerPage): Promise<Page> => {
  const cdp = await puppeteer.createCDPSession();
  // Popup and panel are seldom focused windows in a headless browser; keys go where the focus is.
  await cdp.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  // esbuild wraps nested functions in `__name`, which is not there in a page.
  await puppeteer.evaluateOnNewDocument('globalThis.__name = (f) => f');
  await puppeteer.evaluate('globalThis.__name = (f) => f');
  return Object.assign(puppeteer, extras(puppeteer, cdp, await collectErrors(cdp)));
};
