import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AttachedSession } from './cdp.ts';
import { collectErrors } from './errors.ts';
import { evaluateIn, type PageFunction } from './evaluate.ts';
import { createKeyboard, type Keyboard } from './keyboard.ts';
import { type Locator, locate } from './locator.ts';
import { createLooker, type WaitOptions } from './looker.ts';

/** One page of the extension (popup, side panel or tab), driven as a person would. */
export interface Page extends Keyboard {
  readonly targetId: string;
  readonly cdp: AttachedSession;
  /** What the page said by `console.error`, threw, or was refused by the browser, in its order. */
  readonly errors: readonly string[];
  /** Elements with this ARIA role; a string is the whole accessible name. */
  byRole(role: string, name?: string | RegExp): Locator;
  /** `byRole(role, name).waitFor()`: until there is one. */
  waitForRole(role: string, name?: string | RegExp, options?: WaitOptions): Promise<Locator>;
  /** Until one of them is there; resolves to the index of the first that is. */
  waitForAny(locators: readonly Locator[], options?: WaitOptions): Promise<number>;
  evaluate<Args extends readonly unknown[], T>(fn: PageFunction<Args, T>, ...args: Args): Promise<T>;
  /** Until the function returns something truthy; asked again at each change of the document. */
  waitFor<Args extends readonly unknown[]>(
    fn: PageFunction<Args, unknown>,
    args: Args,
    options?: WaitOptions,
  ): Promise<void>;
  /** The text that is rendered. */
  text(): Promise<string>;
  /** A PNG file; folders are made. */
  screenshot(path: string): Promise<void>;
  setSize(width: number, height: number): Promise<void>;
  emulateColorScheme(scheme: 'light' | 'dark'): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
  /** Lets go of the page: it stays as it is, and nobody drives it any more. */
  release(): Promise<void>;
  /** Resolves when the page has gone. */
  readonly closed: Promise<void>;
}

/** Drives a page that `cdp` is attached to. */
export const drivePage = async (
  cdp: AttachedSession,
  targetId: string,
  closeTarget: () => Promise<void>,
): Promise<Page> => {
  const errors = await collectErrors(cdp);
  await Promise.all([
    cdp.send('Page.enable'),
    // Popup and panel are seldom focused windows in a headless browser; keys go where the focus is.
    cdp.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
  ]);
  const looker = createLooker(cdp);
  const keyboard = createKeyboard(cdp);

  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees is wanted, not what is hidden.
  const renderedText = (): Promise<string> => evaluateIn(cdp, () => document.body.innerText, []);
  const describe = async (): Promise<string> =>
    ['The page says:', await renderedText(), ...errors.map((error) => `Error: ${error}`)].join('\n');

  const page: Page = {
    ...keyboard,
    targetId,
    cdp,
    errors,
    closed: cdp.gone,
    byRole: (role, name) => locate({ cdp, looker, keyboard, describe }, role, name),
    waitForRole: async (role, name, options) => {
      const locator = page.byRole(role, name);
      await locator.waitFor(options);
      return locator;
    },
    waitForAny: (locators, { timeout } = {}) =>
      looker.until(
        async () => {
          for (const [index, locator] of locators.entries()) if ((await locator.count()) > 0) return index;
          return undefined;
        },
        async () => `None of ${locators.map(({ label }) => label).join(', ')}. ${await describe()}`,
        timeout,
      ),
    evaluate: (fn, ...args) => evaluateIn(cdp, fn, args),
    waitFor: async (fn, args, { timeout } = {}) => {
      await looker.until(
        async () => ((await page.evaluate(fn, ...args)) ? true : undefined),
        async () => `This never came true: ${String(fn)}\n${await describe()}`,
        timeout,
      );
    },
    text: renderedText,
    screenshot: async (path) => {
      const { data } = await cdp.send('Page.captureScreenshot', { format: 'png' });
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, Buffer.from(data, 'base64'));
    },
    setSize: (width, height) =>
      cdp.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false }),
    emulateColorScheme: (scheme) =>
      cdp.send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: scheme }],
      }),
    reload: async () => {
      const loaded = new Promise<void>((resolve) => {
        const off = cdp.on('Page.loadEventFired', () => {
          off();
          resolve();
        });
      });
      await cdp.send('Page.reload');
      await Promise.race([loaded, cdp.gone]);
    },
    release: () => cdp.detach(),
    close: async () => {
      await closeTarget();
      await cdp.gone;
    },
  };
  return page;
};
