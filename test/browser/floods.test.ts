import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { connected, openAgent, say, whereAmI } from './harness/conversation.ts';

const AGENT = 'b850bc30-45f8-0041-a00a-83df46d8555d';

describe('a server that floods', () => {
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
    ({ roomId } = await whereAmI(page));
  });
  afterAll(async () => {
    await browser?.close();
    await running?.stop();
  });

  const broadcast = (text: string): void =>
    server.tell('messageBroadcast', {
      id: randomUUID(),
      senderId: AGENT,
      senderName: 'Eliza',
      text,
      roomId,
      channelId: roomId,
      createdAt: Date.now(),
      source: 'agent_response',
    });

  it('with presence and typing', async () => {
    const begin = performance.now();
    for (let index = 0; index < 100_000; index += 1)
      server.tell('userJoined', { roomId, userId: `user-${index}`, userName: `User ${index}` });
    for (let index = 0; index < 20_000; index += 1)
      server.tell('userTyping', {
        roomId,
        userId: `user-${index}`,
        userName: `User ${index}`,
        isTyping: true,
      });
    const emitted = performance.now();
    broadcast('After the flood');
    await page
      .byRole('article')
      .last()
      .waitForText(/After the flood/, { timeout: 300_000 });
    console.log('emit', emitted - begin, 'shown', performance.now() - emitted);
    expect(true).toBe(true);
  }, 400_000);

  it('with texts of 1 MB', async () => {
    const text = 'A word or two of a long text. '.repeat(35_000);
    const begin = performance.now();
    for (let index = 0; index < 10; index += 1) broadcast(`${index} ${text} end`);
    broadcast('After the texts');
    await page
      .byRole('article')
      .last()
      .waitForText(/After the texts/, { timeout: 300_000 });
    console.log('ten of 1 MB', performance.now() - begin);
    broadcast('x'.repeat(20_000_000));
    broadcast('After the 20 MB');
    await page
      .byRole('article')
      .last()
      .waitForText(/After the 20 MB/, { timeout: 300_000 });
    console.log('20 MB', performance.now() - begin);
  }, 400_000);
});
