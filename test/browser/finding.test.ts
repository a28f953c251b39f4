import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParleyBrowser } from '../../server/browser/launch.ts';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { launchExtension } from './harness/browser.ts';
import { connected, joinByHand, say, settled } from './harness/conversation.ts';

/** Lays so many messages into the room, as if they had been said long ago: `old-0` is the oldest. */
const layDown = (page: Page, roomId: string, count: number): Promise<void> =>
  page.evaluate(
    (roomId, count) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('parley');
        opening.onsuccess = () => {
          const transaction = opening.result.transaction(['rooms', 'messages'], 'readwrite');
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          transaction.onerror = () => reject(transaction.error);
          const rooms = transaction.objectStore('rooms').getAll();
          rooms.onsuccess = () => {
            const { profile } = rooms.result.find((row: { roomId: string }) => row.roomId === roomId);
            for (let index = 0; index < count; index += 1) {
              const id = `old-${index}`;
              const at = 1_600_000_000_000 + index * 60_000;
              const text = `Café number ${index}, where **much** was said about the garden of a neighbour.`;
              const message = { kind: 'other', id, roomId, authorName: 'Ada', text, at, attachments: [] };
              transaction.objectStore('messages').put({
                profile,
                roomId,
                id,
                pending: 0,
                at,
                message: { ...message, reply: 'complete', actions: [] },
              });
            }
          };
        };
      }),
    [roomId, count],
  );

describe('finding', () => {
  let server: RoomServer;
  let browser: ParleyBrowser;
  let panel: Page;
  const person = { entityId: 'visitor-1', userName: 'Grace' };
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRoomServer({ chunkDelayMs: 1 }), launchExtension()]);
    panel = await browser.openSidePanel();
    await panel.setSize(360, 700);
    await joinByHand(panel, server.url, { roomId: 'kitchen', ...person });
    await say(panel, 'The kettle is in the kitchen');
    await settled(panel, 1, 1);
    await layDown(panel, 'kitchen', 10_000);
    await panel.byRole('button', 'Conversations').click();
    await panel.byRole('button', 'Change server').click();
    await joinByHand(panel, server.url, { roomId: 'cellar', ...person });
    await say(panel, 'And what is in the cellar?');
    await settled(panel, 1, 1);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });

  const toSearch = async (): Promise<void> => {
    await panel.byRole('button', 'Conversations').click();
    await panel.waitForRole('heading', 'Conversations');
    await panel.byRole('button', 'Search').click();
    await panel.waitForRole('heading', 'Search');
  };
  const field = () => panel.byRole('searchbox', 'Search messages');
  const results = () => panel.byRole('list', 'Results').byRole('button');
  const marks = (): Promise<(string | null)[]> =>
    panel.evaluate(() => [...document.querySelectorAll('mark')].map((mark) => mark.textContent));

  it('goes across rooms, whatever the case and the accents, and marks what was searched for', async () => {
    await toSearch();
    await field().fill('KÉTTLE kitchen');
    await results().waitFor();
    expect(await results().first().name()).toMatch(/^kitchen .*Grace: The kettle is in the kitchen/);
    expect(await marks()).toEqual(expect.arrayContaining(['kettle', 'kitchen']));
    await field().fill('nobody said this');
    await panel.byRole('status').waitForText('No stored message has all of these words.');
    expect(await results().count()).toBe(0);
  });

  it('takes less than a second among 10,000 messages', async () => {
    await field().fill('cafe 777');
    await panel.byRole('status').waitForText('Messages found: 20');
    const ms = await panel.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const input = document.querySelector<HTMLInputElement>('input[type=search]');
          const started = performance.now();
          new MutationObserver((_, observer) => {
            if (!document.querySelector('[role=status]')?.textContent?.endsWith('10000')) return;
            observer.disconnect();
            resolve(performance.now() - started);
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
          if (input) input.value = 'garden neighbour';
          input?.dispatchEvent(new Event('input', { bubbles: true }));
        }),
    );
    process.stdout.write(`a search that finds 10,000 of 10,000 messages: ${Math.round(ms)} ms\n`);
    expect(ms).toBeLessThan(1_000);
    expect(await results().count()).toBe(100);
    await panel.byRole('button', 'Show more').click();
    expect(await results().count()).toBe(200);
  });

  it('leads to the message, however far up it stands, and marks it for a moment', async () => {
    await field().fill('number 42, cafe');
    await panel.byRole('status').waitForText('Messages found: 1');
    await field().press('Tab');
    await panel.press('ArrowDown');
    await results().first().click();
    await panel.waitForRole('heading', 'kitchen');
    await panel.waitFor(
      () => {
        const found = document.querySelector('[data-found]');
        const log = document.querySelector('[role=log]')?.getBoundingClientRect();
        const box = found?.getBoundingClientRect();
        return (
          found?.getAttribute('data-message-id') === 'old-42' &&
          found === document.activeElement &&
          box !== undefined &&
          log !== undefined &&
          box.top >= log.top &&
          box.bottom <= log.bottom
        );
      },
      [],
      { timeout: 20_000 },
    );
    await panel.waitFor(() => document.querySelector('[data-found]') === null, []);
    // What is around it is there as well.
    expect(await panel.evaluate(() => document.querySelector('[data-message-id="old-41"]') !== null)).toBe(
      true,
    );
  });

  it('leads to a message of the room that is open, and finds the search as it was left', async () => {
    await toSearch();
    expect(await field().value()).toBe('number 42, cafe');
    await field().fill('kettle grace');
    await panel.byRole('status').waitForText('No stored message has all of these words.');
    await field().fill('the kettle');
    await results().waitFor();
    await results().first().click();
    await panel.waitForRole('textbox', 'Message');
    await panel.waitFor(() => document.querySelector('[data-found]')?.textContent?.includes('kettle'), []);
    await connected(panel);
    expect(panel.errors).toEqual([]);
  });
});
