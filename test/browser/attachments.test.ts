import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { freePort, json, serve } from '../harness/http-server.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { ROOT } from './harness/browser.ts';
import { connected, connectTo, openAgent, SLOW, settled, whereAmI } from './harness/conversation.ts';
import { ownWorld, sharedWorld } from './harness/world.ts';

const PICTURE = join(ROOT, 'public', 'icons', '128.png');

const files = (page: Page) => page.byRole('list', 'Attached files').byRole('listitem');
const composer = (page: Page) => page.byRole('textbox', 'Message');

/** Chooses files as in the dialog that Attach opens. */
const choose = async (page: Page, ...paths: string[]): Promise<void> => {
  await page.waitForRole('button', 'Attach');
  const { root } = await page.cdp.send('DOM.getDocument', { depth: 0 });
  const { nodeId } = await page.cdp.send('DOM.querySelector', {
    nodeId: root.nodeId,
    selector: 'input[type=file]',
  });
  await page.cdp.send('DOM.setFileInputFiles', { nodeId, files: paths });
};

/** Drops or pastes a file that the page makes up. */
const bring = (
  page: Page,
  how: 'drop' | 'paste',
  file: { name: string; type: string; bytes: number },
): Promise<void> =>
  page.evaluate(
    (how, { name, type, bytes }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
      const common = { bubbles: true, cancelable: true };
      const event =
        how === 'drop'
          ? new DragEvent('drop', { ...common, dataTransfer: transfer })
          : new ClipboardEvent('paste', { ...common, clipboardData: transfer });
      document.querySelector('textarea')?.dispatchEvent(event);
    },
    how,
    file,
  );

/** Bytes a second that the page may send; undefined: as many as there are. */
const slowDown = async (page: Page, bytes: number | undefined): Promise<void> => {
  await page.cdp.send('Network.enable');
  await page.cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytes ?? -1,
  });
};

/** The newest row of the server's history with this text. */
const rowOf = async (url: string, roomId: string, text: string, key?: string): Promise<string> => {
  const headers = key === undefined ? undefined : { 'X-API-KEY': key };
  const response = await fetch(
    `${url}/api/messaging/channels/${roomId}/messages?limit=50`,
    headers && { headers },
  );
  const { data } = (await response.json()) as { data: { messages: { content: string }[] } };
  return JSON.stringify(data.messages.find(({ content }) => content === text));
};

describe('files in the composer', () => {
  const world = sharedWorld();
  let panel: Page;
  beforeAll(async () => {
    panel = await world.browser.openSidePanel();
    await openAgent(panel, world.server.url);
  });

  it('go up when they are chosen, and out with the message', async () => {
    await choose(panel, PICTURE);
    await files(panel).waitForText(/^128\.png\d+ kB$/, SLOW);
    await composer(panel).fill('Look at this');
    await panel.byRole('button', 'Send').click();
    await settled(panel, 1, 1);
    await files(panel).waitForGone();

    const own = panel.byRole('article', /^User/).last();
    expect(await own.text()).toContain('128.png');
    const { roomId } = await whereAmI(panel);
    const row = await rowOf(world.server.url, roomId, 'Look at this');
    const [path] = /\/media\/uploads\/channels\/[\w/.-]+\.png/.exec(row) ?? [];
    expect(row).toContain('"contentType":"image/png"');
    const kept = await fetch(`${world.server.url}${path}`);
    expect(kept.status).toBe(200);
    expect(Buffer.from(await kept.arrayBuffer()).equals(await readFile(PICTURE))).toBe(true);
    // What the server tells of it later is the same: the message is shown with its file in every view.
    const popup = await world.browser.openPopup();
    await popup
      .byRole('article', /^User/)
      .last()
      .waitForText(/128\.png/, SLOW);
    await popup.close();
  });

  it('come by paste and by drop too, and are sent without a word', async () => {
    await bring(panel, 'paste', { name: 'pasted.txt', type: 'text/plain', bytes: 10 });
    await bring(panel, 'drop', { name: 'dropped.md', type: 'text/markdown', bytes: 10 });
    await files(panel).waitForCount(2);
    await panel.waitFor(() => document.querySelectorAll('[data-state="done"]').length === 2, []);
    await panel.byRole('button', 'Remove pasted.txt').click();
    await files(panel).waitForCount(1);
    expect(await composer(panel).value()).toBe('');
    await panel.byRole('button', 'Send').click();
    await settled(panel, 2, 2);
    expect(await panel.byRole('article', /^User/).last().text()).toContain('dropped.md');
  });

  it('say how far they are, hold the message back, and can be cancelled', async () => {
    await slowDown(panel, 400_000);
    await bring(panel, 'drop', { name: 'film.mp4', type: 'video/mp4', bytes: 4_000_000 });
    await files(panel).waitForText(/^film\.mp4Uploading 4 MB$/, SLOW);
    await panel.waitForRole('progressbar', 'Progress of film.mp4');
    await composer(panel).fill('A film');
    await panel.byRole('button', 'Send').click();
    await panel.byRole('alert').waitForText(/Not sent yet/);
    await panel.byRole('button', 'Cancel film.mp4').click();
    await files(panel).waitForGone();
    await slowDown(panel, undefined);
    await panel.byRole('button', 'Send').click();
    await settled(panel, 3, 3);
    expect(await panel.byRole('article', /^User/).last().text()).not.toContain('film.mp4');
  });

  it('say each why they cannot be sent', async () => {
    await bring(panel, 'drop', { name: 'all.zip', type: 'application/zip', bytes: 10 });
    await files(panel).waitForText(/^all\.zip.*Invalid file type/, SLOW);
    await panel.byRole('button', 'Remove all.zip').click();
    await bring(panel, 'drop', { name: 'huge.png', type: 'image/png', bytes: 53_000_000 });
    await files(panel).waitForText(/^huge\.png.*Too large.*53 MB/);
    await panel.byRole('button', 'Remove huge.png').click();

    await panel.cdp.send('Network.emulateNetworkConditions', {
      offline: true,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    await bring(panel, 'drop', { name: 'a.png', type: 'image/png', bytes: 10 });
    await files(panel).waitForText(/^a\.png.*no answer from localhost/);
    await slowDown(panel, undefined);
    await panel.byRole('button', 'Remove a.png').click();
  });
});

describe('files in a popup that is closed and opened again', () => {
  const world = sharedWorld();

  it('are still there, and gone from every view once they are sent', async () => {
    const panel = await world.browser.openSidePanel();
    await openAgent(panel, world.server.url);
    let popup = await world.browser.openPopup();
    await connected(popup);
    await choose(popup, PICTURE);
    await files(popup).waitForText(/^128\.png\d+ kB$/, SLOW);
    await composer(popup).fill('Look at this');
    await slowDown(popup, 400_000);
    await bring(popup, 'drop', { name: 'film.mp4', type: 'video/mp4', bytes: 4_000_000 });
    await files(popup)
      .last()
      .waitForText(/^film\.mp4Uploading 4 MB$/, SLOW);
    await popup.close();

    popup = await world.browser.openPopup();
    await files(popup).waitForCount(2);
    expect(await composer(popup).value()).toBe('Look at this');
    expect(await files(popup).first().text()).toMatch(/^128\.png\d+ kB$/);
    expect(await files(popup).last().text()).toMatch(/^film\.mp4Its upload ended/);
    await popup.byRole('button', 'Remove film.mp4').click();
    await files(panel).waitForText(/^128\.png\d+ kB$/);
    await popup.byRole('button', 'Send').click();
    await settled(popup, 1, 1);
    expect(await popup.byRole('article', /^User/).last().text()).toContain('128.png');
    await files(popup).waitForGone();
    await files(panel).waitForGone();
    await popup.close();
  });
});

describe('files for a server that redirects uploads', () => {
  const world = sharedWorld();

  // In a browser, since it is the browser that follows a redirect, with the file, or hides that there was one.
  it('go nowhere else, which is said with what to do', async () => {
    const elsewhere = await serve(json({ success: true, data: { url: '/media/a.png', type: 'image/png' } }));
    const server = createSmallElizaOS();
    const { url, stop } = await server.start(await freePort());
    const location = `${elsewhere.address}/upload`;
    server.instead = ({ path }) =>
      path.endsWith('/upload-media')
        ? (response) =>
            void response.writeHead(307, { Location: location, 'Access-Control-Allow-Origin': '*' }).end()
        : undefined;
    const panel = await world.browser.openSidePanel();
    await openAgent(panel, url);
    await bring(panel, 'drop', { name: 'private.png', type: 'image/png', bytes: 10 });
    await files(panel).waitForText(/^private\.png.*redirects uploads.*Enter that address in Settings/, SLOW);
    expect(elsewhere.seen).toEqual([]);
    await panel.close();
    await stop();
  });
});

describe('files for a server with a key', () => {
  const KEY = 'a-key-of-ours';
  const world = ownWorld({ env: { ELIZA_SERVER_AUTH_TOKEN: KEY, SERVER_API_KEY: KEY } });

  it('go up through the worker, which alone has the key', async () => {
    const panel = await world.browser.openSidePanel();
    await connectTo(panel, world.server.url, KEY);
    await panel
      .byRole('list', 'Agents')
      .byRole('button', /^Eliza/)
      .click(SLOW);
    await connected(panel);
    await choose(panel, PICTURE);
    await files(panel).waitForText(/^128\.png\d+ kB$/, SLOW);
    await composer(panel).fill('With a key');
    await panel.byRole('button', 'Send').click();
    await settled(panel, 1, 1);
    const { roomId } = await whereAmI(panel);
    expect(await rowOf(world.server.url, roomId, 'With a key', KEY)).toContain('/media/uploads/channels/');

    await bring(panel, 'drop', { name: 'all.zip', type: 'application/zip', bytes: 10 });
    await files(panel).waitForText(/^all\.zip.*Invalid file type/, SLOW);
    expect(panel.errors).toEqual([]);
  });
});
