import * as v from 'valibot';
import type { Page } from '../../server/browser/page.ts';
import { tokenOf } from './judge.ts';

/** A message of ours has come up on a page, or is in another state there. */
export interface Change {
  id: string;
  token: string;
  state: string;
}

const Told = v.object({ id: v.string(), text: v.string(), state: v.string() });

const BINDING = 'chaosTells';

/** Runs in the page: tells of each own article, and of each change of its state, once. */
const WATCH = `(() => {
  const known = new Map();
  const look = () => {
    for (const article of document.querySelectorAll('article[data-state]')) {
      const { messageId: id, state } = article.dataset;
      if (known.get(id) === state) continue;
      known.set(id, state);
      ${BINDING}(JSON.stringify({ id, state, text: article.querySelector('.bubble')?.textContent ?? '' }));
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
  look();
})()`;

/** Tells at once, in this document and those that come after it in the page. */
export const watchMessages = async (page: Page, onChange: (change: Change) => void): Promise<void> => {
  page.cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name !== BINDING) return;
    const { id, text, state } = v.parse(Told, JSON.parse(payload));
    onChange({ id, token: tokenOf(text) ?? text, state });
  });
  await page.cdp.send('Runtime.addBinding', { name: BINDING });
  await page.cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: WATCH });
  await page.cdp.send('Runtime.evaluate', { expression: WATCH });
};
