import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParleyBrowser } from '../browser/launch.ts';
import type { Page } from '../browser/page.ts';
import type { Say } from './step.ts';

const PANEL_SIZE = [360, 640] as const;
/** A model behind a slow line may think for a while. */
const REPLY_LIMIT = { timeout: 120_000 };
const ANSWER_LIMIT = { timeout: 30_000 };
/** Any room of the document's server will do; stock ElizaOS takes UUIDs alone. */
const ROOM_ID = 'a5a1e3b2-5c3d-4a52-9a86-3f0f8a2d7c11';

/** Connects; then chooses the first agent, or a room by hand where the server knows no agents. */
const setUp = async (page: Page, address: string): Promise<void> => {
  await page.byRole('textbox', 'Server address').fill(address);
  await page.byRole('button', 'Connect').click();
  const agents = page.byRole('list', 'Agents').byRole('button');
  const found = await page.waitForAny(
    [agents, page.byRole('textbox', 'Room ID'), page.byRole('alert')],
    ANSWER_LIMIT,
  );
  if (found === 2) throw new Error(`The setup says: ${await page.byRole('alert').text()}`);
  if (found === 1) {
    await page.byRole('textbox', 'Room ID').fill(ROOM_ID);
    await page.byRole('textbox', 'Your name').fill('Visitor');
    await page.byRole('button', 'Join room').click();
  } else await agents.first().click();
  await page.waitForRole('textbox', 'Message', ANSWER_LIMIT);
};

/** What a message says, without its author's line and what hangs on it. */
const wordsOf = (article: HTMLElement): string =>
  [...article.children]
    .filter((part) => !part.matches('.author, .footnotes, .state, button'))
    // biome-ignore lint/performance/useDomNodeTextContent: lines as they are seen are wanted.
    .map((part) => (part instanceof HTMLElement ? part.innerText.trim() : ''))
    .join('\n')
    .trim();

/** Sends, and waits for the whole answer: the first message after ours that is not ours. */
const exchange = async (page: Page, where: string, words: string, say: Say): Promise<void> => {
  const articles = page.byRole('log', 'Conversation').byRole('article');
  const before = await articles.count();
  await page.byRole('textbox', 'Message').fill(words);
  await page.byRole('button', 'Send').click();
  say(`  You (${where}): ${words}`);
  const answer = articles.nth(before + 1);
  await answer.waitForAttribute('aria-busy', 'false', REPLY_LIMIT);
  const [name = ''] = await answer.names();
  const text = await answer.evaluate(wordsOf);
  say(`  ${name.split(',')[0]}: ${text.replaceAll('\n', '\n    ')}`);
};

/**
 * Shows, where nobody can see a window, that all works: the setup and a short conversation in the real popup
 * and the real side panel. Says each line as it comes; leaves pictures in `pictures`.
 */
export const holdConversation = async (
  browser: ParleyBrowser,
  address: string,
  pictures: string,
  say: Say,
): Promise<void> => {
  await mkdir(pictures, { recursive: true });
  const picture = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  };

  const popup = await browser.openPopup();
  await picture(popup, '1-popup-setup');
  await setUp(popup, address);
  await exchange(popup, 'popup', 'Hello! I am a little nervous.', say);
  await picture(popup, '2-popup-conversation');

  const panel = await browser.openSidePanel();
  await panel.setSize(...PANEL_SIZE);
  await panel.waitForRole('textbox', 'Message');
  await exchange(panel, 'side panel', 'Perhaps my computer does not like me.', say);
  await picture(panel, '3-panel-light');
  await panel.emulateColorScheme('dark');
  await picture(panel, '4-panel-dark');
  await panel.emulateColorScheme('light');
};
