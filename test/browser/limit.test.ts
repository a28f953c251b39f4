import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { type RouteBlock, startRouteBlock } from '../harness/route-block.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { connected, joinByHand, openAgent, remember, remembered, SLOW, say } from './harness/conversation.ts';
import { sharedWorld } from './harness/world.ts';

const LONG = 'long '.repeat(30_000);
const ROOM = { roomId: 'kitchen', entityId: 'ann', userName: 'Ann' };

// The limits are kept by the browser's own WebSocket and fetch: what they say of a frame that is too large, and
// of a connection that ends while one is written, no other client says in the same way.
describe('a message of 150 kB to a server that takes 100', () => {
  let browser: TestBrowser;
  let server: RoomServer;
  beforeAll(async () => {
    [browser, server] = await Promise.all([
      installExtension(),
      startRoomServer({ maxHttpBufferSize: 100_000 }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });

  it('is refused in numbers where it is written, and stays there; the next one goes', async () => {
    const page = await browser.openSidePanel();
    await joinByHand(page, server.url, ROOM);
    await remember(page);
    await say(page, LONG.trim());
    await page.byRole('alert').waitForText(/Too large for this server \(151 kB, its limit is 100 kB\)/);
    expect(
      await page.byRole('textbox', 'Message').evaluate((field) => (field as HTMLTextAreaElement).value),
    ).toBe(LONG.trim());
    await say(page, 'short');
    await page.byRole('article', /^Ann/).first().waitForText(/short/);
    await page.byRole('article', /^Eliza/).waitForText(/./, SLOW);
    expect(await page.byRole('article', /^Ann/).count()).toBe(1);
    expect((await remembered(page)).connection).toEqual(['Connected']);
  });
});

describe('a message of 150 kB through a proxy that takes 100, and does not say so', () => {
  const world = sharedWorld();
  let block: RouteBlock;
  let page: Page;
  beforeAll(async () => {
    block = await startRouteBlock(world.server.port);
    page = await world.browser.openSidePanel();
    await openAgent(page, block.url);
    block.limit(100_000);
  });
  afterAll(() => block?.close());

  it('ends the connection a few times, is then said to have failed, and lets the next one go', async () => {
    await say(page, LONG.trim());
    await say(page, 'short');
    const own = page.byRole('article', /^User/);
    await own.first().waitForText(/The connection ended each time this was sent/, { timeout: 45_000 });
    await page.byRole('button', 'Retry').first().waitFor(SLOW);
    await page.byRole('article', /^Eliza/).waitForText(/./, SLOW);
    await connected(page);
    const states = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('article.own')].map(({ dataset }) => dataset.state),
    );
    expect(states.sort()).toEqual(['failed', 'sent']);
    expect(page.errors).toEqual([]);
  }, 120_000);
});
