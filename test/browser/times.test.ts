import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { articlesOf, chooseFile, connected, joinByHand, say, settled } from './harness/conversation.ts';

/**
 * In a browser, since what such a time ends is a view that renders it, from then on and whenever it is opened:
 * ports that carry JSON, a database that keeps any number, and a page that has nothing left to show.
 */
describe('a time that is none', () => {
  const room = { roomId: 'hall', entityId: 'visitor-1', userName: 'Grace' };
  let server: RoomServer;
  let browser: TestBrowser;
  let views: Page[] = [];
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRoomServer({ chunkDelayMs: 1 }), installExtension()]);
    await joinByHand(await browser.openPopup(), server.url, room);
    await reopen();
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });

  /** Popup and panel, both opened anew. */
  const reopen = async (): Promise<void> => {
    const panel = await browser.openSidePanel();
    views = [await browser.openPopup(), panel];
    await Promise.all(views.map(connected));
  };
  const show = async (texts: readonly string[]): Promise<void> => {
    for (const view of views) {
      await view
        .byRole('article')
        .last()
        .waitForText(new RegExp(texts.at(-1) ?? ''));
      const shown = (await articlesOf(view)).map(({ text }) => text);
      expect(shown).toEqual(texts.map((text) => expect.stringContaining(text)));
      expect(view.errors).toEqual([]);
    }
  };
  const broadcast = (id: string, createdAt: number): void => {
    const { roomId } = room;
    const message = {
      id,
      roomId,
      channelId: roomId,
      senderId: 'ada',
      senderName: 'Ada',
      text: id,
      createdAt,
    };
    server.emit(roomId, 'messageBroadcast', message);
  };

  it('that a server tells leaves the conversation going on, here and in views that are opened later', async () => {
    broadcast('the last date', 8.64e15);
    const chunk = { messageId: 'streamed', agentId: 'ada', channelId: room.roomId, index: 0 };
    server.emit(room.roomId, 'messageStreamChunk', { ...chunk, chunk: 'piece by piece' });
    broadcast('after all time', 1e300);
    const said = ['the last date', 'piece by piece', 'after all time'];
    await show(said);
    await reopen();
    await show(said);

    const [popup] = views;
    if (popup) await say(popup, 'Still here');
    for (const view of views) await settled(view, 1, 4);
    expect(await popup?.byRole('article').last().text()).not.toContain('after all time');
    await reopen();
    for (const view of views) await settled(view, 1, 4);
  });

  it('that a file holds is mended, and the rest of the conversation imported', async () => {
    const message = (id: string, at: string): string =>
      `{"kind":"other","id":"${id}","roomId":"cellar","authorName":"Ada","text":"${id}","at":${at},` +
      '"serverTime":true,"attachments":[],"reply":"complete","actions":[]}';
    const messages = [
      message('before', '1600000000000'),
      message('never', '1e300'),
      message('infinite', '1e999'),
      message('after', '1600000100000'),
    ];
    const file = `{"format":"parley-conversation","version":1,"room":{"id":"cellar","title":"cellar"},"messages":[${messages}]}`;

    const [, panel] = views;
    if (!panel) throw new Error('no panel is open');
    await panel.byRole('button', 'Conversations').click();
    await panel.waitForRole('button', 'Import');
    await chooseFile(panel, 'cellar.json', file);
    await panel.waitFor(() => document.querySelector('dialog')?.textContent?.includes('Messages: 4'), []);
    await panel.byRole('dialog').byRole('button', 'Import').click();
    await panel.waitForRole('heading', 'cellar');
    const said = ['before', 'never', 'infinite', 'after'];
    await show(said);
    await reopen();
    await show(said);
  });
});
