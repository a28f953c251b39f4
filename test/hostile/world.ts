import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { PANEL_PATH } from '../../server/browser/launch.ts';
import type { Page } from '../../server/browser/page.ts';
import { launchExtension } from '../browser/harness/browser.ts';
import { openAgent } from '../browser/harness/conversation.ts';
import { type Elsewhere, startElsewhere } from './elsewhere.ts';
import type { Link } from './link.ts';
import { type HostileServer, startHostileServer } from './server.ts';
import { command, type Witness, witnessPage, witnessWorker } from './witness.ts';

/** A view that is open, by its name. */
export interface View {
  readonly name: 'panel' | 'popup';
  readonly page: Page;
  readonly witness: Witness;
}

/** The hostile server, a host that must not be asked, and a browser in which popup and panel show one conversation. */
export interface World {
  readonly server: HostileServer;
  readonly elsewhere: Elsewhere;
  readonly worker: Witness;
  readonly views: readonly [View, View];
  /** The link on which the room is joined. Asks the worker to connect at once, as a person may by a button. */
  joined(): Promise<Link>;
  /** Closes both views, and opens them again. */
  reopenViews(): Promise<void>;
  end(): Promise<void>;
}

const JOIN_MS = 60_000;
/** So often the worker is asked to connect (ms): it may not know yet that its connection has ended. */
const CONNECT_EVERY_MS = 200;

export const createWorld = async (dist: string): Promise<World> => {
  const home = await mkdtemp(join(tmpdir(), 'parley-hostile-'));
  const [server, elsewhere] = await Promise.all([startHostileServer(), startElsewhere()]);
  const { host } = new URL(server.url);
  const browser = await launchExtension({ dist, profileDir: join(home, 'profile') });
  const end = async (): Promise<void> => {
    await browser.close();
    await Promise.all([server.stop(), elsewhere.stop()]);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };

  const viewOf = async (name: View['name'], page: Page): Promise<View> => {
    const view = { name, page, witness: await witnessPage(name, page, host) };
    await page.waitForRole('log', 'Conversation');
    return view;
  };
  /** The panel opens for a gesture in a page; a popup closes when another page does. */
  const openViews = async (tab: Page): Promise<World['views']> => {
    const panel = await browser.openSidePanel(tab);
    await tab.close();
    const popup = await browser.openPopup();
    return [await viewOf('panel', panel), await viewOf('popup', popup)];
  };

  try {
    const tab = await browser.openExtensionPage(PANEL_PATH);
    await openAgent(tab, server.url);
    const worker = await witnessWorker(browser, host);
    let views = await openViews(tab);
    return {
      server,
      elsewhere,
      worker,
      get views() {
        return views;
      },
      joined: async () => {
        const deadline = Date.now() + JOIN_MS;
        for (;;) {
          const link = server.link();
          if (link?.isOpen()) return link;
          if (Date.now() > deadline) throw new Error(`the room was not joined again within ${JOIN_MS} ms`);
          await command(views[0].page, { type: 'connect-now' });
          await Promise.race([server.untilJoined(), after(CONNECT_EVERY_MS)]);
        }
      },
      reopenViews: async () => {
        const next = await browser.openExtensionPage(PANEL_PATH);
        for (const { page } of views) if (!page.isClosed()) await page.close();
        views = await openViews(next);
      },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
};
