import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RouteBlock, startRouteBlock } from '../harness/route-block.ts';
import {
  connected,
  emptyConversation,
  historyOf,
  openAgent,
  SLOW,
  say,
  whereAmI,
} from './harness/conversation.ts';
import { sharedWorld } from './harness/world.ts';

// The browser sends a POST again by itself when the connection that it was sent on had served another request
// before, and ends before an answer has begun. Nothing keeps it from that; the history has both rows.
describe('a POST that the browser repeats', () => {
  const world = sharedWorld();
  let block: RouteBlock;
  let panel: Page;

  beforeAll(async () => {
    block = await startRouteBlock(world.server.port);
    panel = await world.browser.openSidePanel();
    await openAgent(panel, block.url);
  });
  afterAll(() => block?.close());

  const sendBy = async (mode: string): Promise<void> => {
    await panel.byRole('button', 'Settings').click();
    await panel.byRole('button', /^Edit /).click();
    await panel.byRole('combobox', 'How messages are sent').evaluate((select, value) => {
      (select as HTMLSelectElement).value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }, mode);
    await panel.byRole('list', 'Servers').byRole('button', 'Save').first().click();
    await panel.byRole('button', 'Back').click();
    await panel.waitForRole('textbox', 'Message');
  };

  it.each(['websocket', 'stream', 'sync'])(
    'in mode %s is one message, said to be there twice',
    async (mode) => {
      await sendBy(mode);
      await connected(panel);
      await emptyConversation(panel);
      const lost = block.loseAnswer(/"mode":/);
      await say(panel, 'hello');
      await lost;

      const own = panel.byRole('article', /^User/);
      await own.first().waitForText(/Delivered twice/, SLOW);
      expect(await own.count()).toBe(1);
      const { roomId, entityId } = await whereAmI(panel);
      const rows = (await historyOf(world.server.url, roomId)).filter(
        ({ authorId }) => authorId === entityId,
      );
      expect(rows.map(({ text }) => text)).toEqual(['hello', 'hello']);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
    },
  );
});
