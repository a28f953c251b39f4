import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { launchExtension } from './harness/browser.ts';
import {
  type Article,
  articlesOf,
  connected,
  emptyConversation,
  historyOf,
  openAgent,
  remember,
  remembered,
  SLOW,
  say,
  settled,
  whereAmI,
} from './harness/conversation.ts';
import { type Elsewhere, joinElsewhere } from './harness/elsewhere.ts';
import { ownWorld } from './harness/world.ts';

const WORDS = Array.from({ length: 400 }, (_, index) => `w${index}`).join(' ');

describe('the worker, killed', () => {
  const world = ownWorld({ browser: launchExtension });
  let panel: Page | undefined;
  let elsewhere: Elsewhere | undefined;
  afterEach(() => elsewhere?.close());

  /** A conversation of its own for each test, in the real side panel. */
  const begin = async (): Promise<Page> => {
    if (!panel) {
      await openAgent(await world.browser.openPopup(), world.server.url);
      panel = await world.browser.openSidePanel();
    }
    await emptyConversation(panel);
    return panel;
  };

  const nothingLostOrDoubled = async (page: Page): Promise<Article[]> => {
    const { roomId } = await whereAmI(page);
    const rows = await historyOf(world.server.url, roomId);
    const articles = await articlesOf(page);
    expect(articles.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect(new Set(articles.map(({ id }) => id)).size).toBe(articles.length);
    return articles;
  };

  it('in the middle of a stream: both views come back, and the reply is whole', async () => {
    const page = await begin();
    const popup = await world.browser.openPopup();
    await Promise.all([remember(page), remember(popup)]);
    await say(popup, 'Give me 400 words');
    const reply = page.byRole('article', /^Eliza/);
    await reply.waitForText(/w20 /);
    const id = await reply.attribute('data-message-id');
    expect(await reply.attribute('aria-busy')).toBe('true');

    await world.browser.worker.stop();
    await Promise.all(
      [page, popup].map((view) => view.byRole('article', /^Eliza/).waitForText(/w399/, SLOW)),
    );
    await Promise.all([settled(page, 1, 1), settled(popup, 1, 1)]);

    expect(await reply.attribute('data-message-id')).toBe(id);
    expect(await reply.text()).toContain(WORDS);
    expect(await articlesOf(popup)).toEqual(await articlesOf(page));
    for (const view of [page, popup]) {
      const { connection } = await remembered(view);
      expect(connection).toEqual(['Connected', 'Connecting', 'Connected']);
    }
    await nothingLostOrDoubled(page);
    expect([...page.errors, ...popup.errors]).toEqual([]);
    await popup.close();
  });

  it('between messages: what is written next goes out once', async () => {
    const page = await begin();
    await say(page, 'Before');
    await settled(page, 1, 1);
    await world.browser.worker.stop();
    await say(page, 'After');
    await settled(page, 2, 2);
    await connected(page);
    const articles = await nothingLostOrDoubled(page);
    expect(articles.map(({ state }) => state)).toEqual(['sent', null, 'sent', null]);
  });

  it('at the moment of sending, again and again: nothing is lost, and nothing goes out twice', async () => {
    const page = await begin();
    for (const [index, pause] of [0, 5, 15, 40].entries()) {
      await page.byRole('textbox', 'Message').fill(`Number ${index}`);
      await page.press('Enter');
      // The worker is somewhere between the port, the commit, the emit and the acknowledgement.
      await delay(pause);
      await world.browser.worker.stop();
      await settled(page, index + 1, index + 1);
    }
    const articles = await nothingLostOrDoubled(page);
    const own = articles.filter(({ state }) => state !== null);
    expect(own.map(({ text }) => /Number \d/.exec(text)?.[0])).toEqual(
      [0, 1, 2, 3].map((n) => `Number ${n}`),
    );
  });

  it('while no view is open: its alarm brings it back, and it hears what is said elsewhere', async () => {
    const page = await begin();
    const { roomId, entityId } = await whereAmI(page);
    await say(page, 'I close the panel now');
    await settled(page, 1, 1);
    elsewhere = await joinElsewhere(world.server.url, roomId, entityId);

    // A page of the extension's origin that is none of its views: the worker is killed through it.
    const bystander = await world.browser.openExtensionPage('manifest.json', { ready: false });
    await page.close();
    panel = undefined;
    await world.browser.worker.stop();
    await world.browser.worker.waitUntilRunning(35_000);

    const answer = elsewhere.hear();
    await elsewhere.say('I am writing from elsewhere');
    await answer;
    // Without a server, only a worker that listened all along can know of it.
    await world.server.kill();
    await bystander.close();
    const popup = await world.browser.openPopup();
    const articles = await articlesOf(popup);
    expect(articles).toHaveLength(4);
    // Its id is the server's where the broadcast was heard, and the sender's where the history was read.
    expect(articles[2]).toMatchObject({
      state: 'sent',
      text: expect.stringContaining('I am writing from elsewhere'),
    });
    expect(articles[3]?.text).toContain(await answer);
  }, 120_000);
});
