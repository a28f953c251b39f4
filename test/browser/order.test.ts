import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { articlesOf, connected, joinByHand, say, settled } from './harness/conversation.ts';

const HOUR = 3_600_000;

/**
 * In a browser, since the order passes through Chromium's own database, which compares fractions of numbers as keys,
 * through ports that carry JSON, and is to be the same in a view that heard it all and in one that is opened later.
 */
describe('the order of a conversation', () => {
  const room = { roomId: 'hall', entityId: 'visitor-1', userName: 'Grace' };
  let server: RoomServer;
  let browser: TestBrowser;
  let views: Page[] = [];
  const said: string[] = [];

  const reopen = async (): Promise<void> => {
    const panel = await browser.openSidePanel();
    views = [await browser.openPopup(), panel];
    await Promise.all(views.map(connected));
  };
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRoomServer({ chunkDelayMs: 1 }), installExtension()]);
    await joinByHand(await browser.openPopup(), server.url, room);
    await reopen();
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });

  const broadcast = (id: string, createdAt: number): void => {
    const { roomId } = room;
    const told = { id, roomId, channelId: roomId, senderId: 'ada', senderName: 'Ada', text: id, createdAt };
    server.emit(roomId, 'messageBroadcast', told);
    said.push(id);
  };
  const show = async (): Promise<void> => {
    for (const view of views) {
      await view
        .byRole('article')
        .last()
        .waitForText(new RegExp(said.at(-1) ?? ''));
      const shown = (await articlesOf(view)).map(({ text }) => text);
      expect(shown).toEqual(said.map((text) => expect.stringContaining(text)));
    }
  };

  it('is that in which its messages came, though they are of one moment, or of a clock that is set right', async () => {
    const now = Date.now();
    for (const id of ['10', '04', '01', '00', '11', '02', '09', '03', '08', '05', '07', '06']) {
      broadcast(`word ${id}`, now);
    }
    await show();
    broadcast('three hours ahead', now + 3 * HOUR);
    broadcast('set right', now + 1_000);
    broadcast('a while later', now + 2_000);
    await show();
    await reopen();
    await show();
  });

  it('has what is written at its end, and the answer below it', async () => {
    const [popup] = views;
    if (!popup) throw new Error('no view is open');
    await say(popup, 'Is anybody here?');
    for (const view of views) await settled(view, 1, said.length + 1);
    const expected = [...said, 'Is anybody here?'].map((text) => expect.stringContaining(text));
    const shown = async (view: Page) => (await articlesOf(view)).map(({ text }) => text).slice(0, -1);
    for (const view of views) expect(await shown(view)).toEqual(expected);
    await reopen();
    for (const view of views) expect(await shown(view)).toEqual(expected);
  });
});
