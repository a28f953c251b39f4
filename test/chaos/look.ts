import type { Page } from '../../server/browser/page.ts';
import { type Shown, tokenOf, wordsOf } from './judge.ts';

/** Presses "Load older messages" until there are none, then reads every article of the log. */
export const readLog = async (page: Page, room: string): Promise<Shown[]> => {
  for (;;) {
    // The log itself asks for older messages where it is near its top: the button may be gone by now.
    const before = await page.evaluate(() => {
      document.querySelector<HTMLButtonElement>('[role=log] .older')?.click();
      return document.querySelectorAll('article').length;
    });
    await page.waitFor(
      (count) =>
        document.querySelectorAll('article').length > count ||
        document.querySelector('[role=log] .older') === null,
      [before],
      { timeout: 20_000 },
    );
    if (await page.evaluate(() => document.querySelector('[role=log] .older') === null)) break;
  }
  const articles = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role=log] article')].map((article) => ({
      id: article.dataset.messageId ?? '',
      state: article.dataset.state,
      says: article.querySelector('.state')?.textContent ?? '',
      // What is said, without what stands around it.
      text: [...article.querySelectorAll('.bubble, .markdown')].map((part) => part.textContent).join(' '),
    })),
  );
  return articles.map(({ id, state, says, text }) => ({
    room,
    id,
    state,
    saidTwice: says.includes('Delivered twice'),
    token: state === undefined ? undefined : (tokenOf(text) ?? text),
    words: wordsOf(text),
  }));
};
