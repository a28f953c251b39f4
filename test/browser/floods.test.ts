import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { chooseFile, connected, openAgent, say, settled, whereAmI } from './harness/conversation.ts';

const AGENT = 'b850bc30-45f8-0041-a00a-83df46d8555d';
const PATIENT = { timeout: 60_000 };
/** So many times as long as an ordinary message, on this machine as it is, one after a flood may take at most. */
const TIMES_AT_MOST = 10;

const server = createSmallElizaOS();
let running: Awaited<ReturnType<typeof server.start>>;
let browser: TestBrowser;
let page: Page;
let roomId: string;
beforeAll(async () => {
  [running, browser] = await Promise.all([server.start(0), installExtension()]);
  page = await browser.openPopup();
  await openAgent(page, running.url);
  await connected(page);
  await say(page, 'Hello');
  await settled(page, 1, 0);
  ({ roomId } = await whereAmI(page));
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

const broadcast = (text: string, also: object = {}): void =>
  server.tell('messageBroadcast', {
    id: randomUUID(),
    senderId: AGENT,
    senderName: 'Eliza',
    text,
    roomId,
    channelId: roomId,
    createdAt: Date.now(),
    source: 'agent_response',
    ...also,
  });

/** Says it, and resolves to how long (ms) it takes to be seen. The roles of a page of megabytes are slow to compute. */
const seen = async (text: string): Promise<number> => {
  const begun = performance.now();
  broadcast(text);
  await page.waitFor(
    (words) => [...document.querySelectorAll('article')].at(-1)?.textContent?.includes(words),
    [text],
    PATIENT,
  );
  return performance.now() - begun;
};

/** In a browser: a worker and a view that share a machine with a socket are flooded, and the view is looked at. */
describe('the next message', () => {
  it('is shown soon after 100,000 have come and 20,000 have typed, who are counted', async () => {
    const usual = await seen('Before the flood');
    for (let index = 0; index < 100_000; index += 1) {
      server.tell('userJoined', { roomId, userId: `user-${index}`, userName: `User ${index}` });
    }
    await server.drained();
    await page.waitFor(
      () => document.querySelector('[role="log"]')?.textContent?.includes('99,995 more joined or left'),
      [],
      PATIENT,
    );
    for (let index = 0; index < 20_000; index += 1) {
      server.tell('userTyping', {
        roomId,
        userId: `user-${index}`,
        userName: `User ${index}`,
        isTyping: true,
      });
    }
    await server.drained();
    await page.waitFor(
      () => document.querySelector('.activity')?.textContent?.endsWith(' and 47+ more are typing'),
      [],
      PATIENT,
    );
    expect(await seen('After the flood')).toBeLessThan(2_000 + TIMES_AT_MOST * usual);
  }, 180_000);

  it('is shown after texts of megabytes, which are shown in part, and say what is missing', async () => {
    const text = 'A word or two of a long text. '.repeat(35_000);
    for (let index = 0; index < 10; index += 1) broadcast(`${index}. ${text}`);
    broadcast('x'.repeat(20_000_000), {
      senderName: 'N'.repeat(1_000_000),
      thought: 'T'.repeat(1_000_000),
      actions: Array.from({ length: 10_000 }, () => 'A'.repeat(1_000)),
      attachments: Array.from({ length: 10_000 }, (_, index) => ({ id: `${index}`, url: `/media/${index}` })),
    });
    server.tell('channelUpdated', { channelId: roomId, updates: { name: 'T'.repeat(1_000_000) } });
    await seen('After the texts');
    const shown = await page.evaluate(() => ({
      length: document.body.textContent?.length ?? 0,
      faults: document.body.textContent?.includes('cannot be shown'),
      notes: [...document.querySelectorAll('.left-out')].map(({ textContent }) => textContent),
      title: document.querySelector('h1')?.textContent?.length,
    }));
    expect(shown.length).toBeLessThan(1_000_000);
    expect(shown.faults).toBe(false);
    expect(shown.title).toBe(200);
    expect(shown.notes.filter((note) => note?.startsWith('Show all: '))).toHaveLength(11);
    expect(shown.notes.slice(-2)).toEqual([
      'Shortened: the message was too long. Characters left out at its end: 18,000,000',
      'Attachments left out: 9,900',
    ]);
  }, 180_000);
});

/** How much the browser has used of the processor so far, all of its processes together (s). */
const processorTime = async (): Promise<number> => {
  const session = await browser.puppeteer.target().createCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
};
/** It was 110 with a transaction and a look-up for each message. */
const SECONDS_AT_MOST = 25;

/** In a browser: transactions, ports and frames have their real cost there. */
describe('importing 20,000 messages', () => {
  it('says how far it is while the page answers, and names a file that is cut off', async () => {
    const total = 20_000;
    await page.byRole('button', 'Conversations').click();
    const content = (): string =>
      JSON.stringify({
        format: 'parley-conversation',
        version: 2,
        room: { id: randomUUID(), title: 'A long story' },
        messages: Array.from({ length: total }, (_, index) => ({
          type: 'other',
          id: randomUUID(),
          serverId: randomUUID(),
          roomId,
          authorName: 'Eliza',
          text: `Message ${index}. `.repeat(20),
          at: 1_700_000_000_000 + index,
          attachments: [],
          reply: 'complete',
          actions: [],
        })),
      });
    await chooseFile(page, 'cut.json', content().slice(0, 1_000_000));
    await page
      .byRole('dialog')
      .byRole('alert')
      .waitForText(/^The file is cut off/);
    await page.press('Escape');
    await chooseFile(page, 'story.json', content());
    const dialog = page.byRole('dialog');
    await dialog.byRole('button', 'Import').waitFor(PATIENT);
    const before = await processorTime();
    await dialog.byRole('button', 'Import').click(PATIENT);
    const told = await page.evaluate(
      () =>
        new Promise<{ words: string[]; longest: number }>((resolve) => {
          const words: string[] = [];
          let longest = 0;
          let last = performance.now();
          const look = (): void => {
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
            const dialog = document.querySelector('dialog');
            const progress = dialog?.querySelector('.transfer')?.textContent?.trim();
            if (progress && words.at(-1) !== progress) words.push(progress);
            if (dialog) requestAnimationFrame(look);
            else resolve({ words, longest });
          };
          look();
        }),
    );
    expect(told.words.length).toBeGreaterThan(5);
    expect(told.words.at(-1)).toMatch(/^(19|20),000 of 20,000$/);
    expect(told.longest).toBeLessThan(1_500);
    expect(await processorTime()).toBeLessThan(before + SECONDS_AT_MOST);
    await page
      .byRole('article')
      .last()
      .waitForText(/Message 19999\./, PATIENT);
  }, 120_000);
});
