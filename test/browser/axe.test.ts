import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { freePort } from '../../server/ports.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { axeViolations } from './harness/axe.ts';
import { connectTo, joinByHand, SLOW, say, settled } from './harness/conversation.ts';
import { ownWorld } from './harness/world.ts';

const OPTIONS_PATH = 'src/views/options/index.html';

describe('axe, in the installed extension', () => {
  const world = ownWorld();
  let room: RoomServer;
  let panel: Page;
  beforeAll(async () => {
    room = await startRoomServer({ chunkDelayMs: 1 });
    panel = await world.browser.openSidePanel();
    await panel.setSize(360, 800);
  });
  afterAll(() => room.stop());

  const findsNothing = async (page: Page): Promise<void> => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateColorScheme(scheme);
      expect(await axeViolations(page), scheme).toEqual([]);
    }
  };
  const pageBeside = async (name: 'Conversations' | 'Diagnostics' | 'Settings'): Promise<void> => {
    await panel.byRole('button', name).click();
    await panel.waitForRole('heading', name);
    await findsNothing(panel);
    await panel.byRole('button', 'Back').click();
  };

  it('finds nothing in the setup, nor in its failures', async () => {
    await findsNothing(panel);
    await panel.byRole('button', 'More options').click();
    await connectTo(panel, `http://localhost:${await freePort(0)}`, 'a key');
    await panel.waitForRole('alert');
    await findsNothing(panel);
  });

  it('finds nothing among the agents, nor in the form for a room', async () => {
    await connectTo(panel, world.server.url);
    await panel.byRole('list', 'Agents').byRole('button').waitFor(SLOW);
    await findsNothing(panel);
    await panel.byRole('button', 'Use a room ID instead').click();
    await panel.byRole('textbox', 'Room ID').fill('no UUID');
    await panel.byRole('button', 'Join room').click();
    await panel.waitForRole('alert');
    await findsNothing(panel);
    await panel.byRole('button', 'Choose an agent instead').click();
  });

  it('finds nothing in a conversation: empty, streaming, with Markdown and code, without a server', async () => {
    await panel
      .byRole('list', 'Agents')
      .byRole('button', /^Eliza/)
      .click();
    await panel.waitForRole('textbox', 'Message', SLOW);
    await findsNothing(panel);
    await say(panel, 'Show me markdown');
    await settled(panel, 1, 1);
    await panel.waitForRole('button', 'Copy code');
    await findsNothing(panel);

    await pageBeside('Conversations');
    await pageBeside('Diagnostics');
    await pageBeside('Settings');
    const options = await world.browser.openExtensionPage(OPTIONS_PATH);
    await options.waitForRole('heading', 'Settings');
    await findsNothing(options);
    await options.close();

    await say(panel, 'Give me 2000 words');
    await panel.byRole('article').last().waitForAttribute('aria-busy', 'true');
    await findsNothing(panel);
    expect(await panel.byRole('article').last().attribute('aria-busy')).toBe('true');

    await world.server.kill();
    await panel.byRole('status', 'Connection').waitForText(/^Waiting/);
    await say(panel, 'Is anybody there?');
    await panel.byRole('article').last().waitForAttribute('data-state', 'queued');
    await findsNothing(panel);
  });

  it('finds nothing in a room by hand: a failed message, a paused composer, somebody who types', async () => {
    // From wherever the last test left off.
    await panel.reload();
    await panel.byRole('button', 'Settings').click();
    await panel.byRole('button', 'Change server').click();
    const roomId = randomUUID();
    await joinByHand(panel, room.url, { roomId, entityId: randomUUID(), userName: 'Grace' });
    await say(panel, 'Good evening');
    await settled(panel, 1, 1);
    room.misbehave({ refuseSends: 'Grace may not speak here' });
    await say(panel, 'May I?');
    await panel.byRole('article').last().waitForAttribute('data-state', 'failed');
    room.emit(roomId, 'userTyping', { roomId, userId: 'ada', userName: 'Ada', isTyping: true });
    room.control(roomId, 'disable_input');
    await panel.waitForRole('button', 'Write anyway');
    await findsNothing(panel);
  });

  it('finds nothing in the popup', async () => {
    const popup = await world.browser.openPopup();
    await popup.waitForRole('log', 'Conversation');
    await findsNothing(popup);
  });
});
