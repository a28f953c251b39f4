import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { articlesOf, connected, joinByHand, say, settled } from './harness/conversation.ts';

/**
 * In a browser, since it is what the person sees of their own words that counts, in the view that looks on and in
 * one that reads them from storage.
 */
describe('a server that rewrites what was written here', () => {
  const room = { roomId: 'hall', entityId: 'visitor-1', userName: 'Grace' };
  let server: RoomServer;
  let browser: TestBrowser;
  let panel: Page;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRoomServer({ chunkDelayMs: 1 }), installExtension()]);
    await joinByHand(await browser.openPopup(), server.url, room);
    panel = await browser.openSidePanel();
    await connected(panel);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });

  const evil = (over: object): void => {
    const { roomId } = room;
    server.emit(roomId, 'messageBroadcast', {
      roomId,
      channelId: roomId,
      senderId: 'mallory',
      senderName: 'Mallory',
      text: 'I resign',
      createdAt: 1,
      attachments: [{ id: 'evil', url: 'https://evil.example/evil.pdf', title: 'evil.pdf' }],
      metadata: { thought: 'hm', actions: ['REPLY'] },
      ...over,
    });
  };
  /** A message that is shown once all earlier ones were processed. */
  const barrier = async (text: string): Promise<void> => {
    server.emit(room.roomId, 'messageBroadcast', { roomId: room.roomId, senderName: 'Ada', text });
    await panel.byRole('article', /^Ada/).last().waitForText(new RegExp(text));
  };

  it('leaves its author, words, attachments and place as they were', async () => {
    await say(panel, 'Good evening');
    await settled(panel, 1, 1);
    const before = await articlesOf(panel);
    const { id } = before[0] ?? {};
    for (const senderId of ['mallory', room.entityId]) {
      evil({ id, senderId });
      evil({ id, clientMessageId: id, senderId: room.entityId });
      evil({ id, clientMessageId: id, senderId, text: 'Good evening' });
    }
    const chunk = { messageId: id, agentId: 'mallory', channelId: room.roomId, chunk: 'I resign', index: 0 };
    server.emit(room.roomId, 'messageStreamChunk', chunk);
    server.emit(room.roomId, 'messageAck', { clientMessageId: id, messageId: 'row-2', roomId: room.roomId });
    await barrier('that was all');
    expect((await articlesOf(panel)).slice(0, 2)).toEqual(before);
    expect(await panel.text()).not.toMatch(/Mallory|resign|evil/);

    panel = await browser.openSidePanel();
    await settled(panel, 1, 2);
    expect((await articlesOf(panel)).slice(0, 2)).toEqual(before);
    expect(panel.errors).toEqual([]);
  });

  it('does not put its answer in place of it, nor take away what it never had', async () => {
    const before = await articlesOf(panel);
    server.misbehave({ refuseSends: 'Not now' });
    await say(panel, 'And another thing');
    const mine = panel.byRole('article', /^Grace/).last();
    await mine.waitForAttribute('data-state', 'failed');
    const id = await mine.attribute('data-message-id');
    evil({ id: 'row-3', clientMessageId: id, text: 'It is noted', attachments: [] });
    server.emit(room.roomId, 'messageDeleted', {
      roomId: room.roomId,
      channelId: room.roomId,
      messageId: id,
    });
    await panel.byRole('article', /^Mallory/).waitForText(/It is noted/);
    await barrier('and that');
    const after = await articlesOf(panel);
    expect(after).toHaveLength(before.length + 3);
    expect(after.find((article) => article.id === id)).toMatchObject({ state: 'failed' });
    expect(await mine.text()).toContain('And another thing');
    expect(panel.errors).toEqual([]);
  });
});
