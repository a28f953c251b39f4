import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PANEL_PATH } from '../../server/browser/launch.ts';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { attackTexts } from '../harness/attacks.ts';
import { type Answer, freePort, json } from '../harness/http-server.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { connected, connectTo, joinByHand, SLOW } from './harness/conversation.ts';

/** How many attacks are sent before it is awaited that they are shown. */
const AT_ONCE = 100;
/** Showing a thousand attacks in two pages takes a busy machine its time. */
const PATIENCE = { timeout: 180_000 };

/** What a page did that it was not asked to, beside what it wrote on its console. */
interface Watch {
  page: Page;
  dialogs: string[];
  /** What was asked of anybody but the extension and its server. */
  requests: string[];
}

const watch = (page: Page, ours: readonly string[]): Watch => {
  const watched: Watch = { page, dialogs: [], requests: [] };
  page.on('dialog', (dialog) => {
    watched.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    // The browser's own pictures on the buttons of a player.
    if (url.startsWith('data:image/svg+xml;base64,')) return;
    if (!ours.some((own) => url.startsWith(own))) watched.requests.push(url);
  });
  return watched;
};

/** Runs in a page: does with what is no link and no button what a person does in passing. */
const passOver = (): void => {
  const events = [
    'pointerover',
    'pointerenter',
    'mouseover',
    'mousemove',
    'focus',
    'focusin',
    'click',
    'auxclick',
  ];
  for (const element of document.body.querySelectorAll<HTMLElement>('article *, li *')) {
    if (element.closest('a, button, summary, input, textarea, select')) continue;
    for (const type of [...events, 'animationstart', 'error', 'load', 'toggle']) {
      element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    }
  }
};

const faultsOf = async ({ page, dialogs, requests }: Watch): Promise<object> => ({
  ran: await page.evaluate(() => 'ran' in globalThis),
  elements: await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'body :is(script, iframe, object, embed, link, style, meta, base, form[action])',
      ),
    ].map(({ outerHTML }) => outerHTML.slice(0, 200)),
  ),
  links: await page.evaluate(() =>
    [...document.querySelectorAll('a')]
      .filter(({ protocol }) => !['http:', 'https:', 'mailto:'].includes(protocol))
      .map(({ href }) => href),
  ),
  dialogs,
  requests,
  errors: page.errors.filter((error) => !error.includes('status of 4')),
});
const NONE = { ran: false, elements: [], links: [], dialogs: [], requests: [], errors: [] };

/**
 * In a browser, since it is the browser that runs code, loads what a page names, and refuses what its policy
 * forbids. What the views make of each text is decided in test/views/attacks.test.tsx.
 */
describe('attacks in the texts of a server', () => {
  let outside: Server;
  let outsideUrl: string;
  let attacks: string[];
  const asked: string[] = [];
  let ours: TestBrowser;
  let room: RoomServer;
  const watches: Watch[] = [];

  beforeAll(async () => {
    outside = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*');
      response.end();
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
    attacks = attackTexts(outsideUrl);
    [room, ours] = await Promise.all([startRoomServer(), installExtension()]);
  });
  afterAll(async () => {
    await Promise.all([ours?.close(), room?.stop()]);
    outside?.closeAllConnections();
    await new Promise((resolve) => outside?.close(resolve));
  });

  it('of a conversation run nothing and load nothing, in popup and panel', PATIENCE, async () => {
    const roomId = randomUUID();
    const panel = await ours.openSidePanel();
    await joinByHand(panel, room.url, { roomId, entityId: randomUUID(), userName: attacks[470] ?? '' });
    const popup = await ours.openPopup();
    await connected(popup);
    for (const page of [panel, popup]) watches.push(watch(page, [ours.origin, room.url]));
    for (let from = 0; from < attacks.length; from += AT_ONCE) {
      const batch = attacks.slice(from, from + AT_ONCE);
      for (const [index, attack] of batch.entries()) {
        room.emit(roomId, 'messageBroadcast', {
          id: `b${from + index}`,
          roomId,
          channelId: roomId,
          senderId: `sender ${from + index}`,
          senderName: attack || 'nobody',
          text: attack || 'nothing',
          thought: attack,
          actions: [attack],
          source: attack,
          attachments: [
            { id: 'a', url: attack, title: attack, contentType: attack },
            { id: 'b', url: attack, title: 'picture.png', contentType: 'image/png' },
            { id: 'c', url: attack, title: 'sound.mp3', contentType: 'audio/mpeg' },
          ],
          metadata: { thought: attack, actions: [attack], agentName: attack },
        });
      }
      for (const [index, attack] of batch.slice(0, 5).entries()) {
        const messageId = `s${from + index}`;
        room.emit(roomId, 'userTyping', { roomId, userId: attack, userName: attack, isTyping: true });
        room.emit(roomId, 'messageStreamChunk', {
          messageId,
          chunk: attack,
          index: 0,
          agentId: 'a',
          channelId: roomId,
        });
      }
      room.emit(roomId, 'channelUpdated', {
        channelId: roomId,
        roomId,
        name: batch[0],
        updates: { name: batch[0] },
      });
      room.emit(roomId, attacks[from] || 'empty', attacks[from]);
      room.emit(roomId, 'messageError', { error: batch.at(-1) });
      const last = `b${Math.min(from + AT_ONCE, attacks.length) - 1}`;
      for (const { page } of watches) {
        await page.waitFor((id) => document.querySelector(`article[data-message-id="${id}"]`), [last], SLOW);
      }
    }
    for (const { page } of watches) await page.evaluate(passOver);
    for (const watched of watches) expect(await faultsOf(watched)).toEqual(NONE);
    expect(asked).toEqual([]);

    // What is pressed is loaded, and counted: the wall is not that nothing could be.
    const picture = { senderId: 'eliza', senderName: 'Eliza', text: `![control](${outsideUrl}/control.png)` };
    room.emit(roomId, 'messageBroadcast', { id: 'control', roomId, channelId: roomId, ...picture });
    await panel.byRole('button', /^Show image: control/).click(SLOW);
    await vi.waitFor(() => expect(asked).toEqual(['/control.png']), SLOW);
    asked.length = 0;
    for (const watched of watches) watched.requests.length = 0;
  });

  it('nor do they in the search, the conversations, and the diagnostics', async () => {
    const panel = watches[0]?.page;
    if (!panel) throw new Error('not before the conversation');
    await panel.byRole('button', 'Conversations').click();
    await panel.waitForRole('heading', 'Conversations');
    await panel.byRole('button', 'Search').click();
    await panel.byRole('searchbox', 'Search messages').fill('script');
    await panel.waitFor(() => document.querySelectorAll('mark').length > 20, []);
    await panel.evaluate(passOver);
    await panel.byRole('button', 'Back').click();
    await panel.byRole('button', 'Back').click();
    await panel.byRole('button', 'Diagnostics').click();
    await panel.waitForRole('heading', 'Diagnostics');
    await panel.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    await panel.evaluate(passOver);
    for (const watched of watches) expect(await faultsOf(watched)).toEqual(NONE);
    expect(asked).toEqual([]);
  });

  it('nor in what a server says of itself, of its agents, and of what it refuses', async () => {
    const port = await freePort();
    const eliza = createSmallElizaOS();
    const agents = attacks.slice(0, 300).map((attack, index) => ({
      id: randomUUID(),
      name: `${index} ${attack}`,
      characterName: attack,
      bio: attack,
      status: index % 2 ? 'active' : attack,
    }));
    const version = '1.7.2-<img src=x onerror=globalThis.ran=1>';
    const said: Record<string, Answer> = {
      '/api/system/version': json({
        version,
        timestamp: new Date().toISOString(),
        environment: 'x',
        uptime: 1,
      }),
      '/api/agents': json({ success: true, data: { agents } }),
    };
    eliza.instead = ({ path, method }) =>
      method === 'POST' ? json({ success: false, error: attacks[470] }, 400) : said[path];
    const running = await eliza.start(port);
    const panel = await ours.openExtensionPage(PANEL_PATH);
    const watched = watch(panel, [ours.origin, running.url]);
    watches.push(watched);
    if ((await panel.byRole('textbox', 'Server address').count()) === 0) {
      await panel.byRole('button', 'Settings').click();
      await panel.byRole('button', 'Add a server').click();
    }
    await connectTo(panel, running.url);
    for (const shown of [100, 200, 300]) {
      await vi.waitFor(
        async () => expect(await panel.byRole('list', 'Agents').byRole('button').count()).toBe(shown),
        SLOW,
      );
      if (shown < 300) await panel.byRole('button', 'Show more').click();
    }
    await panel.evaluate(passOver);
    await panel.byRole('list', 'Agents').byRole('button', /^1 /).click();
    await panel.waitForRole('textbox', 'Message', SLOW);
    await panel.byRole('button', 'Diagnostics').click();
    await panel.waitForRole('heading', 'Diagnostics');
    expect(await faultsOf(watched)).toEqual(NONE);
    expect(asked).toEqual([]);
    await running.stop();
  });
});
