import { describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { connected, connectTo, SLOW, say, settled } from './harness/conversation.ts';
import { ownWorld } from './harness/world.ts';

const KEY = 'the-key-of-this-test';

/** All that the extension keeps in `storage.local`, by name. */
const stored = (page: Page): Promise<Record<string, unknown>> =>
  page.evaluate(() => chrome.storage.local.get(null));

describe('a key, in the real browser, against ElizaOS', () => {
  const world = ownWorld();
  let popup: Page;

  it('that is wanted later is asked for right where it is said', async () => {
    popup = await world.browser.openPopup();
    await connectTo(popup, world.server.url);
    await popup
      .byRole('list', 'Agents')
      .byRole('button', /^Eliza/)
      .click(SLOW);
    await connected(popup);
    await say(popup, 'Before there was a key');
    await settled(popup, 1, 1);

    // The same server, with a key from now on.
    await world.server.stop();
    const { port } = world.server;
    const env = { SERVER_API_KEY: KEY, ELIZA_SERVER_AUTH_TOKEN: KEY };
    await world.startServer(env);
    expect(world.server.port).toBe(port);
    await popup.byRole('status', 'Connection').waitForText(/^Refused: the server wants a key/, SLOW);

    await popup.byRole('textbox', 'API key').fill('a wrong one');
    await popup.byRole('button', 'Use this key').click();
    await popup.waitFor(
      (words) => document.body.textContent?.includes(words) === true,
      ['It does not accept the API key that is stored.'],
      SLOW,
    );

    await popup.byRole('textbox', 'API key').fill(KEY);
    await popup.byRole('button', 'Use this key').click();
    await connected(popup);
    await say(popup, 'With the key');
    await settled(popup, 2, 2);
  });

  it('is shown nowhere, and kept under its own name alone', async () => {
    await popup.byRole('button', 'Settings').click();
    const { host } = new URL(world.server.url);
    await popup.byRole('button', `Edit ${host}`).click();
    await popup.waitForRole('button', 'Replace API key');
    expect(await popup.evaluate(() => document.documentElement.outerHTML)).not.toContain(KEY);
    expect(await popup.byRole('textbox').names()).not.toContain('API key');
    const items = Object.entries(await stored(popup));
    const holders = items.filter(([, value]) => JSON.stringify(value).includes(KEY));
    expect(holders.map(([name]) => name)).toEqual([expect.stringMatching(/^key:/)]);
    await popup.byRole('button', 'Back').click();
    await popup.byRole('button', 'Diagnostics').click();
    await popup.waitForRole('heading', 'Diagnostics');
    expect(await popup.evaluate(() => document.documentElement.outerHTML)).not.toContain(KEY);
    await popup.byRole('button', 'Back').click();
  });

  it('can be removed, and then is gone', async () => {
    await popup.byRole('button', 'Settings').click();
    const { host } = new URL(world.server.url);
    await popup.byRole('button', `Edit ${host}`).click();
    await popup.byRole('button', 'Remove API key').click();
    await popup.waitForRole('button', 'Add API key');
    expect(JSON.stringify(await stored(popup))).not.toContain(KEY);
    await popup.byRole('button', 'Back').click();
    await popup.byRole('status', 'Connection').waitForText(/^Refused: the server wants a key/, SLOW);
  });

  it('that is missing is what the diagnostics name, with the field at hand', async () => {
    await popup.byRole('button', 'Diagnostics').click();
    const row = popup.byRole('listitem', /^Failed: Handshake\. .*Invalid or missing API Key/);
    await row.waitFor(SLOW);
    expect(await row.text()).toContain('Enter its API key');
    // The server was asked who it is, and wants the key for that too: the field stands where that is said.
    const first = popup.byRole('listitem', /^Failed: Server\. .*401/);
    await first.waitFor(SLOW);
    await first.byRole('textbox', 'API key').fill(KEY);
    await first.byRole('button', 'Use this key').click();
    await popup.byRole('listitem', /^Good: Handshake\./).waitFor(SLOW);
    await popup.byRole('button', 'Back').click();
    await connected(popup);
  });
});
