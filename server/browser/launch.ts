import type { Browser, Extension, Page as PuppeteerPage, Target } from 'puppeteer-core';
import { readExtensionId } from '../extension-id.ts';
import { drivePage, type Page } from './page.ts';
import { type BrowserOptions, type BrowserProcess, startBrowser } from './process.ts';
import { ExtensionWorker } from './worker.ts';

export interface LaunchOptions extends Omit<BrowserOptions, 'pinned'> {
  /** The folder of the built extension. */
  dist: string;
}

/** A page of the extension by its path, as the manifest writes it. */
export const POPUP_PATH = 'src/views/popup/index.html';
export const PANEL_PATH = 'src/views/sidepanel/index.html';

export interface OpenOptions {
  /** Wait until the page says by `data-ready` that it has painted; true unless said. */
  ready?: boolean;
}

const OPEN_LIMIT_MS = 10_000;

/** A browser with the extension installed. */
export class ParleyBrowser {
  readonly worker: ExtensionWorker;
  readonly pid: number;
  readonly profileDir: string;
  readonly exited: Promise<void>;
  readonly close: () => Promise<void>;
  private readonly browser: Browser;
  private readonly origin: string;
  private popup: Page | undefined;
  private panel: Page | undefined;

  constructor(
    { puppeteer, pid, profileDir, exited, close }: BrowserProcess,
    private readonly extension: Extension,
  ) {
    this.browser = puppeteer;
    this.pid = pid;
    this.profileDir = profileDir;
    this.exited = exited;
    this.close = close;
    this.origin = `chrome-extension://${extension.id}/`;
    this.worker = new ExtensionWorker(puppeteer, this.origin, async () =>
      (await this.plainPage()).createCDPSession(),
    );
  }

  get extensionId(): string {
    return this.extension.id;
  }

  /** A tab that is none of the extension's; opened where there is none. */
  private plainPage = async (): Promise<PuppeteerPage> => {
    const isPlain = (target: Target): boolean =>
      target.type() === 'page' && !target.url().startsWith(this.origin);
    return (await this.browser.targets().find(isPlain)?.page()) ?? this.browser.newPage();
  };

  private drive = async (puppeteer: PuppeteerPage, { ready = true }: OpenOptions = {}): Promise<Page> => {
    const page = await drivePage(puppeteer);
    await page.waitFor(() => document.readyState === 'complete', []);
    // Between two documents there is no root for a moment.
    if (ready) await page.waitFor(() => document.querySelector('html')?.dataset.ready === 'true', []);
    return page;
  };

  /** Waits for a page that was not there before `open`. */
  private opened = async (
    path: string,
    open: () => Promise<unknown> | undefined,
    options?: OpenOptions,
  ): Promise<Page> => {
    const before = new Set(this.browser.targets());
    await open();
    const isNew = (target: Target): boolean =>
      target.type() === 'page' && target.url().startsWith(this.origin + path) && !before.has(target);
    const target = await this.browser.waitForTarget(isNew, { timeout: OPEN_LIMIT_MS });
    return this.drive(await target.asPage(), options);
  };

  /** The action's real popup, as a click on the icon opens it; one that is open is closed first. */
  openPopup = async (options?: OpenOptions): Promise<Page> => {
    if (this.popup && !this.popup.isClosed()) await this.popup.close();
    const plain = await this.plainPage();
    this.popup = await this.opened(POPUP_PATH, () => this.extension.triggerAction(plain), options);
    return this.popup;
  };
  /**
   * The real side panel: by the popup's button "Open side panel", or, given a page of the extension, by a
   * gesture in that page. One that is open is closed first.
   */
  openSidePanel = async (from?: Page, options?: OpenOptions): Promise<Page> => {
    if (this.panel && !this.panel.isClosed()) await this.panel.close();
    const popup = from ? undefined : await this.openPopup(options);
    const byGesture = async (page: Page): Promise<void> => {
      const windowId = await page.evaluate(async () => (await chrome.windows.getCurrent()).id);
      const expression = `chrome.sidePanel.open({ windowId: ${windowId} })`;
      await page.cdp.send('Runtime.evaluate', { expression, userGesture: true });
    };
    const open = () => (from ? byGesture(from) : popup?.byRole('button', 'Open side panel').click());
    this.panel = await this.opened(PANEL_PATH, open, options);
    return this.panel;
  };
  openTab = async (url: string): Promise<Page> => {
    const puppeteer = await this.browser.newPage();
    await puppeteer.goto(url);
    return this.drive(puppeteer, { ready: false });
  };
  /** A page of the extension in a tab. */
  openExtensionPage = async (path: string, options?: OpenOptions): Promise<Page> => {
    const puppeteer = await this.browser.newPage();
    await puppeteer.goto(this.origin + path);
    return this.drive(puppeteer, options);
  };
  /** What the browser itself says is open: `POPUP`, `SIDE_PANEL`, `TAB`, `BACKGROUND` … Needs an open page. */
  contexts = (page: Page): Promise<string[]> =>
    page.evaluate(async () =>
      (await chrome.runtime.getContexts({})).map(({ contextType }) => String(contextType)),
    );
}

/**
 * Starts a browser and installs the extension with `Extensions.loadUnpacked`: the one way that Chromium,
 * branded Chrome and Edge all serve (branded Chrome no longer honours `--load-extension`).
 */
export const launchParley = async ({ dist, ...options }: LaunchOptions): Promise<ParleyBrowser> => {
  const started = await startBrowser({ ...options, pinned: [await readExtensionId(dist)] });
  try {
    const id = await started.puppeteer.installExtension(dist);
    const extension = (await started.puppeteer.extensions()).get(id);
    if (!extension) throw new Error(`${dist} was installed, and is not there.`);
    return new ParleyBrowser(started, extension);
  } catch (error) {
    await started.close();
    throw error;
  }
};
