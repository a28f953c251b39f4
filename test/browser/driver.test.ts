import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PANEL_PATH } from '../../server/browser/launch.ts';
import type { Page } from '../../server/browser/page.ts';
import { axeViolations } from './harness/axe.ts';
import { installExtension, launchExtension, type TestBrowser } from './harness/browser.ts';
import { writeStub } from './harness/stub.ts';

/** The driver that the other browser tests use, tested with a small extension. */

let dist = '';
let browser: TestBrowser;
beforeAll(async () => {
  dist = await writeStub();
  browser = await launchExtension({ dist });
});
afterAll(async () => {
  await browser?.close();
  await rm(dist, { recursive: true, force: true });
});

const SOON = { timeout: 400 };
const bornIn = (page: Page): Promise<number> => page.evaluate(() => chrome.runtime.sendMessage('hello'));

describe('the real popup and side panel', () => {
  it('are what the browser calls them, and open side by side', async () => {
    const panel = await browser.openSidePanel();
    const popup = await browser.openPopup();
    expect((await browser.contexts(popup)).sort()).toEqual(['BACKGROUND', 'POPUP', 'SIDE_PANEL']);
    expect(await panel.evaluate(() => document.visibilityState)).toBe('visible');
    expect(await popup.evaluate(() => innerHeight)).toBe(600);
    await popup.close();
    expect((await browser.contexts(panel)).sort()).toEqual(['BACKGROUND', 'SIDE_PANEL']);
    await panel.close();
  });

  it('open again, the panel from a tab too', async () => {
    await browser.openPopup();
    const popup = await browser.openPopup();
    expect((await browser.contexts(popup)).filter((type) => type === 'POPUP')).toHaveLength(1);
    const tab = await browser.openExtensionPage(PANEL_PATH);
    await browser.openSidePanel(tab);
    const panel = await browser.openSidePanel(tab);
    expect((await browser.contexts(tab)).sort()).toEqual(['BACKGROUND', 'SIDE_PANEL', 'TAB']);
    await panel.close();
    await tab.close();
  });
});

describe('a page', () => {
  let page: Page;
  beforeAll(async () => {
    page = await browser.openExtensionPage(PANEL_PATH);
  });
  afterAll(() => page.close());

  it('is searched by role and name, hidden things left out', async () => {
    expect(await page.byRole('button').names()).toEqual([
      'Open side panel',
      'Later',
      'Below',
      'Apple',
      'Pear',
      'Pear',
    ]);
    expect(await page.byRole('button', /^P/).count()).toBe(2);
    expect(await page.byRole('list', 'Fruits').byRole('button').names()).toEqual(['Apple', 'Pear']);
    expect(await page.byRole('list', 'Cakes').byRole('button').count()).toBe(0);
    expect(await page.byRole('button').last().text()).toBe('Pear');
  });

  it('is clicked where a person could click, and nowhere else', async () => {
    const clicks = page.byRole('log', 'Keys').byRole('article', /^click/);
    await page.byRole('list', 'Fruits').byRole('button', 'Pear').click();
    expect(await clicks.names()).toEqual(['click Pear']);
    await expect(page.byRole('button', 'Pear').click(SOON)).rejects.toThrow(/button "Pear".*there are 2/);
    await expect(page.byRole('button', 'Hidden').click(SOON)).rejects.toThrow(/there are 0/);
    await expect(page.byRole('button', 'Later').click(SOON)).rejects.toThrow(/disabled, covered/);
    await expect(page.byRole('button', 'Below').click(SOON)).rejects.toThrow(/disabled, covered/);
    const clicking = page.byRole('button', 'Below').click();
    await page.evaluate(() => document.getElementById('cover')?.remove());
    await clicking;
    expect(await clicks.names()).toEqual(['click Pear', 'click Below']);
  });

  it('is typed into', async () => {
    const field = page.byRole('textbox', 'Message');
    const pressed = page.byRole('log', 'Keys').byRole('article', /^keydown/);
    await field.fill('first');
    await field.fill('one 👋');
    await field.press('Shift+Enter');
    await page.keyboard.sendCharacter('two');
    expect(await field.value()).toBe('one 👋\ntwo');
    await field.fill('');
    expect(await field.value()).toBe('');
    // An input method’s composition that is not yet finished.
    await page.cdp.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 });
    await page.press('Escape');
    expect(await pressed.names()).toEqual([
      'keydown Shift',
      'keydown Enter',
      'keydown Delete',
      'keydown Escape composing',
    ]);
    expect(await field.isFocused()).toBe(true);
  });

  it('is waited for', async () => {
    const status = page.byRole('status', 'Weather');
    await expect(status.waitFor(SOON)).rejects.toThrow(/status "Weather": none.*The page says:\nStub/s);
    const waiting = Promise.all([
      status.waitFor(),
      status.waitForText(/sun/),
      status.waitForAttribute('data-warm', 'yes'),
      page.waitFor(() => document.querySelector('[data-warm]') !== null, []),
      page.waitForAny([page.byRole('alert'), status]),
    ]);
    await page.evaluate(() => {
      const status = document.createElement('p');
      status.setAttribute('role', 'status');
      status.setAttribute('aria-label', 'Weather');
      document.querySelector('main')?.append(status);
      setTimeout(() => {
        status.textContent = 'sun';
        status.dataset.warm = 'yes';
      }, 50);
    });
    expect((await waiting).slice(1)).toEqual(['sun', 'yes', undefined, 1]);
    await page.reload();
    await status.waitForGone();
  });

  it('tells what went wrong in it, has the size and colours it is given, and is photographed', async () => {
    expect(page.errors).toEqual([]);
    await page.evaluate(() => {
      console.error('deliberate', 1);
      console.log('no error');
    });
    await page.waitFor(() => true, []);
    expect(page.errors).toEqual(['deliberate 1']);

    await page.setSize(280, 500);
    await page.emulateMedia({ 'prefers-color-scheme': 'dark', 'forced-colors': 'active' });
    const [dark, forced] = ['(prefers-color-scheme: dark)', '(forced-colors: active)'];
    const shown = (): Promise<unknown[]> =>
      page.evaluate(
        (...media) => [innerWidth, innerHeight, ...media.map((each) => matchMedia(each).matches)],
        dark,
        forced,
      );
    expect(await shown()).toEqual([280, 500, true, true]);
    await page.emulateColorScheme('light');
    expect(await shown()).toEqual([280, 500, false, false]);
    const file = join(dist, 'picture.png');
    await page.screenshot({ path: file });
    const header = (await readFile(file)).subarray(16, 24);
    expect([header.readUInt32BE(0), header.readUInt32BE(4)]).toEqual([280, 500]);
  });

  it('is checked by axe, which finds what is planted', async () => {
    expect(await axeViolations(page)).toEqual([]);
    await page.evaluate(() => document.querySelector('main')?.append(document.createElement('input')));
    expect(await axeViolations(page)).toEqual([expect.stringMatching(/^label \(critical\): input: /)]);
  });

  it('throws here what is thrown there, from nested functions too', async () => {
    const log = page.byRole('log', 'Keys');
    expect(await log.evaluate((element, of) => `${element.role} of ${of}`, 'keys')).toBe('log of keys');
    const failing = log.evaluate(() => {
      const fail = (): never => {
        throw new Error('over there');
      };
      return fail();
    });
    await expect(failing).rejects.toThrow('over there');
  });
});

describe('the worker', () => {
  it('is killed with and without an open page, and another takes its place', async () => {
    const page = await browser.openExtensionPage(PANEL_PATH);
    const first = await bornIn(page);
    expect(await bornIn(page)).toBe(first);
    await browser.worker.stop();
    expect(browser.worker.isRunning()).toBe(false);
    const second = await bornIn(page);
    expect(second).not.toBe(first);
    await page.close();
    await browser.worker.waitUntilRunning();
    await browser.worker.stop();
    expect(browser.worker.isRunning()).toBe(false);
  });

  it('is cut off from the network, and connected again', async () => {
    const server = createServer((_request, response) => response.end('here')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const page = await browser.openExtensionPage(PANEL_PATH);
    const ask = (): Promise<boolean> =>
      browser.worker.evaluate(
        (url) =>
          fetch(url, { mode: 'no-cors' }).then(
            () => true,
            () => false,
          ),
        `http://127.0.0.1:${port}`,
      );
    expect(await ask()).toBe(true);
    await browser.worker.setOffline(true);
    expect(await ask()).toBe(false);
    await browser.worker.setOffline(false);
    expect(await ask()).toBe(true);
    await page.close();
    server.close();
  });
});

describe('the browser', () => {
  it('takes its profile with it when it goes', async () => {
    const another = await launchExtension({ dist });
    expect(existsSync(another.profileDir)).toBe(true);
    await another.close();
    await another.exited;
    expect(existsSync(another.profileDir)).toBe(false);
    expect(() => process.kill(another.pid, 0)).toThrow('ESRCH');
  });

  it('is let go of, and goes on by itself', async () => {
    const another = await launchExtension({ dist });
    const { cdp } = await another.openExtensionPage(PANEL_PATH);
    const connection = cdp.connection();
    if (!connection) throw new Error('there is no connection');
    await cdp.detach();
    await another.release();
    const { targetInfos } = await connection.send('Target.getTargets');
    expect(targetInfos.filter(({ attached }) => attached)).toEqual([]);
    // A new page that is attached to would wait for the word to load anything.
    let loaded = (): void => {};
    const untilLoaded = new Promise<void>((resolve) => {
      loaded = resolve;
    });
    const server = createServer(({ url }, response) => {
      response.setHeader('content-type', 'text/html').end('<img src="/part">');
      if (url === '/part') loaded();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await connection.send('Target.createTarget', { url: `http://127.0.0.1:${port}` });
    await untilLoaded;
    server.close();
    await another.close();
  });

  it('says why it does not start', async () => {
    await expect(launchExtension({ dist, executable: '/bin/false' })).rejects.toThrow(/ended at once/);
    await expect(launchExtension({ dist, executable: '/no/such' })).rejects.toThrow(/ENOENT/);
    await expect(launchExtension({ dist: join(dist, 'src') })).rejects.toThrow(/not built/);
  });
});

describe('the browser of a test worker', () => {
  it('has nothing left of the extension of another test', async () => {
    const leave = (): Promise<void> => {
      localStorage.setItem('left', 'here');
      return new Promise((resolve) => {
        indexedDB.open('left').onsuccess = () => resolve(chrome.storage.local.set({ left: 'here' }));
      });
    };
    const left = async (): Promise<unknown[]> => {
      const names = (await indexedDB.databases()).map(({ name }) => name);
      return [localStorage.getItem('left'), names.includes('left'), await chrome.storage.local.get('left')];
    };
    const first = await installExtension();
    const page = await first.openExtensionPage(PANEL_PATH);
    await page.evaluate(leave);
    expect(await page.evaluate(left)).toEqual(['here', true, { left: 'here' }]);
    await first.close();

    const second = await installExtension();
    const other = await second.openExtensionPage(PANEL_PATH);
    expect(page.isClosed()).toBe(true);
    expect(second.pid).toBe(first.pid);
    expect(await other.evaluate(left)).toEqual([null, false, {}]);
    await second.close();
  });
});
