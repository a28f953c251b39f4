import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import {
  articlesOf,
  connected,
  historyOf,
  openAgent,
  remember,
  remembered,
  say,
  settled,
  whereAmI,
} from './harness/conversation.ts';
import { sharedWorld } from './harness/world.ts';

const lastTextOf = (page: Page): Promise<string> =>
  page.byRole('log', 'Conversation').byRole('article').last().text();

describe('popup and side panel, open at once', () => {
  const world = sharedWorld();
  let popup: Page;
  let panel: Page;
  beforeAll(async () => {
    await openAgent(await world.browser.openPopup(), world.server.url);
    // Its button opens the panel, and the popup goes, as popups do; a click on the icon brings it back.
    panel = await world.browser.openSidePanel();
    popup = await world.browser.openPopup();
    await Promise.all([connected(popup), connected(panel)]);
  });

  it('show the same messages at the same time, whichever of them sends', async () => {
    expect(await world.browser.contexts(panel)).toEqual(
      expect.arrayContaining(['BACKGROUND', 'POPUP', 'SIDE_PANEL']),
    );
    await Promise.all([remember(popup), remember(panel)]);

    await say(popup, 'Give me 400 words from the popup');
    const replies = [popup, panel].map((page) => page.byRole('article', /^Eliza/));
    await Promise.all(replies.map((reply) => reply.waitForAttribute('aria-busy', 'true')));
    // Both see it grow: what one shows now, the other shows within moments, long before the end.
    const shown = await lastTextOf(popup);
    await panel.waitFor(
      (length) => {
        const article = [...document.querySelectorAll('[role="log"] article')].at(-1);
        return article?.ariaBusy === 'true' && (article.textContent ?? '').length >= length;
      },
      [shown.length],
    );
    await Promise.all([settled(popup, 1, 1), settled(panel, 1, 1)]);
    expect(await articlesOf(panel)).toEqual(await articlesOf(popup));

    await say(panel, 'Show me markdown in the panel');
    await Promise.all([settled(popup, 2, 2), settled(panel, 2, 2)]);
    await say(popup, 'I am happy about that');
    await Promise.all([settled(popup, 3, 3), settled(panel, 3, 3)]);

    const articles = await articlesOf(popup);
    expect(await articlesOf(panel)).toEqual(articles);
    expect(articles.map(({ state }) => state)).toEqual(['sent', null, 'sent', null, 'sent', null]);

    const [inPopup, inPanel] = await Promise.all([remembered(popup), remembered(panel)]);
    const thinking = ['', ...Array.from({ length: 3 }, () => ['Eliza is thinking', '']).flat()];
    expect(inPopup.activity).toEqual(thinking);
    expect(inPanel.activity).toEqual(thinking);

    const { roomId } = await whereAmI(panel);
    const rows = await historyOf(world.server.url, roomId);
    expect(articles.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect([...popup.errors, ...panel.errors]).toEqual([]);
  });

  it('share a draft: what one writes, the other goes on with', async () => {
    await panel.byRole('textbox', 'Message').fill('Begun in the panel');
    await popup.waitFor(() => document.querySelector('textarea')?.value === 'Begun in the panel', []);
    await popup.byRole('textbox', 'Message').type(', ended in the popup');
    await panel.waitFor(
      () => document.querySelector('textarea')?.value === 'Begun in the panel, ended in the popup',
      [],
    );
    await popup.byRole('button', 'Send').click();
    await panel.waitFor(() => document.querySelector('textarea')?.value === '', []);
    await panel.byRole('log', 'Conversation').byRole('article').last().waitForAttribute('aria-busy', 'false');
    expect(await popup.byRole('textbox', 'Message').value()).toBe('');
  });

  // Needs a browser: real keys in two real windows, whose order and delays no fake has.
  it('never mix what is written in both at the same moment: the one that is written in last wins', async () => {
    for (let key = 0; key < 8; key += 1) {
      await popup.byRole('textbox', 'Message').type('a');
      await panel.byRole('textbox', 'Message').type('b');
    }
    for (const page of [popup, panel]) {
      await page.waitFor(() => document.querySelector('textarea')?.value === 'bbbbbbbb', []);
    }
    await panel.byRole('textbox', 'Message').fill('');
    await popup.waitFor(() => document.querySelector('textarea')?.value === '', []);
  });
});
