import type { Page as PuppeteerPage, Target } from 'puppeteer-core';
import { readExtensionId } from '../extension-id.ts';
import { drivePage, type Page } from './page.ts';
import { type BrowserOptions, type BrowserProcess, startBrowser } from './process.ts';
import { release } from './release.ts';

export interface LaunchOptions extends Omit<BrowserOptions, 'pinned'> {
  /** The folder of the built extension. */
  dist: string;
}

export interface OpenOptions {
  /** Wait until the page says by `data-ready` that it has painted; true unless said. */
  ready?: boolean;
}

/** A browser with the extension installed. */
export type ParleyBrowser = Awaited<ReturnType<typeof installParley>>;

/** A page of the extension by its path, as the manifest writes it. */
export const POPUP_PATH = 'src/views/popup/index.html';
export const PANEL_PATH = 'src/views/sidepanel/index.html';

const OPEN_LIMIT_MS = 10_000;

const drive = async (opened: PuppeteerPage, { ready = true }: OpenOptions = {}): Promise<Page> => {
  const page = await drivePage(opened);
  await page.waitFor(() => document.readyState === 'complete', []);
  // Between two documents there is no root for a moment.
  if (ready) await page.waitFor(() => document.querySelector('html')?.dataset.ready === 'true', []);
  return page;
};

/** Installs the built extension in `dist` in a browser that runs. */
export const installParley = async ({ puppeteer, ...process }: BrowserProcess, dist: string) => {
  const id = await puppeteer.installExtension(dist);
  const extension = (await puppeteer.extensions()).get(id);
  const origin = `chrome-extension://${id}/`;

  /** A tab that is none of the extension's; opened where there is none. */
  const plainTab = async (): Promise<PuppeteerPage> => {
    const isPlain = (target: Target): boolean => target.type() === 'page' && !target.url().startsWith(origin);
    return (await puppeteer.targets().find(isPlain)?.page()) ?? puppeteer.newPage();
  };
  /** Drives a page that was not there before `open`. */
  const driveOpened = async (
    path: string,
    open: () => Promise<void>,
    options?: OpenOptions,
  ): Promise<Page> => {
    const before = new Set(puppeteer.targets());
    await open();
    const isIt = (target: Target): boolean => target.url().startsWith(origin + path) && !before.has(target);
    const target = await puppeteer.waitForTarget(isIt, { timeout: OPEN_LIMIT_MS });
    return drive(await target.asPage(), options);
  };
  const openTab = async (url: string, options: OpenOptions = { ready: false }): Promise<Page> => {
    const page = await puppeteer.newPage();
    await page.goto(url);
    return drive(page, options);
  };

  let popup: Page | undefined;
  const openPopup = async (options?: OpenOptions): Promise<Page> => {
    if (popup && !popup.isClosed()) await popup.close();
    const tab = await plainTab();
    popup = await driveOpened(POPUP_PATH, async () => extension?.triggerAction(tab), options);
    return popup;
  };
  const openPanelByGesture = async (page: Page): Promise<void> => {
    const windowId = await page.evaluate(async () => (await chrome.windows.getCurrent()).id);
    const expression = `chrome.sidePanel.open({ windowId: ${windowId} })`;
    await page.cdp.send('Runtime.evaluate', { expression, userGesture: true });
  };
  let panel: Page | undefined;
  const openSidePanel = async (from?: Page, options?: OpenOptions): Promise<Page> => {
    if (panel && !panel.isClosed()) await panel.close();
    const view = from ?? (await openPopup(options));
    const open = () => (from ? openPanelByGesture(from) : view.byRole('button', 'Open side panel').click());
    panel = await driveOpened(PANEL_PATH, open, options);
    return panel;
  };

  return {
    ...process,
    puppeteer,
    extensionId: id,
    origin,
    plainTab,
    /** The action's real popup, as a click on the icon opens it; one that is open is closed first. */
    openPopup,
    /**
     * The real side panel: by the popup's button "Open side panel", or, given a page of the extension, by a
     * gesture in that page. One that is open is closed first.
     */
    openSidePanel,
    openTab,
    /** A page of the extension in a tab. */
    openExtensionPage: (path: string, options: OpenOptions = {}): Promise<Page> =>
      openTab(origin + path, options),
    release: (): Promise<void> => release(puppeteer),
  };
};

/**
 * Starts a browser and installs the extension with `Extensions.loadUnpacked`: the one way that Chromium,
 * branded Chrome and Edge all serve (branded Chrome no longer honours `--load-extension`).
 */
export const launchParley = async ({ dist, ...options }: LaunchOptions): Promise<ParleyBrowser> => {
  const browser = await startBrowser({ ...options, pinned: [await readExtensionId(dist)] });
  try {
    return await installParley(browser, dist);
  } catch (error) {
    await browser.close();
    throw error;
  }
};
