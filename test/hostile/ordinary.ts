import { randomUUID } from 'node:crypto';
import type { Page } from '../../server/browser/page.ts';
import type { Collected } from './collect.ts';
import type { Range } from './judge.ts';
import type { World } from './world.ts';

/** How long it is waited for what comes too late anyway (ms). */
const LIMIT_MS = 60_000;

/** Until the log of the page has a word, or the time is up. */
const untilShown = (page: Page, word: string): Promise<void> =>
  page.evaluate(
    (word, limit) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (!document.querySelector('[role=log]')?.textContent?.includes(word)) return;
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { subtree: true, childList: true, characterData: true });
        setTimeout(resolve, limit);
        look();
      }),
    word,
    LIMIT_MS,
  );

/**
 * Says what an agent says in each room every day, after the frames before it, and notes how long it takes until both
 * views show it. `crowd`: how many times longer everything takes.
 */
export const sayOrdinary = async (
  world: World,
  into: Collected,
  range: Range,
  crowd: number,
): Promise<void> => {
  const { server, views } = world;
  const link = await world.joined();
  const text = `k${String(range.to).padStart(6, '0')}`;
  const row = { id: randomUUID(), text, authorId: server.agent, createdAt: Date.now() };
  server.keepRow(row);
  const { agent: senderId, room: roomId } = server;
  const said = { id: row.id, text, senderId, createdAt: row.createdAt, roomId, senderName: 'Eliza' };
  const begun = Date.now();
  link.write([
    `42${JSON.stringify(['messageBroadcast', said])}`,
    // A frame before may have disabled the composer.
    `42${JSON.stringify(['controlMessage', { roomId, enabled: true }])}`,
  ]);
  await Promise.all(views.map(({ page }) => untilShown(page, text)));
  into.shown.push({ ms: Date.now() - begun, crowd, ...range });
};

/** Types and sends a message as a person does, in one view and then in the other, and notes how long it takes. */
export const sendOne = async (world: World, into: Collected, range: Range): Promise<void> => {
  await world.joined();
  const { page } = world.views[into.sent.length % 2 === 0 ? 0 : 1];
  const token = `p${into.typed.length}`;
  const text = `${token} is an ordinary message`;
  const begun = Date.now();
  await page.byRole('textbox', 'Message').fill(text);
  await page.byRole('button', 'Send').click();
  into.typed.push({ token, text });
  const isSent = await page
    .waitFor(
      (text) =>
        [...document.querySelectorAll('article[data-state=sent] .bubble')].some(
          ({ textContent }) => textContent === text,
        ),
      [text],
      { timeout: LIMIT_MS },
    )
    .then(
      () => true,
      () => false,
    );
  into.sent.push({ token, ms: isSent ? Date.now() - begun : undefined, ...range });
};
