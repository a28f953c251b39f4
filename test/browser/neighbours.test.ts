import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PANEL_PATH, POPUP_PATH } from '../../server/browser/launch.ts';
import type { Page } from '../../server/browser/page.ts';
import { PORT_NAME } from '../../src/relay/port.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { workersBrowser } from './harness/workers-browser.ts';

/** What a neighbour's attempts came to, each in words. */
type Attempts = Record<string, string>;

const COMMAND = { requestId: 1, command: { type: 'diagnose' } };
const MARK = 'the-marked-key';

/**
 * Tries all that a script with `chrome.runtime` can say to the extension `id` (its own without one), and leaves in
 * the document what came of it.
 */
const tryMessages = (id: string | undefined): string => `
  const told = {};
  const tell = (name, words) => {
    told[name] = words;
    if (Object.keys(told).length === 3) document.documentElement.dataset.told = JSON.stringify(told);
  };
  const to = ${id === undefined ? '[]' : JSON.stringify([id])};
  try {
    const port = chrome.runtime.connect(...to, { name: ${JSON.stringify(PORT_NAME)} });
    port.onMessage.addListener((message) => tell('port', 'answered: ' + message.type));
    port.onDisconnect.addListener(() => tell('port', 'refused'));
    port.postMessage(${JSON.stringify(COMMAND)});
  } catch (error) { tell('port', 'refused'); }
  chrome.runtime.sendMessage(...to, ${JSON.stringify(COMMAND)}).then(
    (answer) => tell('message', answer === undefined ? 'refused' : 'answered'),
    () => tell('message', 'refused'));
  (chrome.storage?.local.get(null) ?? Promise.reject()).then(
    (items) => tell('storage', JSON.stringify(items)),
    () => tell('storage', 'refused'));
`;

const attemptsIn = async (page: Page): Promise<Attempts> => {
  await page.waitFor(() => document.documentElement.dataset.told !== undefined, []);
  return JSON.parse(await page.evaluate(() => document.documentElement.dataset.told ?? '{}'));
};

const REFUSED: Attempts = { port: 'refused', message: 'refused', storage: 'refused' };

/** Runs in a page: tries to load files of the extension in every way that a page has. */
const tryFiles = async (origin: string, paths: string[]): Promise<string[]> => {
  const loads = (element: HTMLElement, start: () => void): Promise<boolean> =>
    new Promise((resolve) => {
      element.addEventListener('load', () => resolve(true));
      element.addEventListener('error', () => resolve(false));
      start();
      document.body.append(element);
    });
  const script = document.createElement('script');
  const link = document.createElement('link');
  const image = document.createElement('img');
  const asked: [string, () => Promise<boolean>][] = paths.flatMap((path) => [
    [
      `fetch ${path}`,
      () =>
        fetch(origin + path).then(
          () => true,
          () => false,
        ),
    ],
    [
      `opaque ${path}`,
      () =>
        fetch(origin + path, { mode: 'no-cors' }).then(
          () => true,
          () => false,
        ),
    ],
  ]);
  asked.push(
    [
      'script',
      () =>
        loads(script, () =>
          Object.assign(script, { type: 'module', src: `${origin}service-worker-loader.js` }),
        ),
    ],
    [
      'link',
      () =>
        loads(link, () =>
          Object.assign(link, {
            rel: 'stylesheet',
            href: `${origin}${paths.find((path) => path.endsWith('.css'))}`,
          }),
        ),
    ],
    ['picture', () => loads(image, () => Object.assign(image, { src: `${origin}icons/16.png` }))],
  );
  const loaded: string[] = [];
  for (const [name, attempt] of asked) if (await attempt()) loaded.push(name);
  return loaded;
};

/** Runs in a page: opens a page of the extension in a frame and in a window. */
const openPages = async (address: string): Promise<void> => {
  const frame = document.createElement('iframe');
  const settled = new Promise((resolve) => frame.addEventListener('load', resolve));
  frame.src = address;
  document.body.append(frame);
  await settled;
  window.open(address, 'ours');
};

/** The addresses of the frames within a page, and of the page that it opened, as the browser itself knows them. */
const openedBy = async (page: Page): Promise<string[]> => {
  const opened = await page
    .browser()
    .waitForTarget(
      (target) => target.opener() === page.target() && !['', 'about:blank'].includes(target.url()),
    );
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  const window = await opened.asPage();
  // Of an error page, the browser alone gives out the address that was asked for.
  const shown = await window.waitForFunction(() => location.href !== 'about:blank' && location.href);
  const urls = [...frames.map((frame) => frame.url()), String(await shown.jsonValue())];
  await window.close();
  return urls;
};

/**
 * In a browser, since it is the browser that says who a sender is, hands out an extension's files or not, and lets
 * pages be framed.
 */
describe('a neighbour of the extension', () => {
  let site: Server;
  let siteUrl: string;
  let ours: TestBrowser;
  let otherFolder: string;
  let otherId: string;
  let files: string[];

  beforeAll(async () => {
    site = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>A site</title><body>A site</body>');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    siteUrl = `http://localhost:${(site.address() as AddressInfo).port}/`;
    ours = await installExtension({
      manifest: { content_scripts: [{ matches: ['http://localhost/*'], js: ['neighbour.js'] }] },
      files: { 'neighbour.js': tryMessages(undefined) },
    });
    otherFolder = await mkdtemp(join(tmpdir(), 'parley-other-'));
    const other = { manifest_version: 3, name: 'Other', version: '1' };
    await writeFile(join(otherFolder, 'manifest.json'), JSON.stringify(other));
    await writeFile(join(otherFolder, 'page.html'), '<!doctype html><script src="page.js"></script>');
    await writeFile(join(otherFolder, 'page.js'), tryMessages(ours.extensionId));
    otherId = await (await workersBrowser()).puppeteer.installExtension(otherFolder);
    const panel = await ours.openExtensionPage(PANEL_PATH);
    await panel.evaluate((mark) => chrome.storage.local.set({ 'key:marked': mark }), MARK);
    files = await panel.evaluate(() => [
      'manifest.json',
      'src/views/popup/index.html',
      ...[...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].map(({ href }) =>
        new URL(href).pathname.slice(1),
      ),
    ]);
    await panel.close();
  });
  afterAll(async () => {
    await ours?.close();
    await (await workersBrowser()).puppeteer.uninstallExtension(otherId);
    await rm(otherFolder, { recursive: true });
    site?.closeAllConnections();
    await new Promise((resolve) => site?.close(resolve));
  });

  it('a script of ours within a page gets no answer and no key', async () => {
    const page = await ours.openTab(siteUrl);
    expect(await attemptsIn(page)).toEqual(REFUSED);
    await page.close();
    // A page of ours still gets both.
    const panel = await ours.openExtensionPage(PANEL_PATH);
    expect(
      await panel.evaluate(async () => Object.values(await chrome.storage.local.get('key:marked'))),
    ).toEqual([MARK]);
    await panel.close();
  });

  it('a page has no way to send a message, and loads no file', async () => {
    const page = await ours.openTab(siteUrl);
    const runtime = await page.evaluate(
      () => typeof (globalThis as { chrome?: typeof chrome }).chrome?.runtime,
    );
    expect(runtime).toBe('undefined');
    expect(files.length).toBeGreaterThan(2);
    expect(await page.evaluate(tryFiles, ours.origin, files)).toEqual([]);
    await page.close();
  });

  it('another extension gets no answer, and loads no file', async () => {
    const page = await ours.openTab(`chrome-extension://${otherId}/page.html`);
    expect(await attemptsIn(page)).toEqual(REFUSED);
    expect(await page.evaluate(tryFiles, ours.origin, files)).toEqual([]);
    await page.close();
  });

  it('neither frames nor opens a page of ours', async () => {
    const addresses = [siteUrl, `chrome-extension://${otherId}/page.html`];
    for (const address of addresses) {
      const page = await ours.openTab(address);
      await page.evaluate(openPages, ours.origin + POPUP_PATH);
      const opened = await openedBy(page);
      expect(opened, address).toHaveLength(2);
      expect(
        opened.filter((url) => url.startsWith(ours.origin)),
        address,
      ).toEqual([]);
      await page.close();
    }
  });

  it('frames no page of ours where the browser would hand its files out', async () => {
    const open = await installExtension({
      manifest: { web_accessible_resources: [{ resources: ['*'], matches: ['<all_urls>'] }] },
    });
    const page = await open.openTab(siteUrl);
    expect(await page.evaluate(tryFiles, open.origin, ['manifest.json'])).toContain('fetch manifest.json');
    await page.evaluate(openPages, open.origin + POPUP_PATH);
    const framed = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(framed.map((frame) => frame.url())).toEqual(['chrome-error://chromewebdata/']);
    await page.close();
    await open.close();
  });
});

/** Runs in a page of ours: does what code that came in with a text would do; what went through. */
const tryCode = async (): Promise<string[]> => {
  // The debugger's own call may make code of texts; what follows a timer is no part of it.
  await new Promise((resolve) => setTimeout(resolve));
  const through: string[] = [];
  const marked = globalThis as typeof globalThis & { ran?: string };
  const policies: { createPolicy(name: string, rules: object): void } = Reflect.get(
    globalThis,
    'trustedTypes',
  );
  const attempt = (name: string, act: () => unknown): void => {
    try {
      act();
      through.push(name);
    } catch {
      // Refused.
    }
  };
  const html = '<b>bold</b>';
  attempt('innerHTML', () => {
    document.createElement('p').innerHTML = html;
  });
  attempt('outerHTML', () => {
    document.body.appendChild(document.createElement('p')).outerHTML = html;
  });
  attempt('insertAdjacentHTML', () => document.createElement('p').insertAdjacentHTML('beforeend', html));
  attempt('DOMParser', () => new DOMParser().parseFromString(html, 'text/html'));
  attempt('createContextualFragment', () => document.createRange().createContextualFragment(html));
  attempt('document.write', () => document.write(html));
  attempt('srcdoc', () => {
    document.createElement('iframe').srcdoc = html;
  });
  attempt('eval', () => Reflect.get(globalThis, 'eval')('1'));
  attempt('Function', () => new Function('return 1')());
  attempt('a timer’s text', () => setTimeout('globalThis.ran = "timer"'));
  attempt('a script’s text', () => {
    document.createElement('script').text = 'globalThis.ran = "script"';
  });
  attempt('a script’s address', () => {
    document.createElement('script').src = 'data:,globalThis.ran=1';
  });
  attempt('a worker', () => new Worker('data:,1'));
  attempt('an object’s address', () => {
    document.createElement('object').data = 'data:text/html,1';
  });
  attempt('a policy', () => policies.createPolicy('own', { createHTML: (text: string) => text }));
  attempt('a default policy', () => policies.createPolicy('default', { createHTML: (text: string) => text }));
  const button = document.createElement('button');
  attempt('a handler', () => button.setAttribute('onclick', 'globalThis.ran = "handler"'));
  button.click();
  const missing = new Set([
    ...['base-uri', 'frame-src', 'style-src-elem', 'font-src', 'form-action', 'connect-src'],
  ]);
  const allRefused = new Promise<void>((resolve) => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      missing.delete(effectiveDirective);
      if (missing.size === 0) resolve();
    });
    setTimeout(resolve, 5_000);
  });
  const add = (name: string, properties: object): void =>
    void document.body.append(Object.assign(document.createElement(name), properties));
  add('base', { href: 'http://127.0.0.1:1/' });
  add('iframe', { src: 'http://127.0.0.1:1/' });
  add('link', { rel: 'stylesheet', href: 'http://127.0.0.1:1/a.css' });
  add('style', {
    textContent: '@font-face { font-family: x; src: url(http://127.0.0.1:1/a.woff) } p { color: red }',
  });
  const form = Object.assign(document.createElement('form'), {
    action: 'http://127.0.0.1:1/',
    method: 'post',
  });
  document.body.append(form);
  form.submit();
  await fetch('file:///etc/passwd').catch(() => {});
  await fetch('data:,1').catch(() => {});
  await new FontFace('y', 'url(http://127.0.0.1:1/y.woff)').load().catch(() => {});
  await allRefused;
  if (marked.ran !== undefined) through.push(`ran: ${marked.ran}`);
  return [...through, ...missing];
};

describe('code in a page of ours', () => {
  it('of a text runs nowhere, and loads nothing', async () => {
    const ours = await installExtension();
    const panel = await ours.openExtensionPage(PANEL_PATH);
    expect(await panel.evaluate(tryCode)).toEqual([]);
    await ours.close();
  });
});
