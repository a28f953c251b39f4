import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { connected, joinByHand, say, settled } from './harness/conversation.ts';

// In the browser: the real database is read by a view while the worker's port is held back.

type Held = typeof globalThis & { isHeld?: boolean; kept?: Element | null };

let server: RoomServer;
let browser: TestBrowser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startRoomServer({ chunkDelayMs: 1 }), installExtension()]);
  const page = await browser.openPopup();
  await joinByHand(page, server.url, { roomId: 'early', entityId: 'grace', userName: 'Grace' });
  await say(page, 'Is anybody there?');
  await settled(page, 1, 1);
  await page.close();
});
afterAll(() => Promise.all([browser.close(), server.stop()]));

it('shows the stored conversation before the worker answers, and goes on with it when it does', async () => {
  const page = await browser.openTab('about:blank');
  await page.evaluateOnNewDocument(() => {
    const held = globalThis as Held;
    if (!globalThis.chrome?.runtime?.connect) return;
    const connect = chrome.runtime.connect.bind(chrome.runtime);
    held.isHeld = true;
    const hold = (how: chrome.runtime.ConnectInfo): chrome.runtime.Port => {
      if (held.isHeld) throw new Error('held back');
      return connect(how);
    };
    Object.assign(chrome.runtime, { connect: hold });
  });
  await page.goto(`${browser.origin}src/views/popup/index.html`);
  await settled(page, 1, 1);
  expect(await page.byRole('status', 'Connection').text()).toMatch(/^Connecting/);
  const reply = await page.byRole('article').last().text();

  const field = page.byRole('textbox', 'Message');
  await field.fill('Half a thought');
  await page.evaluate(() => {
    const held = globalThis as Held;
    held.kept = document.querySelector('article');
    held.isHeld = false;
  });
  await connected(page);
  await settled(page, 1, 1);
  expect(await page.evaluate(() => document.querySelector('article') === (globalThis as Held).kept)).toBe(
    true,
  );
  expect(await page.byRole('article').last().text()).toBe(reply);
  expect(await page.evaluate(() => document.querySelector('textarea')?.value)).toBe('Half a thought');
  // What was written meanwhile is sent.
  await page.byRole('button', 'Send').click();
  await settled(page, 2, 2);
  expect(page.errors).toEqual([]);
  await page.close();
});
