import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { type RouteBlock, type Routes, startRouteBlock } from '../harness/route-block.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { connected, joinByHand, say, settled } from './harness/conversation.ts';

const ROOM = { roomId: 'room-1', entityId: 'visitor-1', userName: 'Grace' };

describe('with a route closed by a proxy, the built extension', () => {
  let server: RoomServer;
  let block: RouteBlock;
  let browser: TestBrowser;
  let panel: Page;

  let turns = 0;
  let before = 0;

  beforeAll(async () => {
    server = await startRoomServer({ chunkDelayMs: 5 });
    [block, browser] = await Promise.all([startRouteBlock(server.port), installExtension()]);
    const popup = await browser.openPopup();
    await joinByHand(popup, block.url, ROOM);
    panel = await browser.openSidePanel();
    await connected(panel);
  });
  beforeEach(async () => {
    block.set({ websocket: 'open', polling: 'open', stream: 'open' });
    await connectionIs(/^Connected$/);
    before = server.received.length;
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([block?.close(), server?.stop()]);
  });

  const connectionIs = async (text: RegExp): Promise<void> => {
    await panel.byRole('status', 'Connection').waitForText(text, { timeout: 20_000 });
  };
  /**
   * From now on, and what is under way ends. What is waited before the next try is chance's, and longer with
   * each connection that stood for moments only; the browser's `online` cuts it short.
   */
  const close = async (routes: Partial<Routes>): Promise<void> => {
    block.set(routes);
    block.cut();
    await connectionIs(/^(?!Connected$)/);
    await browser.worker.evaluate(() => {
      self.dispatchEvent(new Event('online'));
    });
  };
  const talk = async (text: string): Promise<void> => {
    turns += 1;
    await say(panel, text);
    await settled(panel, turns, turns);
  };
  const inServerForm = async (act: () => Promise<void>): Promise<void> => {
    await panel.byRole('button', 'Settings').click();
    await panel.byRole('button', /^Edit /).click();
    await act();
    await panel.byRole('button', 'Back').click();
  };
  const posts = (): unknown[] =>
    server.received
      .slice(before)
      .filter(({ name }) => name.startsWith('POST'))
      .map(({ args: [body] }) => body);

  it('goes on by polling where WebSocket is refused, and comes back', async () => {
    await close({ websocket: 'refuse' });
    await connectionIs(/^Connected by polling/);
    await talk('hello');
    expect(posts()).toEqual([]);
    block.set({ websocket: 'open' });
    await connectionIs(/^Connected$/);
    await talk('hello again');
  });

  it('goes on by polling where WebSocket hangs', async () => {
    await close({ websocket: 'hang' });
    await connectionIs(/^Connected by polling/);
    await talk('hello');
  });

  it('goes on by a stream where no socket can be had', async () => {
    await close({ websocket: 'refuse', polling: 'refuse' });
    await connectionIs(/^Connected by single requests/);
    await talk('hello');
    expect(posts()).toMatchObject([{ text: 'hello', entityId: 'visitor-1', mode: 'stream' }]);
  });

  it('goes on with single answers where no stream can be had either', async () => {
    await close({ websocket: 'refuse', polling: 'refuse', stream: 'refuse' });
    await connectionIs(/^Connected by single requests/);
    // The server does not have a message that the proxy rejected: it is sent again without the user.
    await talk('hello');
    expect(posts()).toMatchObject([{ mode: 'sync' }]);
  });

  it('goes on by polling with a key to say, too', async () => {
    await inServerForm(async () => {
      await panel.byRole('button', 'Add API key').click();
      await panel.byRole('textbox', 'API key').fill('a-key');
      await panel.byRole('list', 'Servers').byRole('button', 'Save').last().click();
      await panel.waitForRole('button', 'Replace API key');
    });
    await connectionIs(/^Connected$/);
    await close({ websocket: 'refuse' });
    await connectionIs(/^Connected by polling/);
    await talk('hello');
    expect(posts()).toEqual([]);
    await inServerForm(async () => {
      await panel.byRole('button', 'Remove API key').click();
      await panel.waitForRole('button', 'Add API key');
    });
  });

  // The browser sends a request again by itself when the connection that it was sent on had served another one
  // before, and ends before an answer has begun.
  describe('by polling, is not made by the browser to say a thing twice', () => {
    beforeEach(async () => {
      await close({ websocket: 'refuse' });
      await connectionIs(/^Connected by polling/);
      before = server.received.length;
    });
    const heard = (what: RegExp): number =>
      server.received.slice(before).filter(({ args }) => what.test(JSON.stringify(args))).length;

    it('when the answer to the message gets lost: half of it is none', async () => {
      const lost = block.loseAnswer(/hello/);
      turns += 1;
      await say(panel, 'hello');
      await lost;
      await panel.byRole('button', 'Retry').click();
      await settled(panel, turns, turns);
      expect(heard(/hello/)).toBe(1);
    });

    it('when the answer to what completes it gets lost', async () => {
      const lost = block.loseAnswer(/^b/);
      await say(panel, 'hello');
      await lost;
      // The server took the repeated half for nonsense, and closed the connection.
      await vi.waitFor(() => expect(heard(/"type":1/)).toBe(1), { timeout: 20_000 });
      expect(heard(/hello/)).toBe(1);
    });
  });
});
