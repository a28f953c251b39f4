import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { html, type Seen } from '../harness/http-server.ts';
import { IMPOSTORS, type Impostor } from '../harness/impostors.ts';
import { openPlace, type Place } from '../harness/place.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import {
  articlesOf,
  connected,
  historyOf,
  openAgent,
  SLOW,
  say,
  settled,
  whereAmI,
} from './harness/conversation.ts';
import { ownWorld } from './harness/world.ts';

const PRIVATE = 'Only for my own server';

/**
 * In a browser, since it is the browser that follows redirects or hides where they lead, keeps answers back,
 * and sends what it was not told to (preflights, and a POST again).
 */
describe('another program at the address of an ElizaOS that was stopped', () => {
  const world = ownWorld();
  let panel: Page;
  let place: Place | undefined;
  beforeAll(async () => {
    await openAgent(await world.browser.openPopup(), world.server.url);
    panel = await world.browser.openSidePanel();
    await connected(panel);
    await say(panel, 'Hello');
    await settled(panel, 1, 1);
  });
  afterAll(() => place?.clear());

  /** Nothing waits for the next try; the browser's `online` has it at once. */
  const tryNow = (): Promise<unknown> =>
    world.browser.worker.evaluate(() => {
      self.dispatchEvent(new Event('online'));
    });

  it('gets not a word, is named with its remedy, and what was written goes out once when the server is back', async () => {
    await world.server.stop();
    place = await openPlace(world.server.port);
    const status = panel.byRole('status', 'Connection');
    const seen: Seen[] = [];
    const meet = async (name: Impostor, words: RegExp, remedy: RegExp): Promise<void> => {
      const answer = IMPOSTORS.find((impostor) => impostor.name === name)?.answer;
      if (!answer || !place) throw new Error('there is no such impostor');
      const here = await place.answerWith(answer);
      await tryNow();
      await status.waitForText(words, SLOW);
      expect(await panel.text()).toMatch(remedy);
      await tryNow();
      // WebSocket, polling, and both REST modes.
      await vi.waitFor(() => expect(here.length).toBeGreaterThan(5), { timeout: 20_000, interval: 100 });
      expect(await status.text()).toMatch(/^(Waiting|Connecting)/);
      seen.push(...here);
    };
    const other = /^(Waiting|Connecting) · Something else answers at localhost:\d+, not ElizaOS/;
    const stop = /Stop the other program.*Parley goes on by itself/;
    await say(panel, PRIVATE);
    await meet('a page for everything', other, stop);
    await meet('a bare 404', other, stop);
    await meet('an empty object', other, stop);
    const signIn = /^(Waiting|Connecting) · This network wants you to sign in/;
    await meet('a redirect to a login', signIn, /Open a web page in a tab and sign in/);

    const article = panel.byRole('article').last();
    await article.waitForAttribute('data-state', 'queued');
    expect(seen.filter(({ method }) => !['GET', 'OPTIONS'].includes(method))).toEqual([]);
    expect(JSON.stringify(seen)).not.toContain(PRIVATE);

    await place.clear();
    await world.startServer();
    await tryNow();
    await connected(panel);
    await article.waitForAttribute('data-state', 'sent', SLOW);
    const { roomId } = await whereAmI(panel);
    const rows = await historyOf(world.server.url, roomId);
    expect(rows.filter(({ text }) => text === PRIVATE)).toHaveLength(1);
  }, 120_000);
});

/** In a browser: what a person sees of it, from the menu to the alert. */
describe('a change that is answered by something else than ElizaOS', () => {
  const server = createSmallElizaOS();
  let place: Place;
  let browser: TestBrowser;
  let panel: Page;
  beforeAll(async () => {
    [place, browser] = await Promise.all([openPlace(), installExtension()]);
    await place.put(server.start);
    await openAgent(await browser.openPopup(), `http://localhost:${place.port}`);
    panel = await browser.openSidePanel();
    await connected(panel);
    await say(panel, 'This stays');
    await panel.byRole('article').first().waitForAttribute('data-state', 'sent', SLOW);
  });
  afterAll(async () => {
    await browser?.close();
    await place?.clear();
  });

  it('is not made here, and an alert says why: Clear, answered by a page and by a redirect to one', async () => {
    await panel.byRole('button', 'Conversations').click();
    const clear = async (): Promise<string> => {
      await panel.byRole('button', 'More: This stays').click();
      await panel.byRole('menuitem', 'Clear').click();
      await panel.byRole('dialog').byRole('button', 'Clear').click();
      const alert = panel.byRole('dialog').byRole('alert');
      await alert.waitFor();
      const words = await alert.text();
      await panel.press('Escape');
      await panel.byRole('dialog').waitForGone();
      return words;
    };
    server.instead = ({ method }) => (method === 'DELETE' ? html : undefined);
    expect(await clear()).toMatch(
      /localhost:\d+ answered something else than ElizaOS does: nothing was changed here/,
    );
    server.instead = ({ method, path }) => {
      if (path === '/login') return html;
      return method === 'DELETE'
        ? (response) => response.writeHead(302, { Location: '/login' }).end()
        : undefined;
    };
    expect(await clear()).toMatch(/redirects elsewhere/);
    await panel
      .byRole('list')
      .byRole('button', /^This stays/)
      .click();
    await panel.waitForRole('log', 'Conversation');
    expect(await articlesOf(panel)).toMatchObject([{ text: expect.stringContaining('This stays') }]);
    expect(server.rows).toHaveLength(1);
  });
});
