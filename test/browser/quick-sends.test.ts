import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { articlesOf, emptyConversation, historyOf, openAgent, whereAmI } from './harness/conversation.ts';
import { sharedWorld } from './harness/world.ts';

/** Longer than the server pauses within a stream, shorter than a view waits for a silent one to go on. */
const QUIET_MS = 3_000;

describe('quick sends, against ElizaOS', () => {
  const world = sharedWorld();
  let panel: Page;
  beforeAll(async () => {
    await openAgent(await world.browser.openPopup(), world.server.url);
    panel = await world.browser.openSidePanel();
  });
  beforeEach(() => emptyConversation(panel));

  const sendQuickly = async (count: number, apartMs: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      if (index > 0) await delay(apartMs);
      await panel.byRole('textbox', 'Message').fill(`Quick ${index}: give me 120 words`);
      await panel.press('Enter');
    }
  };

  /** The last one is answered; then nothing grows, nothing is open, nobody thinks. */
  const comesToRest = async (count: number): Promise<void> => {
    await panel.waitFor(
      (own) => {
        const all = [...document.querySelectorAll<HTMLElement>('[role="log"] article')];
        const last = all.at(-1);
        return (
          all.filter(({ dataset }) => dataset.state === 'sent').length === own &&
          last?.dataset.state === undefined &&
          last?.textContent?.includes('w119') &&
          all.every((article) => article.ariaBusy !== 'true')
        );
      },
      [count],
      { timeout: 30_000 },
    );
    await panel.byRole('status', 'Activity').waitForText('');
    const before = await articlesOf(panel);
    await delay(QUIET_MS);
    expect(await articlesOf(panel)).toEqual(before);
  };

  const isAsTheServerSays = async (count: number): Promise<void> => {
    const { roomId, entityId } = await whereAmI(panel);
    const rows = await historyOf(world.server.url, roomId);
    const articles = await articlesOf(panel);
    expect(rows.filter(({ authorId }) => authorId === entityId)).toHaveLength(count);
    const complete = articles.filter(({ text }) => !text.includes('Cut off'));
    expect(complete.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    const own = articles.filter(({ state }) => state !== null);
    expect(own.map(({ text }) => Number(/Quick (\d)/.exec(text)?.[1]))).toEqual(
      Array.from({ length: count }, (_, index) => index),
    );
  };

  it('two at once leave no reply open for ever', async () => {
    await sendQuickly(2, 0);
    await comesToRest(2);
    await isAsTheServerSays(2);
  });

  it('six, 250 ms apart: the answers that gave way say so', async () => {
    await sendQuickly(6, 250);
    await comesToRest(6);
    await isAsTheServerSays(6);
    const replies = (await articlesOf(panel)).filter(({ state }) => state === null);
    const cutOff = replies.filter(({ text }) => text.includes('Cut off'));
    expect(cutOff.length).toBeGreaterThan(0);
    expect(replies.length - cutOff.length).toBeGreaterThan(0);
  });
});
