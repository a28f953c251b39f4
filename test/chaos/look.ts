import type { Page } from '../../server/browser/page.ts';
import { type Shown, tokenOf, wordsOf } from './judge.ts';

/** Presses "Load older messages" until there are none, then reads every article of the log. */
export const readLog = async (page: Page, room: string): Promise<Shown[]> => {
  for (;;) {
    // The log itself asks for older messages where it is near its top: the button may be gone by now.
    const before = await page.evaluate(() => {
      document.querySelector<HTMLButtonElement>('[role=log] .older')?.click();
      return document.querySelector('[role=log]')?.scrollHeight ?? 0;
    });
    await page.waitFor(
      (height) =>
        (document.querySelector('[role=log]')?.scrollHeight ?? 0) > height ||
        document.querySelector('[role=log] .older') === null,
      [before],
      { timeout: 20_000 },
    );
    if (await page.evaluate(() => document.querySelector('[role=log] .older') === null)) break;
  }
  const articles = await page.evaluate(async () => {
    const log = document.querySelector('[role=log]');
    // What is far from the visible part is not in the document: it comes by and by, as one reads on.
    const found = new Map<string, { id: string; state: string | undefined; says: string; text: string }>();
    const painted = () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (let top = 0; log; top += log.clientHeight) {
      log.scrollTop = top;
      await painted();
      for (const article of document.querySelectorAll<HTMLElement>('[role=log] article')) {
        const id = article.dataset.messageId ?? '';
        found.set(id, {
          id,
          state: article.dataset.state,
          says: article.querySelector('.state')?.textContent ?? '',
          // What is said, without what stands around it.
          text: [...article.querySelectorAll('.bubble, .markdown')].map((part) => part.textContent).join(' '),
        });
      }
      if (log.scrollHeight - log.clientHeight - log.scrollTop <= 1) break;
    }
    return [...found.values()];
  });
  return articles.map(({ id, state, says, text }) => ({
    room,
    id,
    state,
    saidTwice: says.includes('Delivered twice'),
    token: state === undefined ? undefined : (tokenOf(text) ?? text),
    words: wordsOf(text),
  }));
};
