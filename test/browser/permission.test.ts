import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { DIST, launchExtension } from './harness/browser.ts';
import { joinByHand, say, settled } from './harness/conversation.ts';

/**
 * The native prompt cannot be driven. The test build has the site from the install, and what a user does on
 * the browser's own page for extensions is done there: to let it read on a click alone, and everywhere again.
 */
type HostAccess = 'ON_CLICK' | 'ON_ALL_SITES';
describe('a permission that is withdrawn, in the real browser', () => {
  let browser: Awaited<ReturnType<typeof launchExtension>>;
  let server: RoomServer;
  let dist: string;
  let panel: Page;

  beforeAll(async () => {
    dist = await mkdtemp(join(tmpdir(), 'parley-permission-'));
    await cp(DIST, dist, { recursive: true });
    const file = join(dist, 'manifest.json');
    const manifest: object = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...manifest, host_permissions: ['http://localhost/*'] }));
    [server, browser] = await Promise.all([startRoomServer({ cors: false }), launchExtension({ dist })]);
    panel = await browser.openSidePanel();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(dist, { recursive: true });
  });

  const setAccess = async (hostAccess: HostAccess): Promise<void> => {
    const page = await browser.openTab('chrome://extensions');
    await page.evaluate(
      async (extensionId, access) => {
        const { developerPrivate } = chrome as typeof chrome & {
          developerPrivate: { updateExtensionConfiguration(update: object): Promise<void> };
        };
        await developerPrivate.updateExtensionConfiguration({ extensionId, hostAccess: access });
      },
      browser.extensionId,
      hostAccess,
    );
    await page.close();
  };

  it('is said where the connection is, with the button that asks for exactly that origin again', async () => {
    await joinByHand(panel, server.url, { roomId: randomUUID(), entityId: randomUUID(), userName: 'Grace' });
    const { host } = new URL(server.url);
    await setAccess('ON_CLICK');
    const connection = panel.byRole('status', 'Connection');
    await connection.waitForText(new RegExp(`^Connected, but the browser may not read from ${host}`));
    // The socket needs none.
    await say(panel, 'Can you hear me?');
    await settled(panel, 1, 1);

    await panel.evaluate(() => {
      const asked: unknown[] = [];
      Object.assign(globalThis, { asked });
      chrome.permissions.request = (wanted: unknown) => {
        asked.push({ wanted, userActivation: navigator.userActivation.isActive });
        return Promise.resolve(false);
      };
    });
    await panel.byRole('button', 'Allow').click();
    const asked = await panel.evaluate(() => (globalThis as typeof globalThis & { asked: unknown }).asked);
    expect(asked).toEqual([{ wanted: { origins: [`${server.url}/*`] }, userActivation: true }]);
  });

  it('is said no more once it is given again', async () => {
    await setAccess('ON_ALL_SITES');
    await panel.byRole('status', 'Connection').waitForText(/^Connected$/);
    expect(await panel.byRole('button', 'Allow').count()).toBe(0);
    await say(panel, 'And now?');
    await settled(panel, 2, 2);
  });
});
