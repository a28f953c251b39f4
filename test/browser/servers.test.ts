import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { connected, connectTo, joinByHand, say, settled } from './harness/conversation.ts';

describe('several servers, in the real browser', () => {
  let browser: TestBrowser;
  let first: RoomServer;
  let second: RoomServer;
  let panel: Page;
  const room = () => ({ roomId: randomUUID(), entityId: randomUUID(), userName: 'Grace' });
  const hostOf = ({ url }: RoomServer): string => new URL(url).host;
  const saidInLog = async (words: string): Promise<void> => {
    await panel.byRole('log', 'Conversation').waitForText(new RegExp(words));
  };

  beforeAll(async () => {
    [first, second, browser] = await Promise.all([startRoomServer(), startRoomServer(), installExtension()]);
    panel = await browser.openSidePanel();
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([first?.stop(), second?.stop()]);
  });

  it('one is added beside the other, and back without losing it', async () => {
    await joinByHand(panel, first.url, room());
    await say(panel, 'To the first');
    await settled(panel, 1, 1);
    // One server alone needs no name.
    expect(await panel.byRole('status', 'Connection').text()).toBe('Connected');

    await panel.byRole('button', 'Settings').click();
    await panel.byRole('button', 'Add a server').click();
    await panel.waitForRole('heading', 'Add a server');
    await panel.byRole('button', 'Back').click();
    await panel.waitForRole('heading', 'Settings');
    await panel.byRole('button', 'Back').click();
    await saidInLog('To the first');

    await panel.byRole('button', 'Settings').click();
    await panel.byRole('button', 'Add a server').click();
    await connectTo(panel, second.url);
    const { roomId, entityId, userName } = room();
    await panel.byRole('textbox', 'Room ID').fill(roomId);
    await panel.byRole('textbox', 'Your entity ID').fill(entityId);
    await panel.byRole('textbox', 'Your name').fill(userName);
    await panel.byRole('button', 'Join room').click();
    await connected(panel);
    await say(panel, 'To the second');
    await settled(panel, 1, 1);
    expect(await panel.byRole('status', 'Connection').text()).toBe(`Connected · ${hostOf(second)}`);
    // A draft belongs to its server, too.
    await panel.byRole('textbox', 'Message').type('half a thought');
  });

  it('the first is gone back to, with its conversation, and the second again with its own', async () => {
    await panel.byRole('button', 'Settings').click();
    await panel
      .byRole('list', 'Servers')
      .byRole('button', new RegExp(`^${hostOf(first)}`))
      .click();
    await saidInLog('To the first');
    await connected(panel);
    await say(panel, 'To the first again');
    await settled(panel, 2, 2);

    await panel.byRole('button', 'Settings').click();
    await panel
      .byRole('list', 'Servers')
      .byRole('button', new RegExp(`^${hostOf(second)}`))
      .click();
    await saidInLog('To the second');
    expect(await panel.byRole('textbox', 'Message').value()).toBe('half a thought');
    await connected(panel);
    const heard = ({ received }: RoomServer): string => JSON.stringify(received);
    expect(heard(first)).not.toContain('To the second');
    expect(heard(second)).not.toContain('To the first');
  });

  it('one is given a name, by which it is called from then on', async () => {
    await panel.byRole('button', 'Settings').click();
    await panel.byRole('button', `Edit ${hostOf(second)}`).click();
    await panel.byRole('textbox', 'Name').fill('Home');
    await panel.byRole('button', 'Save').first().click();
    await panel.waitForRole('button', 'Edit Home');
    await panel.byRole('button', 'Back').click();
    await panel.byRole('status', 'Connection').waitForText(/^Connected · Home$/);
  });

  it('one moves to another address, once it has answered there', async () => {
    const moved = await startRoomServer();
    try {
      await panel.byRole('button', 'Settings').click();
      await panel.byRole('button', 'Edit Home').click();
      const address = panel.byRole('textbox', 'Server address');
      const save = panel.byRole('button', 'Save').first();
      await address.fill(first.url);
      await save.click();
      await panel.byRole('alert').waitForText(/^Another server has the address/);
      await address.fill(new URL(moved.url).host);
      await save.click();
      await panel
        .byRole('list', 'Servers')
        .byRole('button', new RegExp(`^Home.*${hostOf(moved)}`))
        .waitForText(/./);
      expect(await address.value()).toBe(moved.url);
      await panel.byRole('button', 'Back').click();
      await saidInLog('To the second');
      await panel.byRole('status', 'Connection').waitForText(/^Connected · Home$/);
      const { length } = second.received;
      await say(panel, 'To the second, where it is now');
      await settled(panel, 2, 2);
      expect(JSON.stringify(moved.received)).toContain('where it is now');
      expect(second.received).toHaveLength(length);

      await panel.byRole('button', 'Settings').click();
      await panel.byRole('button', 'Edit Home').click();
      await address.fill(second.url);
      await save.click();
      await panel
        .byRole('list', 'Servers')
        .byRole('button', new RegExp(`^Home.*${hostOf(second)}`))
        .waitForText(/./);
      await panel.byRole('button', 'Back').click();
    } finally {
      await moved.stop();
    }
  });

  it('one is removed when that was confirmed, and not before', async () => {
    await panel.byRole('button', 'Settings').click();
    await panel.byRole('button', `Edit ${hostOf(first)}`).click();
    await panel.byRole('button', 'Remove this server').click();
    await panel
      .byRole('alertdialog', `Remove ${hostOf(first)}?`)
      .byRole('button', 'Cancel')
      .click();
    await panel.byRole('button', 'Remove this server').click();
    await panel
      .byRole('alertdialog', `Remove ${hostOf(first)}?`)
      .byRole('button', 'Remove')
      .click();
    await panel.byRole('button', `Edit ${hostOf(first)}`).waitForGone();
    await panel.byRole('button', 'Back').click();
    await saidInLog('To the second');
    const kept = await panel.evaluate(async () => JSON.stringify(await chrome.storage.local.get(null)));
    expect(kept).toContain(second.url);
    expect(kept).not.toContain(first.url);
  });
});
