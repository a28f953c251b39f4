import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttachedSession, Cdp } from './cdp.ts';
import { evaluateIn, type PageFunction } from './evaluate.ts';
import { drivePage, type Page } from './page.ts';
import { type BrowserOptions, type BrowserProcess, startBrowser } from './process.ts';
import { type Targets, watchTargets } from './targets.ts';

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

/** The extension's service worker, told apart from its pages because attaching to it changes its life. */
export interface WorkerHandle {
  isRunning(): boolean;
  waitUntilRunning(timeout?: number): Promise<void>;
  /** Watches only: nothing here keeps the worker alive. */
  waitUntilGone(timeout?: number): Promise<void>;
  /** Kills it, as the browser does when it wants memory; resolves when it has gone. No page need be open. */
  stop(): Promise<void>;
  /** Cuts its network: open connections stall. Keeps it alive (attached) until put online again. */
  setOffline(offline: boolean): Promise<void>;
  /** Runs a function in the running worker, attached for as long as it takes. */
  evaluate<Args extends readonly unknown[], T>(fn: PageFunction<Args, T>, ...args: Args): Promise<T>;
}

/** A browser with the extension installed. */
export interface ParleyBrowser {
  readonly cdp: Cdp;
  readonly targets: Targets;
  readonly pid: number;
  readonly profileDir: string;
  readonly extensionId: string;
  readonly worker: WorkerHandle;
  /** The action's real popup, as a click on the icon opens it; one that is open is closed first. */
  openPopup(options?: OpenOptions): Promise<Page>;
  /**
   * The real side panel: by the popup's button "Open side panel", or, given a page of the extension, by a
   * gesture in that page. One that is open is closed first.
   */
  openSidePanel(from?: Page, options?: OpenOptions): Promise<Page>;
  /** A page of the extension in a tab. */
  openExtensionPage(path: string, options?: OpenOptions): Promise<Page>;
  openTab(url: string): Promise<Page>;
  /** What the browser itself says is open: `POPUP`, `SIDE_PANEL`, `TAB`, `BACKGROUND` … Needs an open page. */
  contexts(page: Page): Promise<string[]>;
  readonly exited: Promise<void>;
  close(): Promise<void>;
}

/** Chromium's rule: 128 bits of the key's SHA-256, as hex digits written a to p. `key`: base64 DER. */
export const extensionIdOf = (key: string): string =>
  createHash('sha256')
    .update(Buffer.from(key, 'base64'))
    .digest('hex')
    .slice(0, 32)
    .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));

/** The id that the extension in `dist` has everywhere. Throws where it is not built, or has no `key`. */
export const readExtensionId = async (dist: string): Promise<string> => {
  const manifest: unknown = JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'key' in manifest) {
    if (typeof manifest.key === 'string') return extensionIdOf(manifest.key);
  }
  throw new Error(`${dist}/manifest.json has no key: the extension's id would depend on its folder.`);
};

/**
 * Starts a browser and installs the extension with `Extensions.loadUnpacked`: the one way that Chromium,
 * branded Chrome and Edge all serve (branded Chrome no longer honours `--load-extension`).
 */
export const launchParley = async ({ dist, ...options }: LaunchOptions): Promise<ParleyBrowser> => {
  const extensionId = await readExtensionId(dist);
  const browser = await startBrowser({ ...options, pinned: [extensionId] });
  try {
    return await installIn(browser, dist, extensionId);
  } catch (error) {
    await browser.close();
    throw error;
  }
};

const installIn = async (
  browser: BrowserProcess,
  dist: string,
  extensionId: string,
): Promise<ParleyBrowser> => {
  const { cdp } = browser;
  const targets = await watchTargets(cdp);
  await cdp.send('Extensions.loadUnpacked', { path: dist });

  const origin = `chrome-extension://${extensionId}/`;
  const isWorker = (target: { type: string; url: string }): boolean =>
    target.type === 'service_worker' && target.url.startsWith(origin);

  const drive = async (targetId: string, ready: boolean): Promise<Page> => {
    const page = await drivePage(await cdp.attach(targetId), targetId, async () => {
      await cdp.send('Target.closeTarget', { targetId });
    });
    await page.waitFor(() => document.readyState === 'complete', []);
    // Between two documents there is no root for a moment.
    if (ready) await page.waitFor(() => document.querySelector('html')?.dataset.ready === 'true', []);
    return page;
  };

  /** Waits for a page that was not there before `open`. */
  const opened = async (path: string, open: () => Promise<unknown>, ready = true): Promise<Page> => {
    const before = new Set(targets.all().map(({ targetId }) => targetId));
    await open();
    const target = await targets.waitFor(
      ({ targetId, type, url }) => type === 'page' && url.startsWith(origin + path) && !before.has(targetId),
      `A page ${path}`,
    );
    return drive(target.targetId, ready);
  };

  let popup: Page | undefined;
  /** A tab, or the page in it, that is none of the extension's; opened where there is none. */
  const plain = async (type: 'tab' | 'page'): Promise<{ targetId: string }> => {
    const isPlain = (target: { type: string; url: string }): boolean =>
      target.type === type && !target.url.startsWith(origin);
    if (!targets.all().some(isPlain)) await cdp.send('Target.createTarget', { url: 'about:blank' });
    return targets.waitFor(isPlain, `A ${type}`);
  };

  const openTab = async (url: string, ready: boolean): Promise<Page> => {
    const { targetId } = await cdp.send('Target.createTarget', { url });
    return drive(targetId, ready);
  };

  const openPopup = async ({ ready = true }: OpenOptions = {}): Promise<Page> => {
    if (popup && !popup.cdp.isGone) await popup.close();
    const { targetId } = await plain('tab');
    popup = await opened(
      POPUP_PATH,
      () => cdp.send('Extensions.triggerAction', { id: extensionId, targetId }),
      ready,
    );
    return popup;
  };

  let panel: Page | undefined;
  const openSidePanel = async (from?: Page, { ready = true }: OpenOptions = {}): Promise<Page> => {
    if (panel && !panel.cdp.isGone) await panel.close();
    if (from) {
      const windowId = await from.evaluate(async () => (await chrome.windows.getCurrent()).id ?? -1);
      const open = (id: number): Promise<void> => chrome.sidePanel.open({ windowId: id });
      panel = await opened(PANEL_PATH, () => evaluateIn(from.cdp, open, [windowId], true), ready);
    } else {
      const view = await openPopup({ ready });
      panel = await opened(PANEL_PATH, () => view.byRole('button', 'Open side panel').click(), ready);
    }
    return panel;
  };

  const workerSession = async (): Promise<AttachedSession> => {
    const target = targets.all().find(isWorker);
    if (!target) throw new Error('The worker does not run.');
    return cdp.attach(target.targetId);
  };
  let offline: AttachedSession | undefined;
  let killer: AttachedSession | undefined;

  const worker: WorkerHandle = {
    isRunning: () => targets.all().some(isWorker),
    waitUntilRunning: async (timeout) => {
      await targets.waitFor(isWorker, 'The worker', timeout);
    },
    waitUntilGone: (timeout) => targets.waitForNone(isWorker, 'The end of the worker', timeout),
    stop: async () => {
      const before = new Set(
        targets
          .all()
          .filter(isWorker)
          .map(({ targetId }) => targetId),
      );
      killer = killer && !killer.isGone ? killer : await cdp.attach((await plain('page')).targetId);
      await killer.send('ServiceWorker.enable');
      await killer.send('ServiceWorker.stopAllWorkers');
      await targets.waitForNone(({ targetId }) => before.has(targetId), 'The end of the worker');
      await killer.send('ServiceWorker.disable');
    },
    setOffline: async (isOffline) => {
      offline = offline && !offline.isGone ? offline : await workerSession();
      await offline.send('Network.enable');
      await offline.send('Network.emulateNetworkConditions', {
        offline: isOffline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      });
      if (isOffline) return;
      await offline.detach();
      offline = undefined;
    },
    evaluate: async (fn, ...args) => {
      const session = await workerSession();
      try {
        return await evaluateIn(session, fn, args);
      } finally {
        if (!session.isGone) await session.detach();
      }
    },
  };

  return {
    cdp,
    targets,
    pid: browser.pid,
    profileDir: browser.profileDir,
    extensionId,
    worker,
    openPopup,
    openSidePanel,
    openExtensionPage: (path, { ready = true } = {}) => openTab(origin + path, ready),
    openTab: (url) => openTab(url, false),
    contexts: (page) =>
      page.evaluate(async () =>
        (await chrome.runtime.getContexts({})).map(({ contextType }) => String(contextType)),
      ),
    exited: browser.exited,
    close: browser.close,
  };
};
