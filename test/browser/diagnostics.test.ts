import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { joinByHand, openAgent, SLOW, say, settled, whereAmI } from './harness/conversation.ts';
import { screenshotBoth } from './harness/screenshots.ts';
import { ownWorld } from './harness/world.ts';

const SECRET = 'My neighbour is called Ludwig';

const openDiagnostics = async (page: Page): Promise<void> => {
  await page.byRole('button', 'Diagnostics').click();
  await page.waitForRole('heading', 'Diagnostics');
};

/** Keeps what is copied where the test can read it: a headless browser's clipboard is nobody's. */
const catchCopied = (page: Page): Promise<void> =>
  page.evaluate(() => {
    navigator.clipboard.writeText = async (copied) => {
      document.documentElement.dataset.copied = copied;
    };
  });

const copied = async (page: Page): Promise<string> => {
  await page.byRole('button', 'Copy report').click();
  await page.waitFor(() => document.documentElement.dataset.copied, []);
  return page.evaluate(() => document.documentElement.dataset.copied ?? '');
};

/** The result of the checks, once they have run. */
const runChecks = async (page: Page): Promise<string> => {
  await page.byRole('button', 'Run the checks').click();
  return page.byRole('status', 'Result of the checks').waitForText(/^(All checks passed|Stopped at)/, SLOW);
};

const visibleEvents = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.entries li')].map(({ textContent }) => textContent ?? ''),
  );

describe('the diagnostics, against ElizaOS', () => {
  const world = ownWorld();
  let panel: Page;
  beforeAll(async () => {
    await openAgent(await world.browser.openPopup(), world.server.url);
    panel = await world.browser.openSidePanel();
    await panel.setSize(360, 800);
    await say(panel, SECRET);
    await settled(panel, 1, 1);
    await openDiagnostics(panel);
  });

  it('shows what it saw, each check with its datum; all pass', async () => {
    expect(await runChecks(panel)).toBe('All checks passed');
    const names = await panel.byRole('listitem').names();
    const rows = names.filter((name) => /^(Good|Warning|Failed|Not seen yet): /.test(name));
    expect(rows).toEqual([
      expect.stringMatching(/^Good: Address\. GET …\/\w+ answered with 200 in \d+ ms$/),
      'Good: Server. ElizaOS 1.7.2, dialect “modern”',
      expect.stringMatching(/^Good: Access from the browser\. GET …\/\w+ answered with 200 in \d+ ms$/),
      expect.stringMatching(/^Good: Handshake\. Connected at .*\d.*$/),
      expect.stringMatching(/^Good: Transport\. WebSocket, ping every 25 s, round trip \d+ ms$/),
      expect.stringMatching(/^Good: Room\. Joined at .*, confirmed in \d+ ms$/),
      expect.stringMatching(/^Good: Room ID\. [\da-f-]{36}$/),
      'Good: Agent in the room. It is one of 2 in the room',
      expect.stringMatching(/^Good: History\. GET …\/messages answered with 200 in \d+ ms$/),
      expect.stringMatching(/^Good: Last message sent\. At .*, all 11 fields right$/),
      expect.stringMatching(/^Good: Acknowledgement\. At .*, after \d+ ms$/),
      expect.stringMatching(/^Good: Broadcasts\. The last at .*, \d+ in all$/),
      expect.stringMatching(/^Good: Understanding\. Events: \d+, all understood$/),
      expect.stringMatching(/^Good: Background worker\. Runs since .*, start \d+ since the browser’s/),
    ]);
    await screenshotBoth(panel, 'panel-diagnostics');
  });

  it('unfolds an event, and finds some among them', async () => {
    const events = panel.byRole('list', 'Events');
    await panel.byRole('textbox', 'Filter events').fill('messageBroadcast');
    await panel.waitFor(
      () =>
        [...document.querySelectorAll('.entries li')].every((li) =>
          li.textContent?.includes('messageBroadcast'),
        ),
      [],
    );
    const found = await visibleEvents(panel);
    expect(found.length).toBeGreaterThanOrEqual(2);
    await panel.evaluate(() => document.querySelector<HTMLElement>('.entries summary')?.click());
    await events
      .byRole('listitem')
      .first()
      .waitForText(/"roomId": "[\da-f-]{36}"/);

    await panel.byRole('textbox', 'Filter events').fill('');
    await panel.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>('select');
      if (!select) throw new Error('no choice');
      select.value = 'out';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await panel.waitFor(
      () =>
        [...document.querySelectorAll('.entries li')].every(({ textContent }) => textContent?.includes('→')),
      [],
    );
    const sent = await visibleEvents(panel);
    expect(sent.some((event) => event.includes('join '))).toBe(true);
    expect(sent.some((event) => event.includes('send'))).toBe(true);
    await panel.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>('select');
      if (!select) throw new Error('no choice');
      select.value = 'all';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
  });

  it('goes on by itself, and stands still where it is told to', async () => {
    const popup = await world.browser.openPopup();
    await popup.waitForRole('textbox', 'Message', SLOW);
    await panel.byRole('button', 'Pause').click();
    const before = await visibleEvents(panel);
    await say(popup, 'And one more');
    await settled(popup, 2, 2);
    const paused = await panel.byRole('status', 'Events').waitForText(/^Paused, [1-9]\d* newer$/);
    expect(paused).toBeTruthy();
    expect(await visibleEvents(panel)).toEqual(before);
    await panel.byRole('button', 'Resume').click();
    await panel.waitFor((count) => document.querySelectorAll('.entries li').length > count, [before.length]);
    await popup.close();
  });

  it('copies a report in which nothing stands that was said', async () => {
    await catchCopied(panel);
    const report = await copied(panel);
    expect(report).toContain(world.server.url);
    expect(report).toContain('- [good] server: ElizaOS 1.7.2');
    expect(report).toMatch(/-> message send \{"type":2,.*"message":"\[\d+ characters\]"/);
    expect(report).toContain('<- messageBroadcast broadcast');
    expect(report).not.toContain('Ludwig');
    expect(report).not.toContain('one more');
  });

  it('says so where the agent is not in the room', async () => {
    await panel.byRole('button', 'Back').click();
    const { roomId } = await whereAmI(panel);
    const { data } = (await (await fetch(`${world.server.url}/api/agents`)).json()) as {
      data: { agents: { id: string }[] };
    };
    const url = `${world.server.url}/api/messaging/channels/${roomId}/agents/${data.agents[0]?.id}`;
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(200);
    await openDiagnostics(panel);
    expect(await runChecks(panel)).toBe('Stopped at: Agent in the room');
    const row = panel.byRole('listitem', /^Failed: Agent in the room\. It is not among the 1 in the room$/);
    expect(await row.text()).toContain('Begin a new conversation with the agent');
  });

  it('turns red by itself when the server is gone, names the remedy, and stops at what is the cause', async () => {
    await world.server.kill();
    const address = panel.byRole('listitem', /^Failed: Address\./);
    await address.waitFor(SLOW);
    expect(await address.text()).toContain('Start the server, or correct its address in Settings.');
    await panel.byRole('listitem', /^Failed: Handshake\. Closed at/).waitFor();
    expect(await runChecks(panel)).toBe('Stopped at: Address');
    expect(await panel.byRole('listitem', /^Failed: Address\./).attribute('aria-current')).toBe('step');
    await screenshotBoth(panel, 'panel-diagnostics-failed');
    const popup = await world.browser.openPopup();
    await openDiagnostics(popup);
    await popup.byRole('listitem', /^Failed: Address\./).waitFor(SLOW);
    await screenshotBoth(popup, 'popup-diagnostics-failed');
    await popup.close();
    expect(panel.errors).toEqual([]);
  });
});

/** A server after the document, but for joins: it lets nobody in. */
const startDoorless = async (): Promise<{ url: string; stop(): Promise<void> }> => {
  const http = createServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
    response.end('{"error":"Not found"}');
  });
  const io = new Server(http, { cors: { origin: '*' } });
  io.on('connection', (socket) => {
    socket.on('message', ({ type }: { type: number }, done?: (answer: object) => void) => {
      if (type === 2) done?.({ success: true });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    stop: () => io.close(),
  };
};

describe('the document’s common mistakes, on the page', () => {
  let browser: TestBrowser;
  let server: RoomServer;
  let panel: Page;
  let roomId = '';
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRoomServer({ chunkDelayMs: 2 }), installExtension()]);
    panel = await browser.openSidePanel();
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });
  beforeEach(() => {
    server.behave();
    roomId = randomUUID();
  });

  /** Into a room of its own, from wherever the last test left off. */
  const enter = async (url: string): Promise<void> => {
    if (await panel.byRole('button', 'Back').count()) {
      await panel.byRole('button', 'Back').click();
      await panel.byRole('button', 'Settings').click();
      await panel.byRole('button', 'Change server').click();
    }
    await joinByHand(panel, url, { roomId, entityId: randomUUID(), userName: 'Grace' });
  };
  const failure = async (name: RegExp): Promise<string> => {
    const row = panel.byRole('listitem', name);
    await row.waitFor({ timeout: 20_000 });
    return row.text();
  };

  it('a wrong event name', async () => {
    await enter(server.url);
    await say(panel, 'Hello');
    await settled(panel, 1, 1);
    server.emit(roomId, 'newMessage', { roomId, senderName: 'Eliza', text: 'Hello again' });
    await openDiagnostics(panel);
    const words = await failure(/^Failed: Broadcasts\. 1 came as “newMessage”, not as “messageBroadcast”$/);
    expect(words).toContain('Have the server say messageBroadcast');
  });

  it('ids that differ', async () => {
    await enter(server.url);
    const theirs = roomId.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    server.sendForeignBroadcast(theirs, 'Hello');
    await openDiagnostics(panel);
    const words = await failure(/^Failed: Room ID\./);
    expect(words).toContain(`Ours is ${roomId}, the server’s ${theirs}`);
    expect(words).toContain('each character counts');
  });

  it('fields that are missing', async () => {
    server.misbehave({ refuseSends: 'payload.serverId: missing', forgetAcknowledgements: true });
    await enter(server.url);
    await say(panel, 'Hello');
    await panel.byRole('article').last().waitForAttribute('data-state', 'failed');
    await openDiagnostics(panel);
    const words = await failure(/^Failed: Last message sent\. payload\.serverId: missing$/);
    expect(words).toContain('Mend what is named here');
  });

  it('not joined', async () => {
    const doorless = await startDoorless();
    try {
      await enter(doorless.url);
      await say(panel, 'Hello');
      await panel.byRole('article').last().waitForAttribute('data-state', 'sent');
      await openDiagnostics(panel);
      const words = await failure(/^Failed: Room\. Nothing was heard in it since/);
      expect(words).toContain('the server has not let us in');
    } finally {
      await doorless.stop();
    }
  });
});

describe('the diagnostics, where CORS came to stand in the way', () => {
  let browser: TestBrowser;
  let server: RoomServer;
  let panel: Page;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRoomServer({ chunkDelayMs: 2 }), installExtension()]);
    panel = await browser.openSidePanel();
    await joinByHand(panel, server.url, { roomId: randomUUID(), entityId: randomUUID(), userName: 'Grace' });
    await openDiagnostics(panel);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });

  it('names it, though the WebSocket stands, and offers the permission', async () => {
    expect(await runChecks(panel)).toBe('All checks passed');
    const { port } = server;
    await server.stop();
    await panel.byRole('listitem', /^Failed: Transport\./).waitFor(SLOW);
    server = await startRoomServer({ port, chunkDelayMs: 2, cors: false });
    await panel.byRole('listitem', /^Good: Transport\. WebSocket/).waitFor(SLOW);
    expect(await runChecks(panel)).toBe('Stopped at: Access from the browser');
    const row = panel.byRole('listitem', /^Failed: Access from the browser\. .*CORS/);
    expect(await row.text()).toContain('let the server answer any origin');
    expect(await row.byRole('button', /^Allow/).count()).toBe(1);
    expect(await panel.byRole('listitem', /^Good: Address\. It answers/).count()).toBe(1);
  });
});
