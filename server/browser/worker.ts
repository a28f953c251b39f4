import type { Browser, CDPSession, Target } from 'puppeteer-core';
import { describeException } from './call.ts';

const LIMIT_MS = 10_000;

/** The extension's service worker. Only `evaluate` and `setOffline` attach to it, which keeps it alive. */
export class ExtensionWorker {
  private cut: CDPSession | undefined;
  constructor(
    private readonly browser: Browser,
    private readonly origin: string,
    /** A session of some page: workers are stopped from there. */
    private readonly pageSession: () => Promise<CDPSession>,
  ) {}

  private is = (target: Target): boolean =>
    target.type() === 'service_worker' && target.url().startsWith(this.origin);
  private attach = async (): Promise<CDPSession> => {
    const target = this.browser.targets().find(this.is);
    if (!target) throw new Error('The worker does not run.');
    return target.createCDPSession();
  };

  isRunning = (): boolean => this.browser.targets().some(this.is);
  waitUntilRunning = async (timeout = LIMIT_MS): Promise<void> => {
    await this.browser.waitForTarget(this.is, { timeout });
  };
  /** Kills it, as the browser does when it wants memory. Resolves when it is gone. `meanwhile`: at that moment. */
  stop = async (meanwhile?: () => Promise<void>): Promise<void> => {
    const session = await this.pageSession();
    await session.send('ServiceWorker.enable');
    const running = new Set(this.browser.targets().filter(this.is));
    const gone = new Promise<void>((resolve) => {
      const look = (target?: Target): void => {
        if (target) running.delete(target);
        if (running.size > 0) return;
        this.browser.off('targetdestroyed', look);
        resolve();
      };
      this.browser.on('targetdestroyed', look);
      look();
    });
    await Promise.all([session.send('ServiceWorker.stopAllWorkers'), meanwhile?.()]);
    await gone;
    await session.detach();
  };
  /** Cuts its network: open connections stall. Keeps it alive until it is online again. */
  setOffline = async (offline: boolean): Promise<void> => {
    if (!this.cut || this.cut.detached) this.cut = await this.attach();
    await this.cut.send('Network.enable');
    const speed = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    await this.cut.send('Network.emulateNetworkConditions', { offline, ...speed });
    if (!offline) await this.cut.detach();
  };
  /** Runs a function in the running worker. Puppeteer's own would stay attached. */
  evaluate = async <Args extends unknown[], T>(
    fn: (...args: Args) => T | Promise<T>,
    ...args: Args
  ): Promise<T> => {
    const session = await this.attach();
    const expression = `(${fn})(...${JSON.stringify(args)})`;
    const how = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', how);
    await session.detach();
    if (exceptionDetails) throw new Error(describeException(exceptionDetails));
    return result.value as T;
  };
}
