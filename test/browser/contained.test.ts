import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { articlesOf, openAgent, SLOW, say, settled } from './harness/conversation.ts';
import { sharedWorld } from './harness/world.ts';

/** Sets the words of a page into elements of its own, as the translation in Chrome does, and goes on doing so. */
const translate = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const isOurs = (node: Node): boolean => node.parentElement?.closest('font') !== null;
    const all = (): void => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node as Text);
      for (const text of texts) {
        if (text.data.trim() === '' || isOurs(text) || text.parentElement?.closest('textarea')) continue;
        const font = document.createElement('font');
        font.textContent = text.data;
        // In Edge the text itself goes into the new element.
        if (text.data.length % 2 === 0) text.replaceWith(font);
        else {
          font.textContent = '';
          text.before(font);
          font.append(text);
        }
      }
    };
    new MutationObserver(all).observe(document.body, { childList: true, characterData: true, subtree: true });
    all();
  });

const isColoured = (): boolean => document.querySelector('article pre [class^="hljs"]') !== null;

const fonts = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelectorAll('article font').length);

/** Makes every time unspeakable, or speakable again: a message whose time cannot be written cannot be shown. */
const breakTimes = (page: Page, broken: boolean): Promise<void> =>
  page.evaluate((broken) => {
    const kept = globalThis as typeof globalThis & { format?: PropertyDescriptor };
    kept.format ??= Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format');
    const throws = {
      configurable: true,
      get: () => {
        throw new RangeError('Invalid time value');
      },
    };
    if (kept.format)
      Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', broken ? throws : kept.format);
  }, broken);

/** Keeps the page, which is loaded again for it, from what is fetched under such an address. */
const withhold = async (page: Page, urlPattern: string): Promise<() => Promise<void>> => {
  const fail = ({ requestId }: { requestId: string }): void => {
    // A request that its page gave up meanwhile is not there any more.
    page.cdp.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => undefined);
  };
  page.cdp.on('Fetch.requestPaused', fail);
  await page.cdp.send('Fetch.enable', { patterns: [{ urlPattern }] });
  await page.reload();
  return async () => {
    page.cdp.off('Fetch.requestPaused', fail);
    await page.cdp.send('Fetch.disable');
  };
};

// In the installed extension: what is thrown in a real page, by its own code and by what others do to its nodes.
describe('what is thrown stays where it is', () => {
  const world = sharedWorld();
  let panel: Page;
  beforeAll(async () => {
    panel = await world.browser.openSidePanel();
    await openAgent(panel, world.server.url);
  });

  // jsdom has no `moveBefore`, and no frames between which a stream grows.
  it('a conversation goes on while its page is being translated', async () => {
    await say(panel, 'Show me markdown');
    await settled(panel, 1, 1);
    await translate(panel);
    expect(await fonts(panel)).toBeGreaterThan(10);
    await say(panel, 'Give me 400 words');
    await settled(panel, 2, 2, 60_000);
    await panel.byRole('button', 'Conversations').click();
    await panel.waitForRole('heading', 'Conversations');
    await panel.byRole('button', 'Back').click();
    await panel.waitForRole('textbox', 'Message');
    await say(panel, 'And once more');
    await settled(panel, 3, 3);
    expect(await fonts(panel)).toBeGreaterThan(10);

    const other = await world.browser.openPopup();
    await settled(other, 3, 3);
    // With its colours a block of code is headed by the name of its language.
    await Promise.all([panel, other].map((page) => page.waitFor(isColoured, [], SLOW)));
    const words = async (page: Page) => (await articlesOf(page)).map(({ id, text }) => [id, text]);
    expect(await words(panel)).toEqual(await words(other));
    await other.close();
    expect(panel.errors).toEqual([]);
    await panel.reload();
  });

  it('a message that cannot be shown says so, and is deleted for good', async () => {
    await settled(panel, 3, 3);
    await breakTimes(panel, true);
    await say(panel, 'I feel happy');
    await panel.waitForRole('article', /This message cannot be shown$/);
    await breakTimes(panel, false);
    // It is shown again once it changes; the reply to it did so while it was written.
    await panel.waitFor(
      () => document.querySelectorAll('article:not([aria-busy="true"])').length === 8,
      [],
      SLOW,
    );
    await breakTimes(panel, true);
    await panel.byRole('button', 'Conversations').click();
    await panel.waitForRole('heading', 'Conversations');
    expect(await panel.text()).toContain('This cannot be shown.');
    await panel.byRole('button', 'Back').click();
    await panel
      .byRole('article', /This message cannot be shown$/)
      .last()
      .waitFor();
    const [first] = await articlesOf(panel);
    await panel.byRole('button', 'Delete').first().click();
    await panel.byRole('dialog', 'Delete this message?').byRole('button', 'Delete').click();
    await panel.waitFor((id) => !document.querySelector(`[data-message-id="${id}"]`), [first?.id]);
    await panel.reload();
    await panel.waitForRole('textbox', 'Message');
    expect((await articlesOf(panel)).map(({ id }) => id)).not.toContain(first?.id);
    expect(await articlesOf(panel)).toHaveLength(7);
  });

  it('a page whose code cannot be fetched says so, and leads elsewhere', async () => {
    const giveBack = await withhold(panel, '*/settings*.js');
    await panel.waitForRole('textbox', 'Message');
    await panel.byRole('button', 'Settings').click();
    await panel.waitForRole('heading', 'This page cannot be shown');
    await panel.waitForRole('button', 'Copy report');
    await giveBack();
    await panel.byRole('button', 'Back').click();
    await panel.waitForRole('textbox', 'Message');
  });

  it('a page whose scripts do not run says so by its style alone', async () => {
    const giveBack = await withhold(panel, '*.js');
    await panel.waitFor(() => {
      const words = getComputedStyle(document.getElementById('app') ?? document.body, '::before');
      return words.content.startsWith('"Parley has not started.') && words.visibility === 'visible';
    }, []);
    await giveBack();
    await panel.reload();
    await panel.waitForRole('textbox', 'Message');
  });
});
