import type { CDPSession } from 'puppeteer-core';
import * as v from 'valibot';
import type { Page } from '../../server/browser/page.ts';
import { collectErrors } from '../../server/browser/page-errors.ts';
import type { TestBrowser } from '../browser/harness/browser.ts';
import type { OwnMessage } from './judge.ts';

/** What the worker or a view has done, as the browser sees it. */
export interface Witness {
  readonly name: string;
  /** What was thrown or logged as an error since the last time. */
  newErrors(): string[];
  /** The hosts besides the server's that something was asked of since the last time. */
  newHosts(): string[];
  /** What the prototypes have that they did not have at the beginning. */
  pollution(): Promise<string[]>;
  /** Bytes of JavaScript objects after a garbage collection. */
  heap(): Promise<number>;
}

/** The own keys of the prototypes that everything inherits from, in the context that it is evaluated in. */
const PROTOTYPES = `[Object, Array, Function, String, Number, Promise, Map, Set, RegExp, Error]
  .flatMap(({ name, prototype }) => Reflect.ownKeys(prototype).map((key) => name + '.' + String(key)))
  .concat('polluted' in {} ? ['polluted'] : [])`;

const evaluate = async (cdp: CDPSession, expression: string): Promise<unknown> =>
  (await cdp.send('Runtime.evaluate', { expression, returnByValue: true })).result.value;

/** The browser notes each request that fails in the log of its worker: what is meant is what our code says or throws. */
const ofTheNetwork = (error: string): boolean =>
  /^(Failed to load resource|WebSocket connection to)/.test(error);

const witness = async (
  name: string,
  cdp: CDPSession,
  errors: readonly string[],
  host: string,
): Promise<Witness> => {
  let told = 0;
  const hosts: string[] = [];
  const asked = (address: string): void => {
    const url = new URL(address);
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== host)
      hosts.push(`${name} asked ${address.slice(0, 200)}`);
  };
  // Where a redirect leads is announced as well: whether it is followed, the host tells to which it leads.
  cdp.on('Network.requestWillBeSent', ({ request, redirectResponse }) => {
    if (redirectResponse === undefined) asked(request.url);
  });
  cdp.on('Network.webSocketCreated', ({ url }) => asked(url));
  await cdp.send('Network.enable');
  const keys = (): Promise<string[]> => evaluate(cdp, PROTOTYPES) as Promise<string[]>;
  const before = new Set(await keys());
  return {
    name,
    newErrors: () => {
      const more = errors.slice(told);
      told = errors.length;
      return more.filter((error) => !ofTheNetwork(error)).map((error) => `${name}: ${error.slice(0, 1_000)}`);
    },
    newHosts: () => hosts.splice(0),
    pollution: async () => (await keys()).filter((key) => !before.has(key)).map((key) => `${name}: ${key}`),
    heap: async () => {
      await cdp.send('HeapProfiler.collectGarbage');
      return (await cdp.send('Runtime.getHeapUsage')).usedSize;
    },
  };
};

/** Attaches to the worker, which keeps it alive. */
export const witnessWorker = async ({ puppeteer, origin }: TestBrowser, host: string): Promise<Witness> => {
  const target = puppeteer
    .targets()
    .find((each) => each.type() === 'service_worker' && each.url().startsWith(origin));
  if (!target) throw new Error('The worker does not run.');
  const cdp = await target.createCDPSession();
  return witness('worker', cdp, await collectErrors(cdp), host);
};

/** Attaches to a view. */
export const witnessPage = (name: string, page: Page, host: string): Promise<Witness> =>
  witness(name, page.cdp, page.errors, host);

/** All that a page shows, its title and names for screen readers among it. */
export const wordsIn = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [
      document.title,
      document.body.textContent,
      ...[...document.querySelectorAll('[aria-label], [title], [alt]')].flatMap((element) => [
        element.ariaLabel,
        element.getAttribute('title'),
        element.getAttribute('alt'),
      ]),
    ].join('\n'),
  );

/** The user's messages that a page shows. */
export const ownShownIn = (page: Page): Promise<OwnMessage[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role=log] article[data-state]')].map((article) => {
      const text = article.querySelector('.bubble')?.textContent ?? '';
      return { token: /^p\d+/.exec(text)?.[0] ?? '', text };
    }),
  );

/** What the database holds: words of frames, by their mark, and the user's messages. */
export interface Stored {
  reached: string[];
  foreign: string[];
  own: OwnMessage[];
  bytes: number;
}

export const readDatabase = (page: Page): Promise<Stored> =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('parley'));
    const reached = new Set<string>();
    const foreign = new Set<string>();
    const own: OwnMessage[] = [];
    for (const name of database.objectStoreNames) {
      for (const row of await done(database.transaction(name).objectStore(name).getAll())) {
        const json = JSON.stringify(row);
        for (const [token] of json.matchAll(/f\d{6}/g)) reached.add(token);
        for (const [token] of json.matchAll(/x\d{6}/g)) foreign.add(token);
        const { message } = row;
        const token = /^p\d+/.exec(message?.text)?.[0];
        if (message?.type === 'own' && token !== undefined) own.push({ token, text: message.text });
      }
    }
    database.close();
    const { usage = 0 } = await navigator.storage.estimate();
    return { reached: [...reached], foreign: [...foreign], own, bytes: usage };
  });

const Diagnosed = v.object({
  report: v.object({
    latest: v.array(v.object({ name: v.string(), detail: v.string(), times: v.number() })),
  }),
});

/** What was caught in the worker and the views, and how often each: the worker's log keeps it. */
export const faultsIn = async (page: Page): Promise<Map<string, number>> => {
  const { report } = v.parse(Diagnosed, await command(page, { type: 'diagnose' }));
  const faults = report.latest.filter(({ name }) => name === 'fault');
  return new Map(faults.map(({ detail, times }) => [detail, times]));
};

/** Sends a command to the worker as a view does; resolves to its result. */
export const command = (page: Page, what: object): Promise<unknown> =>
  page.evaluate(
    (command) =>
      new Promise((resolve) => {
        const port = chrome.runtime.connect({ name: 'parley' });
        port.onMessage.addListener((message) => {
          if (message.type !== 'reply') return;
          resolve(message.result);
          port.disconnect();
        });
        port.postMessage({ requestId: 1, command });
      }),
    what,
  );

/** The id of the server in use, as the worker tells it to a view. */
export const profileIn = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const port = chrome.runtime.connect({ name: 'parley' });
        port.onMessage.addListener((message) => {
          if (message.type !== 'snapshot') return;
          resolve(message.state.profile.id);
          port.disconnect();
        });
      }),
  );
