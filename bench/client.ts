import type { Target } from 'puppeteer-core';
import { installParley } from '../server/browser/launch.ts';
import { drivePage, type Page } from '../server/browser/page.ts';
import { type BrowserProcess, startBrowser } from '../server/browser/process.ts';
import { watchWorker } from '../test/browser/harness/worker.ts';
import { observe } from './observe.ts';
import type { Client } from './samples.ts';
import { type BenchServer, startServer } from './server.ts';

const OPEN_LIMIT_MS = 60_000;

/** A client in a browser of its own, at a server of its own. */
export interface Measured {
  readonly client: Client;
  readonly server: BenchServer;
  readonly browser: Awaited<ReturnType<typeof installParley>>;
  readonly worker: ReturnType<typeof watchWorker>;
  /** The client's popup, opened as a click on its icon opens it. `ms`: from the click until it is painted. */
  openPopup(): Promise<{ page: Page; ms: number }>;
  /**
   * The same page in a tab of its own window. `busy`: its main thread's processor time until it is painted (ms).
   * `requests`: the files that were asked for until then.
   */
  openTab(): Promise<{ page: Page; busy: number; requests: number }>;
  close(): Promise<void>;
}

/** Waits until the page says that it is painted; resolves to when (ms since the epoch). */
const painted = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const [mark] = performance.getEntriesByName('parley:ready');
          if (mark) resolve(performance.timeOrigin + mark.startTime);
          else setTimeout(look, 5);
        };
        look();
      }),
  );

/** The processor time of the page's main thread since it was opened (ms). */
export const busyTime = async (page: Page): Promise<number> => {
  const { metrics } = await page.cdp.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
};

/** Starts the browser and installs the extension that is built in `dist`. `popup`: the path of its page. */
export const startClient = async (
  client: Client,
  executable: string,
  dist: string,
  popup: string,
): Promise<Measured> => {
  const [server, process] = await Promise.all([startServer(), startBrowser({ executable, headless: true })]);
  const browser = await installParley(process as BrowserProcess, dist);
  const { puppeteer, origin, extensionId } = browser;
  const extension = (await puppeteer.extensions()).get(extensionId);
  const worker = watchWorker(puppeteer, origin, async () => (await browser.plainTab()).createCDPSession());

  const openPopup = async () => {
    const tab = await browser.plainTab();
    const before = new Set(puppeteer.targets());
    const isIt = (target: Target): boolean => target.url() === origin + popup && !before.has(target);
    const begin = performance.timeOrigin + performance.now();
    await extension?.triggerAction(tab);
    const target = await puppeteer.waitForTarget(isIt, { timeout: OPEN_LIMIT_MS });
    const page = await drivePage(await target.asPage());
    const ms = (await painted(page)) - begin;
    await observe(page);
    return { page, ms };
  };
  const openTab = async () => {
    const page = await drivePage(await puppeteer.newPage({ type: 'window' }));
    await page.cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.setSize(400, 600);
    let requests = 0;
    page.on('request', () => {
      requests += 1;
    });
    await page.goto(origin + popup);
    await painted(page);
    const busy = await busyTime(page);
    await observe(page);
    return { page, busy, requests };
  };
  return {
    client,
    server,
    browser,
    worker,
    openPopup,
    openTab,
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
};
