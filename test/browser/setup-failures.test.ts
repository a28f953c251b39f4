import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { freePort } from '../../server/ports.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension } from './harness/browser.ts';
import { articlesOf, connected, connectTo, SLOW, say, settled } from './harness/conversation.ts';
import { ownWorld } from './harness/world.ts';

const KEY = 'the-key-of-this-test';

/** Listens on a free port of this machine; its address as people write it. */
const listening = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://localhost:${(server.address() as AddressInfo).port}`);
    }),
  );

const servers: Server[] = [];
const listenOn = (server: Server): Promise<string> => {
  servers.push(server);
  return listening(server);
};
const http = (listener: RequestListener): Promise<string> => listenOn(createHttpServer(listener));

afterEach(() => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server)
      (server as ReturnType<typeof createHttpServer>).closeAllConnections();
    server.close();
  }
});

describe('what can go wrong in the setup', () => {
  const world = ownWorld({ env: { ELIZA_SERVER_AUTH_TOKEN: KEY, SERVER_API_KEY: KEY } });
  let popup: Page;
  /** The words of each failure, which must differ. */
  const said = new Map<string, string>();

  beforeEach(async () => {
    popup = await world.browser.openPopup();
  });

  const alertAt = async (address: string, key?: string): Promise<string> => {
    await connectTo(popup, address, key);
    const alert = popup.byRole('alert');
    await alert.waitFor({ timeout: 15_000 });
    // After each failure the address is still in its field, and can be tried again.
    expect(await popup.byRole('textbox', 'Server address').value()).toBe(address);
    expect(await popup.byRole('button', 'Connect').isDisabled()).toBe(false);
    return alert.text();
  };

  it('what was typed is no address', async () => {
    for (const address of ['not an address', 'ftp://localhost:3000', '']) {
      const words = await alertAt(address);
      expect(words).toMatch(/not an address.*looks like http:\/\/localhost:3000/);
      said.set('bad-address', words);
    }
  });

  it('nothing listens there', async () => {
    const port = await freePort(0);
    const words = await alertAt(`http://localhost:${port}`);
    expect(words).toMatch(new RegExp(`Nothing answers at localhost:${port}.*elizaos start`));
    said.set('nothing-listens', words);
  });

  it('another kind of server answers, whatever it says', async () => {
    const headers = { 'access-control-allow-origin': '*', 'content-type': 'text/html' };
    const pages: RequestListener[] = [
      (_request, response) => response.writeHead(200, headers).end('<!doctype html><h1>It works!</h1>'),
      (_request, response) => response.writeHead(404, headers).end('<h1>Not Found</h1>'),
      (_request, response) => response.writeHead(500, headers).end('{"version": 7}'),
    ];
    for (const page of pages) {
      const address = await http(page);
      const words = await alertAt(address);
      expect(words).toMatch(/localhost:\d+ answers, but it is not an ElizaOS server.*Check the address/);
      said.set('not-elizaos', words.replace(/:\d+/, ''));
    }
  });

  it('ElizaOS wants a key: without, with a wrong one, with the right one', async () => {
    const { url } = world.server;
    const without = await alertAt(url);
    expect(without).toMatch(/localhost:\d+ wants an API key.*Enter the server’s ELIZA_SERVER_AUTH_TOKEN/);
    said.set('wants-key', without);
    // The field that is wanted is there without a search.
    await popup.waitForRole('textbox', 'API key');

    await popup.byRole('textbox', 'API key').fill('a wrong one');
    await popup.byRole('button', 'Connect').click();
    const wrong = await popup.byRole('alert').waitForText(/did not accept this API key.*Compare it/);
    said.set('wrong-key', wrong);

    await popup.byRole('textbox', 'API key').fill(KEY);
    await popup.byRole('button', 'Connect').click();
    await popup
      .byRole('list', 'Agents')
      .byRole('button', /^Eliza/)
      .click(SLOW);
    await connected(popup);
    await say(popup, 'I have the key');
    await settled(popup, 1, 1);
    expect(await articlesOf(popup)).toHaveLength(2);

    // It is not shown again, anywhere.
    await popup.byRole('button', 'Diagnostics').click();
    await popup.waitForRole('heading', 'Events');
    expect(await popup.evaluate(() => document.documentElement.outerHTML)).not.toContain(KEY);
    await popup.byRole('button', 'Back').click();
    await popup.byRole('button', 'Settings').click();
    await popup.byRole('button', 'Change server').click();
    await popup.waitForRole('textbox', 'Server address');
    expect(await popup.evaluate(() => document.documentElement.outerHTML)).not.toContain(KEY);
  });

  it('it takes too long', async () => {
    const words = await alertAt(await listenOn(createTcpServer(() => {})));
    expect(words).toMatch(/did not answer within \d+ seconds.*Try again/);
    said.set('timeout', words);
  });

  describe('a server that forbids the browser to read from it', () => {
    let room: RoomServer;
    beforeAll(async () => {
      room = await startRoomServer({ cors: false });
    });
    afterAll(() => room.stop());

    it('offers to ask for exactly its origin', async () => {
      const words = await alertAt(room.url);
      expect(words).toMatch(/The browser may not read from localhost:\d+.*Allow access/);
      said.set('not-allowed', words);

      // The native prompt cannot be driven: what would be asked for is looked at, and declined.
      await popup.evaluate(() => {
        const asked: unknown[] = [];
        Object.assign(globalThis, { asked });
        chrome.permissions.request = (wanted: unknown) => {
          asked.push({ wanted, userActivation: navigator.userActivation.isActive });
          return Promise.resolve(false);
        };
      });
      await popup
        .byRole('alert')
        .byRole('button', /^Allow access to localhost:\d+$/)
        .click();
      const asked = await popup.evaluate(() => (globalThis as typeof globalThis & { asked: unknown }).asked);
      const origin = `${room.url}/*`;
      expect(asked).toEqual([{ wanted: { origins: [origin] }, userActivation: true }]);
      // The browser takes it for a pattern; and nothing was granted, so the alert stays.
      const has = await popup.evaluate(
        (pattern) => chrome.permissions.contains({ origins: [pattern] }),
        origin,
      );
      expect(has).toBe(false);
      await popup.waitForRole('alert');
    });

    it('is talked to once it is allowed', async () => {
      const browser = await installExtension({ manifest: { host_permissions: ['http://localhost/*'] } });
      try {
        const page = await browser.openPopup();
        await connectTo(page, room.url);
        await page.waitForRole('textbox', 'Room ID');
        expect(await page.byRole('alert').count()).toBe(0);
      } finally {
        await browser.close();
      }
    });
  });

  it('is said in words of its own each time', () => {
    expect([...said.keys()]).toHaveLength(7);
    const words = [...said.values()].map((text) => text.replaceAll(/localhost:?\d*/g, ''));
    expect(new Set(words).size).toBe(7);
  });
});
