import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { isTargetGone } from '../../server/browser/call.ts';
import { PANEL_PATH } from '../../server/browser/launch.ts';
import type { Page } from '../../server/browser/page.ts';
import { launchExtension, type TestBrowser } from '../browser/harness/browser.ts';
import { type Backend, elizaBackend, roomBackend } from './backend.ts';
import type { Chronicle } from './chronicle.ts';
import { createFacts, type Facts } from './facts.ts';
import { createSightReader, type Sight } from './frames.ts';
import { tokenOf } from './judge.ts';
import { startProxy, type TcpProxy } from './proxy.ts';
import type { ViewName } from './schedule.ts';
import { watchMessages } from './watch.ts';

/** Hears of what the line carries, before it is carried on. Returns the function that ends it. */
type OnSight = (listener: (sight: Sight, token: string | undefined) => void) => () => void;

/** A server, a network and a browser with the extension, each of which can be hurt. */
export interface World {
  readonly backend: Backend;
  readonly proxy: TcpProxy;
  readonly facts: Facts;
  readonly chronicle: Chronicle;
  readonly onSight: OnSight;
  /** Until the line has carried nothing of a conversation for so long. */
  quiet(ms: number): Promise<void>;
  browser(): TestBrowser;
  /** The view, opened where it is not open. */
  view(name: ViewName): Promise<Page>;
  close(name: ViewName): Promise<void>;
  /** Reloads the view where it is open. A popup may close by itself meanwhile: then it is only closed. */
  reload(name: ViewName): Promise<void>;
  /** Resolves, as the other two do, to the time of death. `first`: what is to be done in the same breath. */
  killWorker(first?: () => Promise<void>): Promise<number>;
  killServer(): Promise<number>;
  /** Where it is down: up again. The same promise until it is. */
  restoreServer(): Promise<void>;
  /** Kills it with all its processes, and starts it again with the same profile. */
  killBrowser(): Promise<number>;
  restoreBrowser(): Promise<void>;
  end(): Promise<void>;
}

export interface WorldOptions {
  dist: string;
  server: 'elizaos' | 'room';
  chronicle: Chronicle;
}

const PANEL_SIZE = [360, 640] as const;

export const createWorld = async ({ dist, server, chronicle }: WorldOptions): Promise<World> => {
  const home = await mkdtemp(join(tmpdir(), 'parley-chaos-'));
  const backend = server === 'room' ? await roomBackend() : await elizaBackend(home);
  const facts = createFacts();
  const sights = createSightReader();
  const listeners = new Set<Parameters<OnSight>[0]>();
  let lastSightAt = 0;
  const proxy = await startProxy({
    targetPort: backend.port,
    onData: (connection, way, bytes) => {
      for (const sight of sights.read(connection, way, bytes)) {
        const now = Date.now();
        lastSightAt = now;
        const token =
          sight.type === 'send'
            ? tokenOf(sight.text)
            : sight.type === 'ack'
              ? facts.tokenOfClient(sight.clientId)
              : undefined;
        if (sight.type === 'send' || sight.type === 'ack') {
          chronicle.note(`line ${connection}: ${sight.type} ${token} (${sight.clientId.slice(0, 8)})`);
        } else if (sight.type === 'error') chronicle.note(`line ${connection}: error ${sight.error}`);
        for (const listener of [...listeners]) listener(sight, token);
        // A frame that the proxy did not forward does not count.
        if (way === 'up' || proxy.isOpen(connection)) facts.seen(sight, token, now);
      }
    },
  });

  const launch = (): Promise<TestBrowser> => launchExtension({ dist, profileDir: join(home, 'profile') });
  let browser: TestBrowser | undefined = await launch();
  const pages = new Map<ViewName, Page>();
  let restoring: Promise<void> | undefined;

  const theBrowser = (): TestBrowser => {
    if (!browser) throw new Error('The browser does not run.');
    return browser;
  };

  const pageOf = (name: ViewName): Page | undefined => {
    const page = pages.get(name);
    return page && !page.isClosed() ? page : undefined;
  };

  const open = async (name: ViewName): Promise<Page> => {
    switch (name) {
      case 'tab':
        return theBrowser().openExtensionPage(PANEL_PATH);
      case 'popup':
        return theBrowser().openPopup();
      case 'panel': {
        const panel = await theBrowser().openSidePanel(await view('tab'));
        await panel.setSize(...PANEL_SIZE);
        return panel;
      }
      default:
        return name satisfies never;
    }
  };

  const view = async (name: ViewName): Promise<Page> => {
    const known = pageOf(name);
    if (known) return known;
    const page = await open(name);
    pages.set(name, page);
    chronicle.note(`${name} opened`);
    await watchMessages(page, ({ id, token, state }) => {
      facts.shown(token, Date.now());
      chronicle.note(`${name}: ${token} is ${state} (${id.slice(0, 8)})`);
    });
    return page;
  };

  return {
    backend,
    proxy,
    facts,
    chronicle,
    onSight: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    quiet: async (ms) => {
      const from = Date.now();
      for (;;) {
        const left = Math.max(from, lastSightAt) + ms - Date.now();
        if (left <= 0) return;
        await after(left);
      }
    },
    browser: theBrowser,
    view,
    close: async (name) => {
      const page = pageOf(name);
      pages.delete(name);
      if (page) await page.close();
      chronicle.note(`${name} closed`);
    },
    reload: async (name) => {
      await pageOf(name)
        ?.reload()
        .catch((error: unknown) => {
          if (!isTargetGone(error)) throw error;
          pages.delete(name);
          chronicle.note(`${name} closed while it was reloaded`);
        });
    },
    killWorker: async (first) => {
      const { worker } = theBrowser();
      if (!worker.isRunning()) await worker.waitUntilRunning();
      await worker.stop(first);
      const at = Date.now();
      chronicle.note('worker killed');
      return at;
    },
    killServer: async () => {
      const killing = backend.kill();
      // It does nothing more; that its pipes are closed takes a second to be heard.
      const at = Date.now();
      await killing;
      chronicle.note('server killed');
      return at;
    },
    restoreServer: () => {
      if (backend.isUp()) return Promise.resolve();
      restoring ??= backend.start().finally(() => {
        restoring = undefined;
        chronicle.note('server up');
      });
      return restoring;
    },
    killBrowser: async () => {
      const killed = theBrowser();
      browser = undefined;
      pages.clear();
      process.kill(-killed.pid, 'SIGKILL');
      await killed.exited;
      const at = Date.now();
      chronicle.note('browser killed');
      await killed.close();
      return at;
    },
    restoreBrowser: async () => {
      browser ??= await launch();
      chronicle.note('browser up');
    },
    end: async () => {
      await restoring?.catch(() => {});
      await browser?.close();
      await proxy.close();
      await backend.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
};
