import { setTimeout as delay } from 'node:timers/promises';
import { CdpError, type CdpSession } from './cdp.ts';

/** How long a wait may take unless it is told otherwise, in milliseconds. */
export const DEFAULT_WAIT_MS = 10_000;

export interface WaitOptions {
  /** Milliseconds; `DEFAULT_WAIT_MS` unless said. */
  timeout?: number;
}

/** Runs in the page: counts what changes in it. Once per document. */
const CHANGES = `(globalThis[Symbol.for('driver.changes')] ??= (() => {
  const changes = { count: 0, waiting: new Set() };
  const changed = () => { changes.count += 1; for (const wake of changes.waiting) wake(); changes.waiting.clear(); };
  new MutationObserver(changed).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  for (const type of ['input', 'focusin', 'focusout', 'scroll', 'load', 'toggle']) addEventListener(type, changed, true);
  return changes;
})())`;

/** Longest pause between two looks, for what changes without the document changing (layout, animations). */
const LOOK_AGAIN_MS = 200;

const BETWEEN_DOCUMENTS_MS = 20;

export interface Looker {
  /** Asks `look` now and after each change of the document until it yields a value. */
  until<T>(look: () => Promise<T | undefined>, failure: () => Promise<string>, timeout?: number): Promise<T>;
}

/** Waits by looking: at once, and after each change of the document that `cdp` is attached to. */
export const createLooker = (cdp: CdpSession): Looker => ({
  until: async (look, failure, timeout = DEFAULT_WAIT_MS) => {
    const deadline = Date.now() + timeout;
    let refused = '';
    /** A document that goes away under a look (a reload) is looked at again; a page that has gone is not. */
    const survive = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof CdpError)) throw error;
        refused = `, ${error.message}`;
        await delay(BETWEEN_DOCUMENTS_MS);
        return undefined;
      }
    };
    const evaluate = async (expression: string): Promise<unknown> =>
      (await cdp.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })).result
        .value;

    for (;;) {
      const seen = (await survive(() => evaluate(`${CHANGES}.count`))) ?? -1;
      const value = await survive(look);
      if (value !== undefined) return value;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`${await failure()} (waited ${timeout} ms${refused})`);
      await survive(() =>
        evaluate(`new Promise((resolve) => {
          const changes = ${CHANGES};
          if (changes.count !== ${seen}) return resolve();
          changes.waiting.add(resolve);
          setTimeout(resolve, ${Math.min(LOOK_AGAIN_MS, left)});
        })`),
      );
    }
  },
});
