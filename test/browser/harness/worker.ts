import type { Browser, CDPSession, Target } from 'puppeteer-core';
import { describeException } from '../../../server/browser/call.ts';

const START_LIMIT_MS = 10_000;

/**
 * The extension's service worker. Only `evaluate` and `setOffline` attach to it, which keeps it alive.
 * `pageSession`: a session of some page, from where workers are stopped.
 */
export const watchWorker = (browser: Browser, origin: string, pageSession: () => Promise<CDPSession>) => {
  const isIt = (target: Target): boolean =>
    target.type() === 'service_worker' && target.url().startsWith(origin);
  const attach = async (): Promise<CDPSession> => {
    const target = browser.targets().find(isIt);
    if (!target) throw new Error('The worker does not run.');
    return target.createCDPSession();
  };
  const untilGone = (running: Set<Target>): Promise<void> =>
    new Promise((resolve) => {
      const look = (target?: Target): void => {
        if (target) running.delete(target);
        if (running.size > 0) return;
        browser.off('targetdestroyed', look);
        resolve();
      };
      browser.on('targetdestroyed', look);
      look();
    });
  let cut: CDPSession | undefined;

  return {
    isRunning: (): boolean => browser.targets().some(isIt),
    waitUntilRunning: async (timeout = START_LIMIT_MS): Promise<void> => {
      await browser.waitForTarget(isIt, { timeout });
    },
    /** Kills it, as the browser does when it wants memory. `meanwhile`: in the same breath. */
    stop: async (meanwhile?: () => Promise<void>): Promise<void> => {
      const session = await pageSession();
      await session.send('ServiceWorker.enable');
      const gone = untilGone(new Set(browser.targets().filter(isIt)));
      await Promise.all([session.send('ServiceWorker.stopAllWorkers'), meanwhile?.(), gone]);
      await session.detach();
    },
    /** Cuts its network: open connections stall. Keeps it alive until it is online again. */
    setOffline: async (offline: boolean): Promise<void> => {
      if (!cut || cut.detached) cut = await attach();
      await cut.send('Network.enable');
      const speed = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
      await cut.send('Network.emulateNetworkConditions', { offline, ...speed });
      if (!offline) await cut.detach();
    },
    /** Runs a function in the running worker. Puppeteer's own would stay attached. */
    evaluate: async <Args extends unknown[], T>(
      fn: (...args: Args) => T | Promise<T>,
      ...args: Args
    ): Promise<T> => {
      const session = await attach();
      const expression = `(${fn})(...${JSON.stringify(args)})`;
      const how = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', how);
      await session.detach();
      if (exceptionDetails) throw new Error(describeException(exceptionDetails));
      return result.value as T;
    },
  };
};
