import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { connected, joinByHand } from './harness/conversation.ts';

describe('a popup that is closed and opened again', () => {
  const room = { roomId: randomUUID(), entityId: randomUUID(), userName: 'Grace' };
  let server: RoomServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRoomServer(), installExtension()]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });

  const adaSays = (text: string): void => {
    const { roomId } = room;
    server.emit(roomId, 'messageBroadcast', { roomId, channelId: roomId, senderName: 'Ada', text });
  };
  const heard = (page: Page, text: string): Promise<string> =>
    page.byRole('article', /^Ada/).last().waitForText(new RegExp(text));
  const topOf = (page: Page, text: string): Promise<number> =>
    page.evaluate((text) => {
      const articles = [...document.querySelectorAll('article')];
      const article = articles.find(({ textContent }) => textContent?.includes(text));
      return article?.getBoundingClientRect().top ?? Number.NaN;
    }, text);

  it('shows what was read where it was, and what has come since as new', async () => {
    let popup = await browser.openPopup();
    await joinByHand(popup, server.url, room);
    for (let count = 1; count <= 30; count += 1) adaSays(`Number ${count}. ${'Words go on. '.repeat(12)}`);
    await heard(popup, 'Number 30');
    await popup.waitFor(() => {
      const log = document.querySelector('[role="log"]');
      return log !== null && log.scrollTop > 1000 && log.scrollHeight - log.clientHeight - log.scrollTop < 2;
    }, []);
    await popup.byRole('log', 'Conversation').evaluate((log) => log.scrollBy(0, -1000));
    await popup.waitForRole('button', 'Jump to latest');
    const before = await topOf(popup, 'Number 20.');
    await popup.close();

    popup = await browser.openPopup();
    await connected(popup);
    adaSays('While you were away');
    await popup.waitForRole('button', 'Jump to latest, 1 new');
    expect(Math.abs((await topOf(popup, 'Number 20.')) - before)).toBeLessThan(1);
    await popup.byRole('button', 'Jump to latest, 1 new').click();
    await popup.byRole('button', /^Jump to latest/).waitForGone();
    await popup.close();

    // The worker goes on listening with nobody there.
    adaSays('And once more');
    popup = await browser.openPopup();
    await heard(popup, 'And once more');
    const above = await popup.evaluate(() => document.querySelector('.new-mark + article')?.textContent);
    expect(above).toContain('And once more');
    expect(popup.errors).toEqual([]);
  });
});
