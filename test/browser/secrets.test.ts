import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PANEL_PATH } from '../../server/browser/launch.ts';
import { drivePage, type Page } from '../../server/browser/page.ts';
import { type EchoingElizaOS, startEchoingElizaOS } from '../harness/echoing-elizaos.ts';
import { leaksIn, spellingsOf } from '../harness/leaks.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { SLOW, say } from './harness/conversation.ts';

const KEY = 'sk_mark/ed+key "42"&=?';
const TOKEN = 'tok.en-marked-9f8e7d6c5b4a';

/** Runs in a page before its own scripts: keeps what crosses its ports, what it copies and what it saves. */
const eavesdrop = (): void => {
  const heard = { posted: [] as string[], received: [] as string[], kept: [] as string[] };
  Object.assign(globalThis, { heard });
  const connect = chrome.runtime.connect.bind(chrome.runtime);
  chrome.runtime.connect = ((info: chrome.runtime.ConnectInfo) => {
    const port = connect(info);
    port.onMessage.addListener((message) => heard.received.push(JSON.stringify(message)));
    const post = port.postMessage.bind(port);
    port.postMessage = (message) => {
      heard.posted.push(JSON.stringify(message));
      post(message);
    };
    return port;
  }) as typeof chrome.runtime.connect;
  const createObjectURL = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob: Blob) => {
    void blob.text().then((text) => heard.kept.push(text));
    return createObjectURL(blob);
  };
  navigator.clipboard.writeText = async (text) => {
    heard.kept.push(text);
  };
};

interface Heard {
  posted: string[];
  received: string[];
  kept: string[];
}
const heardBy = (page: Page): Promise<Heard> =>
  page.evaluate(() => (globalThis as typeof globalThis & { heard: Heard }).heard);

/** Runs in a page of the extension: all that is stored, but for `storage.local`. */
const allStored = async (): Promise<Record<string, string>> => {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const stored: Record<string, string> = {
    'storage.session': JSON.stringify(await chrome.storage.session.get(null)),
    localStorage: JSON.stringify({ ...localStorage }),
    sessionStorage: JSON.stringify({ ...sessionStorage }),
    caches: JSON.stringify(await caches.keys()),
    cookies: document.cookie,
  };
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
      stored[`${name} ${store}`] = JSON.stringify([keys, values]);
    }
    database.close();
  }
  return stored;
};

/** In which texts the key or the token can be read. */
const leakingIn = (texts: Readonly<Record<string, string>>): string[] =>
  Object.entries(texts).flatMap(([name, text]) =>
    [KEY, TOKEN].flatMap((secret) => leaksIn(text, secret).map((how) => `${name}: ${how}`)),
  );

/**
 * In a browser, since it is there that all the places are: what it stores, what crosses its ports, what it sends and
 * where it is redirected.
 */
describe('a key and a token that a server repeats in every way', () => {
  let server: EchoingElizaOS;
  let elsewhere: EchoingElizaOS;
  let ours: TestBrowser;
  let panel: Page;

  beforeAll(async () => {
    elsewhere = await startEchoingElizaOS('', 'http://localhost:1');
    const echo = [KEY, TOKEN].flatMap(spellingsOf).join(' ');
    [server, ours] = await Promise.all([
      startEchoingElizaOS(echo, elsewhere.url.replace('localhost', '127.0.0.1')),
      installExtension(),
    ]);
    const opened = await ours.puppeteer.newPage();
    await opened.evaluateOnNewDocument(eavesdrop);
    await opened.goto(ours.origin + PANEL_PATH);
    panel = await drivePage(opened);
  });
  afterAll(() => Promise.all([ours?.close(), server?.stop(), elsewhere?.stop()]));

  it('go through a whole session', async () => {
    await panel.byRole('textbox', 'Server address').fill(server.url);
    await panel.byRole('button', 'More options').click();
    await panel.byRole('textbox', 'API key').fill(KEY);
    await panel.byRole('textbox', 'Bearer token').fill(TOKEN);
    await panel.byRole('button', 'Connect').click();
    await panel
      .byRole('list', 'Agents')
      .byRole('button', /^Eliza/)
      .click(SLOW);
    await panel.waitForRole('textbox', 'Message', SLOW);
    await panel.byRole('status', 'Connection').waitForText(/^Connected/, SLOW);
    await say(panel, 'Do you know my key?');
    await panel.waitFor(() => document.body.textContent?.includes('Answer'), [], SLOW);

    await panel.byRole('button', 'Conversations').click();
    await panel.waitForRole('heading', 'Conversations');
    const more = panel.byRole('button', /^More: /);
    await more.click();
    await panel.byRole('menuitem', 'Rename').click();
    await panel.byRole('textbox', 'Name').fill('Another name');
    await panel.byRole('textbox', 'Name').press('Enter');
    await panel.waitForRole('alert');
    await panel.byRole('button', 'Cancel').click();
    for (const item of ['Export as JSON', 'Export as Markdown']) {
      await more.click();
      await panel.byRole('menuitem', item).click();
    }
    await panel.byRole('button', 'Back').click();
    await panel.byRole('button', 'Diagnostics').click();
    await panel.waitForRole('heading', 'Diagnostics');
    await panel.byRole('button', 'Run the checks').click();
    await panel.byRole('status', 'Result of the checks').waitForText(/^(All checks passed|Stopped at)/, SLOW);
    await panel.byRole('button', 'Copy report').click();
    await panel.waitFor(
      () => (globalThis as typeof globalThis & { heard: Heard }).heard.kept.length === 3,
      [],
    );
  });

  it('and are in storage.local, in one message, and in requests to their server: nowhere else', async () => {
    const { posted, received, kept } = await heardBy(panel);
    const texts: Record<string, string> = {
      ...(await panel.evaluate(allStored)),
      page: await panel.evaluate(() => document.documentElement.outerHTML),
      received: received.join('\n'),
      kept: kept.join('\n'),
      console: panel.errors.join('\n'),
      elsewhere: elsewhere.heard.join('\n'),
    };
    // What the server said is there.
    for (const place of ['page', 'received', 'kept']) expect(texts[place]).toContain('•••');
    expect(Object.entries(texts).filter(([, text]) => text.includes('Answer')).length).toBeGreaterThan(2);
    expect(leakingIn(texts)).toEqual([]);

    const local = await panel.evaluate(() => chrome.storage.local.get(null));
    const holders = Object.entries(local).filter(
      ([name, value]) => leakingIn({ [name]: JSON.stringify(value) }).length > 0,
    );
    expect(holders.map(([name]) => name.replace(/:[^:]{36}/, ':*')).sort()).toEqual(['key:*', 'key:*:token']);
    expect(posted.filter((message) => leakingIn({ message }).length > 0)).toEqual([
      expect.stringContaining('"type":"probe"'),
    ]);
    expect(server.heard.filter((request) => leaksIn(request, KEY).length > 0).length).toBeGreaterThan(5);
    expect(server.heard.filter((request) => request.startsWith('PATCH'))).toHaveLength(1);
    expect(elsewhere.heard).toEqual([]);
  });

  it('are gone from storage.local with their server', async () => {
    await panel.byRole('button', 'Back').click();
    await panel.byRole('button', 'Settings').click();
    await panel.byRole('button', /^Edit /).click();
    await panel.byRole('button', 'Remove this server').click();
    await panel.byRole('alertdialog').byRole('button', 'Remove').click();
    await panel.byRole('button', /^Edit /).waitForGone();
    const local = await panel.evaluate(() => chrome.storage.local.get(null));
    expect(leakingIn({ ...(await panel.evaluate(allStored)), local: JSON.stringify(local) })).toEqual([]);
  });
});
