import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { launchExtension, type TestBrowser } from './harness/browser.ts';
import { joinByHand, say, settled } from './harness/conversation.ts';

const NAME = 'rebound.example';

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** Runs in a site's page: tries to reach a server in every way that a page has; in which ways it was answered. */
const tryServer = async (url: string): Promise<string[]> => {
  const answered: string[] = [];
  const readable = await fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (readable) answered.push('fetch');
  const body = JSON.stringify({ text: 'from a site', entityId: 'site', mode: 'sync' });
  await fetch(`${url}/api/messaging/channels/r/messages`, { method: 'POST', mode: 'no-cors', body }).catch(
    () => {},
  );
  const polled = await fetch(`${url}/socket.io/?EIO=4&transport=polling`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (polled) answered.push('polling');
  const opened = await new Promise<boolean>((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  if (opened) answered.push('websocket');
  return answered;
};

/** In a browser, since it is the browser that says who asks, and that believes a name server. */
describe('a server of this machine, and a site that its user visits', () => {
  let browser: TestBrowser;
  let site: Server;
  let room: RoomServer | undefined;
  beforeEach(async () => {
    browser = await launchExtension({ args: [`--host-resolver-rules=MAP ${NAME} 127.0.0.1`] });
    site = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', connection: 'close' });
      response.end('<!doctype html><title>A site</title><body>A site</body>');
    });
  });
  afterEach(async () => {
    await Promise.all([browser.close(), room?.stop()]);
    site.closeAllConnections();
    site.close();
  });

  it('are strangers, while the extension talks to it', async () => {
    room = await startRoomServer();
    const port = await listen(site, 0);
    const page = await browser.openTab(`http://${NAME}:${port}/`);
    expect(await page.evaluate(tryServer, room.url)).toEqual([]);
    expect(room.received).toEqual([]);
    const panel = await browser.openSidePanel();
    await joinByHand(panel, room.url, { roomId: 'r', entityId: 'person', userName: 'Grace' });
    await say(panel, '2 words');
    await settled(panel, 1, 1);
  });

  it('stay strangers when the site’s name leads to the server', async () => {
    const port = await listen(site, 0);
    const page = await browser.openTab(`http://${NAME}:${port}/`);
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    room = await startRoomServer({ port });
    expect(await page.evaluate(tryServer, `http://${NAME}:${port}`)).toEqual([]);
    expect(room.received).toEqual([]);
  });
});
