import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import {
  articlesOf,
  connected,
  historyOf,
  openAgent,
  remember,
  remembered,
  type Seen,
  SLOW,
  say,
  settled,
  whereAmI,
} from './harness/conversation.ts';
import { ownWorld } from './harness/world.ts';

/** Until the banner counts down from so many seconds or more; resolves to how many. */
const longWait = async (page: Page, seconds: number): Promise<number> => {
  await page.waitFor(
    (least) => Number(/Next try in (\d+) s/.exec(document.body.textContent ?? '')?.[1] ?? 0) >= least,
    [seconds],
    { timeout: 60_000 },
  );
  return Number(/Next try in (\d+) s/.exec(await page.text())?.[1]);
};

describe('the server, stopped and started again', () => {
  const world = ownWorld();
  let panel: Page;
  let roomId = '';
  let entityId = '';
  const written: string[] = [];
  beforeAll(async () => {
    await openAgent(await world.browser.openPopup(), world.server.url);
    panel = await world.browser.openSidePanel();
    ({ roomId, entityId } = await whereAmI(panel));
  });

  /** All that the server has is shown, once and in its order; else there is only what ended as cut off. */
  const agreesWithServer = async (): Promise<void> => {
    const rows = await historyOf(world.server.url, roomId);
    const articles = await articlesOf(panel);
    const kept = new Set(rows.map(({ id }) => id));
    const [known, others] = [true, false].map((here) => articles.filter(({ id }) => kept.has(id) === here));
    expect(known?.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    for (const { text } of others ?? []) expect(text).toMatch(/Cut off|Incomplete/);
    const texts = rows.filter(({ authorId }) => authorId === entityId).map(({ text }) => text);
    expect(texts).toEqual(written);
  };

  const write = async (text: string): Promise<void> => {
    written.push(text);
    await say(panel, text);
  };

  it('says so and counts down; what is written meanwhile waits, and goes out once', async () => {
    await write('My server is well');
    await settled(panel, 1, 1);
    await remember(panel);
    await world.server.stop();
    const status = panel.byRole('status', 'Connection');
    await status.waitForText(/^Waiting/);
    await panel.waitFor(() => /Next try in \d+ s/.test(document.body.textContent ?? ''), []);

    const composer = panel.byRole('textbox', 'Message');
    expect(await composer.isDisabled()).toBe(false);
    await write('Written while it was away');
    await panel.waitFor(() => document.querySelector('textarea')?.value === '', []);
    await write('And one more');
    const own = panel.byRole('log', 'Conversation').byRole('article');
    await own.nth(2).waitForAttribute('data-state', 'queued');
    await own.nth(3).waitForAttribute('data-state', 'queued');
    expect(await own.nth(3).text()).toContain('goes out when the server is back');

    await world.startServer();
    await connected(panel);
    await panel.byRole('article').nth(3).waitForAttribute('data-state', 'sent', SLOW);
    // The second may have taken the place of the first one's answer: one answer is certain.
    await panel
      .byRole('article', /^Eliza/)
      .nth(1)
      .waitForAttribute('aria-busy', 'false', SLOW);
    const { connection } = await remembered(panel);
    expect(connection[0]).toBe('Connected');
    expect(connection.at(-1)).toBe('Connected');
    expect(connection).toContain('Waiting');
    await agreesWithServer();
  }, 90_000);

  it('in the middle of a reply, by a crash: the reply ends as cut off, and "Try now" does not wait', async () => {
    const replies = panel.byRole('article', /^Eliza/);
    const before = await replies.count();
    await write('Give me 900 words');
    const reply = replies.nth(before);
    await reply.waitForAttribute('aria-busy', 'true');
    await reply.waitForText(/w20 /);
    await world.server.kill();
    await panel.byRole('status', 'Connection').waitForText(/^Waiting/);
    await reply.waitForAttribute('aria-busy', 'false');
    expect(await reply.text()).toMatch(/w20 .*Incomplete/);
    await panel.byRole('status', 'Activity').waitForText('');

    await write('Are you there again?');
    await panel.byRole('article').last().waitForAttribute('data-state', 'queued');
    // A wait that is long enough to tell a press from the countdown's own end.
    const seconds = await longWait(panel, 4);
    await remember(panel);
    await panel.byRole('button', 'Try now').click();
    await panel.waitFor(
      () =>
        (globalThis as typeof globalThis & { parleySeen: Seen }).parleySeen.connection.includes('Connecting'),
      [],
      { timeout: (seconds - 2) * 1000 },
    );

    await world.startServer();
    await connected(panel);
    await replies.nth(before + 1).waitForAttribute('aria-busy', 'false', SLOW);
    await agreesWithServer();
  }, 120_000);
});
