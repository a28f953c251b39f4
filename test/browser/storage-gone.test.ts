import { describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { launchExtension } from './harness/browser.ts';
import { articlesOf, connected, openAgent, SLOW, say, settled } from './harness/conversation.ts';
import { sharedWorld } from './harness/world.ts';

// A browser evicts the one storage and keeps the other, and refuses to open what a later version wrote: what comes
// of it in a real one differs from the store in memory.
describe('the database, gone, with the settings still there', () => {
  const world = sharedWorld({ browser: launchExtension });

  /** Both views closed, the worker ended, and `change` done to its database. */
  const meanwhile = async (view: Page, change: () => Promise<void>): Promise<void> => {
    const bystander = await world.browser.openExtensionPage('manifest.json', { ready: false });
    await view.close();
    await bystander.evaluate(change);
    await world.browser.worker.stop();
    await bystander.close();
  };

  const goesOn = async (before: string[], said: string): Promise<Page> => {
    const panel = await world.browser.openSidePanel();
    await panel.waitForRole('textbox', 'Message', SLOW);
    await connected(panel);
    await settled(panel, before.length, before.length);
    const popup = await world.browser.openPopup();
    for (const view of [popup, panel]) {
      const own = (await articlesOf(view)).filter(({ state }) => state !== null);
      expect(own.map(({ text }) => before.find((words) => text.includes(words)))).toEqual(before);
      expect(view.errors).toEqual([]);
    }
    await say(popup, said);
    await settled(popup, before.length + 1, before.length + 1);
    await popup.close();
    return panel;
  };

  it('evicted, or of a later version: the conversation comes back from the server, and goes on', async () => {
    const first = await world.browser.openSidePanel();
    await openAgent(first, world.server.url);
    await say(first, 'before all');
    await settled(first, 1, 1);

    await meanwhile(
      first,
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase('parley');
          request.onsuccess = () => resolve();
          request.onerror = () => reject(request.error);
        }),
    );
    const panel = await goesOn(['before all'], 'after the first');

    await meanwhile(
      panel,
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.open('parley', 99);
          request.onsuccess = () => {
            request.result.close();
            resolve();
          };
          request.onerror = () => reject(request.error);
        }),
    );
    const last = await goesOn(['before all', 'after the first'], 'after the second');
    await last.byRole('alert').waitForText(/VersionError/);
  }, 120_000);
});
