import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { chooseFile, connected, joinByHand, say, settled } from './harness/conversation.ts';

const Metrics = v.object({ metrics: v.array(v.object({ name: v.string(), value: v.number() })) });

/** Lays so many messages into the room, as if they had been said long ago: `old-0` is the oldest. */
const layDown = (page: Page, roomId: string, count: number): Promise<void> =>
  page.evaluate(
    ([roomId, count]) =>
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
              const text = `Café no.${index}. where **much** was said about the garden of a neighbour.`;
              const message = { type: 'other', id, roomId, authorName: 'Ada', text, at, order: at };
              transaction.objectStore('messages').put({
                profile,
                roomId,
                id,
                pending: 0,
                order: at,
                message: { ...message, attachments: [], reply: 'complete', actions: [] },
              });
            }
          };
        };
      }),
    [roomId, count] as const,
  );

describe('finding', () => {
  let server: RoomServer;
  let browser: TestBrowser;
  let panel: Page;
  const person = { entityId: 'visitor-1', userName: 'Grace' };
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRoomServer({ chunkDelayMs: 1 }), installExtension()]);
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
  /** The time that the page's thread has worked (ms). */
  const busy = async (): Promise<number> => {
    await panel.cdp.send('Performance.enable');
    const { metrics } = v.parse(Metrics, await panel.cdp.send('Performance.getMetrics'));
    return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN) * 1_000;
  };
  const marks = (): Promise<(string | null)[]> =>
    panel.evaluate(() => [...document.querySelectorAll('mark')].map((mark) => mark.textContent));

  it('goes across rooms, whatever the case and the accents, and marks what was searched for', async () => {
    await toSearch();
    await field().fill('KÉTTLE kitchen');
    await results().waitFor();
    expect((await results().names())[0]).toMatch(/^kitchen .*Grace: The kettle is in the kitchen/);
    expect(await marks()).toEqual(expect.arrayContaining(['kettle', 'kitchen']));
    await field().fill('nobody said this');
    await panel.byRole('status').waitForText('No stored message has all of these words.');
    expect(await results().count()).toBe(0);
  });

  it('takes less than a second among 10,000 messages', async () => {
    await field().fill('cafe 777');
    await panel.byRole('status').waitForText('Messages found: 19');
    const before = await busy();
    const started = performance.now();
    await field().fill('garden neighbour');
    await panel.byRole('status').waitForText('Messages found: 10000');
    const [wall, cpu] = [performance.now() - started, (await busy()) - before];
    process.stdout.write(
      `10,000 of 10,000 messages found: ${Math.round(cpu)} ms of the page, ${Math.round(wall)} ms in all\n`,
    );
    // The page's own processor time: its waiting depends on the load of the machine.
    expect(cpu).toBeGreaterThan(0);
    expect(cpu).toBeLessThan(1_000);
    expect(await results().count()).toBe(100);
    await panel.byRole('button', 'Show more').click();
    expect(await results().count()).toBe(200);
  });

  it('leads to the message, however far up it stands, and marks it for a moment', async () => {
    await field().fill('no.8042. cafe');
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
          found?.getAttribute('data-message-id') === 'old-8042' &&
          found === document.activeElement &&
          box !== undefined &&
          log !== undefined &&
          box.top >= log.top &&
          box.bottom <= log.bottom
        );
      },
      [],
      { timeout: 40_000 },
    );
    await panel.waitFor(() => document.querySelector('[data-found]') === null, []);
    // The messages around it are loaded as well.
    expect(await panel.evaluate(() => document.querySelector('[data-message-id="old-8041"]') !== null)).toBe(
      true,
    );
  });

  it('leads to a message of the room that is open, and finds the search as it was left', async () => {
    await toSearch();
    expect(await field().value()).toBe('no.8042. cafe');
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

  /** The content and the name of the file that would have been saved. */
  const exported = async (title: string, item: string): Promise<{ name: string; content: string }> => {
    await panel.byRole('button', 'Conversations').click();
    await panel.waitForRole('heading', 'Conversations');
    await panel.evaluate(() => {
      const globals = globalThis as typeof globalThis & {
        saved?: Promise<{ name: string; content: string }>;
      };
      globals.saved = new Promise((resolve) => {
        HTMLAnchorElement.prototype.click = function () {
          const name = this.download;
          void fetch(this.href)
            .then((response) => response.text())
            .then((content) => resolve({ name, content }));
        };
      });
    });
    await panel.byRole('button', `More: ${title}`).click();
    await panel.byRole('menuitem', item).click();
    const saved = await panel.evaluate(
      () => (globalThis as typeof globalThis & { saved: Promise<{ name: string; content: string }> }).saved,
    );
    await panel.byRole('button', 'Back').click();
    return saved;
  };
  /** Chooses a file of that content. */
  const shown = (page: Page): Promise<(string | null)[][]> =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[role=log] article')].map((article) => [
        article.dataset.messageId ?? '',
        article.dataset.state ?? '',
        article.querySelector('.bubble, .text')?.textContent ?? '',
      ]),
    );

  it('is no more needed by who has it as Markdown', async () => {
    const { name, content } = await exported('cellar', 'Export as Markdown');
    expect(name).toMatch(/^cellar \d{4}-\d\d-\d\d\.md$/);
    expect(content).toMatch(/^# cellar\n\n## .*\n\n\*\*Grace\*\* · .*\n\n> And what is in the cellar\?\n/);
  });

  it('goes on in another browser, into which the JSON was imported', async () => {
    await panel.byRole('button', 'Conversations').click();
    await panel
      .byRole('list', 'Conversations')
      .byRole('button', /^cellar/)
      .click();
    await panel.waitForRole('heading', 'cellar');
    await settled(panel, 1, 1);
    const before = await shown(panel);
    const { name, content } = await exported('cellar', 'Export as JSON');
    expect(name).toMatch(/\.json$/);
    expect(content).not.toContain(person.entityId);

    const fresh = await installExtension();
    try {
      const other = await fresh.openSidePanel();
      await joinByHand(other, server.url, { roomId: 'attic', entityId: 'visitor-2', userName: 'Ada' });
      await other.byRole('button', 'Conversations').click();
      await other.waitForRole('button', 'Import');
      await chooseFile(other, 'notes.txt', 'not JSON');
      await other
        .byRole('dialog')
        .byRole('alert')
        .waitForText(/not a conversation that Parley exported/);
      expect(await other.byRole('dialog').byRole('button', 'Import').isDisabled()).toBe(true);
      await other.press('Escape');
      await other.byRole('dialog').waitForGone();
      for (const _ of ['once', 'again']) {
        await chooseFile(other, name, content);
        await other.byRole('dialog').byRole('button', 'Import').waitFor();
        await other.waitFor(() => document.querySelector('dialog')?.textContent?.includes('Messages: 2'), []);
        await other.byRole('dialog').byRole('button', 'Import').click();
        await other.waitForRole('heading', 'cellar');
        expect(await shown(other)).toEqual(before);
        await other.byRole('button', 'Conversations').click();
        await other.waitForRole('button', 'Import');
      }
    } finally {
      await fresh.close();
    }
  });
});
