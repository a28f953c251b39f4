import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { freePort } from '../../server/ports.ts';
import { json, type Seen } from '../harness/http-server.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { articlesOf, openAgent, SLOW, say, settled } from './harness/conversation.ts';

/**
 * In a browser, since the gap is closed by what comes into view (an IntersectionObserver, with a layout and a scroll
 * position to keep), and since a connection that is lost and an endless answer meet a real worker and a real database.
 */
describe('a history', () => {
  const server = createSmallElizaOS();
  let running: Awaited<ReturnType<typeof server.start>>;
  let port: number;
  let browser: TestBrowser;
  let page: Page;
  let channelId: string;

  beforeAll(async () => {
    port = await freePort(21_400);
    [running, browser] = await Promise.all([server.start(port), installExtension()]);
    await openAgent(await browser.openPopup(), running.url);
    page = await browser.openSidePanel();
    await say(page, 'Hello');
    await settled(page, 1, 0);
    channelId = server.rows[0]?.channelId ?? '';
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), running?.stop()]);
  });

  /** The server is away while that happens. */
  const whileAway = async (act: () => void): Promise<void> => {
    await running.stop();
    await page.byRole('status', 'Connection').waitForText(/^(Waiting|Connecting)/, SLOW);
    act();
    running = await server.start(port);
    await browser.worker.evaluate(() => {
      self.dispatchEvent(new Event('online'));
    });
  };
  const isPage = ({ method, path }: Seen): boolean => method === 'GET' && /\/messages\?/.test(path);
  /** What the messages say, in the log's order. */
  const texts = async (): Promise<string[]> =>
    (await articlesOf(page)).map(({ text }) => /(Hello|missed \d+)/.exec(text)?.[0] ?? text);
  const line = (): Promise<string | undefined> =>
    page.evaluate(() => document.querySelector('[role="log"] .gap')?.textContent ?? undefined);
  const scrollTo = (top: number): Promise<void> =>
    page.evaluate((to) => {
      const log = document.querySelector('[role="log"]');
      if (log) log.scrollTop = to;
    }, top);

  it('that breaks off shows its newest page, and where messages are missing, until they are loaded there', async () => {
    await whileAway(() => {
      const from = Date.now();
      for (let index = 1; index <= 700; index += 1) {
        server.rows.push({
          id: crypto.randomUUID(),
          channelId,
          authorId: 'b850bc30-45f8-0041-a00a-83df46d8555d',
          content: `missed ${index}`,
          rawMessage: {},
          created_at: from + index,
        });
      }
      server.instead = (request) =>
        isPage(request) && request.path.includes('before=')
          ? json({ error: 'Out of order' }, 500)
          : undefined;
    });
    await page
      .byRole('article')
      .last()
      .waitForText(/missed 700/, SLOW);
    await scrollTo(0);
    await vi.waitFor(
      async () => expect(await line()).toMatch(/^Messages are missing here Load them.*Out of order/),
      {
        timeout: 20_000,
        interval: 100,
      },
    );
    server.instead = undefined;
    await page.byRole('button', 'Load them').click();
    await vi.waitFor(
      async () => {
        await scrollTo(0);
        const shown = await texts();
        expect(shown).toHaveLength(701);
        expect(await line()).toBeUndefined();
      },
      { timeout: 60_000, interval: 200 },
    );
    const shown = await texts();
    expect(shown).toEqual(['Hello', ...Array.from({ length: 700 }, (_, index) => `missed ${index + 1}`)]);
    expect(page.errors).toEqual([]);
  });

  it('that never ends stops nothing: what came is shown, and what is written goes out', async () => {
    let requests = 0;
    await whileAway(() => {
      const base = Date.now() + 1_000;
      server.instead = (request) => {
        if (!isPage(request)) return undefined;
        requests += 1;
        const limit = Number(new URL(request.path, running.url).searchParams.get('limit'));
        const messages = Array.from({ length: limit }, (_, index) => ({
          id: crypto.randomUUID(),
          channelId,
          authorId: 'b850bc30-45f8-0041-a00a-83df46d8555d',
          content: `endless ${requests}`,
          rawMessage: {},
          created_at: base - index - requests,
        }));
        return json({ success: true, data: { messages } });
      };
    });
    await page.waitFor(
      () => document.querySelector('[role="log"]')?.textContent?.includes('endless 1') === true,
      [],
      SLOW,
    );
    await say(page, 'Still here');
    await page
      .byRole('article', /^You|User/)
      .last()
      .waitForAttribute('data-state', 'sent', SLOW);
    expect(server.rows.some(({ content }) => content === 'Still here')).toBe(true);
    // Until a second passes without another request.
    let before = -1;
    await vi.waitFor(
      () => {
        const isStill = requests === before;
        before = requests;
        expect(isStill).toBe(true);
      },
      { timeout: 40_000, interval: 1_000 },
    );
    expect(requests).toBeLessThanOrEqual(70);
    expect(page.errors).toEqual([]);
  });
});
