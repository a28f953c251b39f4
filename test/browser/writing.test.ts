import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { articlesOf, connected, joinByHand, openAgent, say, settled } from './harness/conversation.ts';
import { sharedWorld } from './harness/world.ts';

const composer = (page: Page) => page.byRole('textbox', 'Message');
const activity = (page: Page) => page.byRole('status', 'Activity');

describe('writing in a room', () => {
  const room = { roomId: `room-${randomUUID()}`, entityId: `visitor-${randomUUID()}`, userName: 'Grace' };
  let server: RoomServer;
  let browser: TestBrowser;
  let panel: Page;
  beforeAll(async () => {
    [server, browser] = await Promise.all([
      startRoomServer({ chunkDelayMs: 20, stream: true }),
      installExtension(),
    ]);
    panel = await browser.openSidePanel();
    await joinByHand(panel, server.url, room);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });

  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  /** Somebody else in the room. */
  const join = async (entityId: string): Promise<Socket> => {
    const socket = io(server.url, { transports: ['websocket'], forceNew: true });
    sockets.push(socket);
    await new Promise<void>((resolve) => socket.on('connection_established', () => resolve()));
    socket.emit('message', { type: 1, payload: { roomId: room.roomId, entityId } });
    return socket;
  };
  const heard = (socket: Socket, isTyping: boolean): Promise<unknown> =>
    new Promise((resolve) =>
      socket.on('userTyping', (typing: { isTyping: boolean }) => {
        if (typing.isTyping === isTyping) resolve(typing);
      }),
    );
  const sends = (): unknown[] =>
    server.received.flatMap(({ name, args: [envelope] }) =>
      name === 'message' && typeof envelope === 'object' && envelope !== null && 'payload' in envelope
        ? [envelope.payload]
        : [],
    );
  const counts = async () => {
    const articles = await articlesOf(panel);
    const own = articles.filter(({ state }) => state !== null).length;
    return { own, others: articles.length - own };
  };

  it('calls one’s messages up again with the arrows', async () => {
    await say(panel, 'The first');
    await settled(panel, 1, 1);
    await say(panel, 'The second');
    await settled(panel, 2, 2);
    const values: string[] = [];
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'Escape']) {
      await composer(panel).press(key);
      values.push(await composer(panel).value());
    }
    expect(values).toEqual(['The second', 'The first', 'The first', 'The second', '']);
    await composer(panel).type('A draft');
    await composer(panel).press('ArrowUp');
    expect(await composer(panel).value()).toBe('A draft');
    await composer(panel).fill('');
  });

  it('writes the last message anew, as a message of its own', async () => {
    const last = panel.byRole('article', /^Grace/).last();
    const id = await last.attribute('data-message-id');
    expect(await panel.byRole('button', 'Edit').count()).toBe(1);
    await last.byRole('button', 'Edit').click();
    expect(await composer(panel).value()).toBe('The second');
    expect(await composer(panel).isFocused()).toBe(true);
    expect(await panel.text()).toContain('Editing your last message');
    await panel.byRole('button', 'Cancel').click();
    expect(await composer(panel).value()).toBe('');

    await last.byRole('button', 'Edit').click();
    await composer(panel).fill('The second, better');
    await panel.byRole('button', 'Send').click();
    await settled(panel, 3, 3);
    expect(sends().at(-1)).toMatchObject({ message: 'The second, better', metadata: { editOf: id } });
    expect(await panel.text()).not.toContain('Editing your last message');
    const own = panel.byRole('article', /^Grace/);
    expect(await own.nth(1).text()).toMatch(/^The second.*edited below/);
    expect(await own.nth(2).byRole('button', 'Edit').count()).toBe(1);
    expect(await panel.byRole('button', 'Edit').count()).toBe(1);
  });

  it('stops a reply: what it said stays, the rest is there for who asks', async () => {
    const before = await counts();
    await say(panel, 'Give me 1500 words');
    // Until the document's server has said the whole, nobody knows who speaks.
    const reply = panel.byRole('article').last();
    await reply.waitForText(/w5/);
    // Nothing is written: Stop stands where Send is.
    expect(await panel.byRole('button', 'Send').count()).toBe(0);
    await panel.byRole('button', 'Stop').click();
    await reply.waitForAttribute('data-reply', 'stopped');
    expect(await reply.attribute('aria-busy')).toBe('false');
    expect(await reply.text()).toContain('The server goes on');
    const shown = (await reply.text()).length;
    await panel.waitForRole('button', 'Show the whole reply');
    await reply.waitForText(/Stopped\.(?! The)/, { timeout: 30_000 });
    expect(await reply.text()).not.toContain('w1499');
    expect((await reply.text()).length).toBeLessThanOrEqual(shown);
    await reply.byRole('button', 'Show the whole reply').click();
    await reply.waitForText(/w1499/);
    await settled(panel, before.own + 1, before.others + 1);
  });

  it('stops an agent that still thinks; the next question is answered again', async () => {
    const before = await counts();
    server.misbehave({ delayAnswersMs: 1_000 });
    await say(panel, 'Give me 3 words');
    await activity(panel).waitForText(/is thinking$/);
    await panel.byRole('button', 'Stop').click();
    await activity(panel).waitForText('');
    await settled(panel, before.own + 1, before.others + 1);
    const reply = panel.byRole('article').last();
    expect(await reply.text()).not.toContain('w0');
    await reply.byRole('button', 'Show the whole reply').click();
    await reply.waitForText(/w0 w1 w2/);

    server.behave();
    await say(panel, 'Give me 4 words');
    await panel.byRole('article').last().waitForText(/w3/);
    await settled(panel, before.own + 2, before.others + 2);
  });

  it('tells the others who types, and when that has ended', async () => {
    const before = await counts();
    const bob = await join('bob');
    const begun = heard(bob, true);
    await composer(panel).type('Hello');
    expect(await begun).toMatchObject({ userId: room.entityId, roomId: room.roomId });
    const emptied = heard(bob, false);
    await composer(panel).fill('');
    await emptied;

    const again = heard(bob, true);
    await composer(panel).type('Hello');
    await again;
    const sent = heard(bob, false);
    await panel.byRole('button', 'Send').click();
    await sent;
    await settled(panel, before.own + 1, before.others + 1);
  });

  it('tells who comes and goes, and how many are here', async () => {
    const { roomId } = room;
    server.emit(roomId, 'userJoined', { roomId, userId: 'ada', userName: 'Ada' });
    server.emit(roomId, 'userJoined', { roomId, userId: 'carl', userName: 'Carl' });
    await panel.waitFor(() => document.body.textContent?.includes('Carl joined'), []);
    expect(await panel.text()).toContain('Ada joined');
    await panel.waitForRole('img', '3 people');
    server.emit(roomId, 'userLeft', { roomId, userId: 'carl' });
    await panel.byRole('img', '3 people').waitForGone();

    // They are no part of the conversation, and make way for it.
    server.emit(roomId, 'messageBroadcast', { roomId, senderName: 'Ada', text: 'Here I am' });
    await panel.waitFor(() => !document.body.textContent?.includes('Ada joined'), []);
  });

  it('shows how far an action is, in the same place', async () => {
    const { roomId } = room;
    const action = (actionStatus: string) => ({
      id: 'action-1',
      roomId,
      senderId: 'eliza',
      senderName: 'Eliza',
      text: 'Executing action: SEARCH',
      source: 'agent_action',
      actions: ['SEARCH'],
      thought: 'I look it up.',
      rawMessage: { actionStatus },
    });
    const before = await counts();
    server.emit(roomId, 'messageBroadcast', action('executing'));
    const article = panel.byRole('article', /^Eliza/).last();
    await article.waitForText(/SEARCH · running/);
    server.emit(roomId, 'messageBroadcast', action('completed'));
    await article.waitForText(/SEARCH · done/);
    expect((await counts()).others).toBe(before.others + 1);
    expect(await article.text()).not.toContain('Executing');
  });

  it('takes what the document says under the name `message`', async () => {
    const { roomId } = room;
    server.emit(roomId, 'message', { type: 5, payload: { roomId, userName: 'Ada' } });
    await activity(panel).waitForText('Ada is thinking');
    server.emit(roomId, 'message', { type: 6, payload: { roomId, action: 'disable_input' } });
    await panel.waitFor(() => document.querySelector('textarea')?.disabled, []);
    server.emit(roomId, 'message', { type: 6, payload: { roomId, action: 'enable_input' } });
    await panel.waitFor(() => document.querySelector('textarea')?.disabled === false, []);
    server.emit(roomId, 'message', { type: 3, payload: { roomId, senderName: 'Ada', message: 'By type 3' } });
    await panel
      .byRole('article', /^Ada/)
      .last()
      .waitForText(/By type 3/);
    expect(panel.errors).toEqual([]);
  });
});

describe('writing to an agent of ElizaOS', () => {
  const world = sharedWorld();
  let panel: Page;
  beforeAll(async () => {
    panel = await world.browser.openSidePanel();
    await openAgent(panel, world.server.url);
  });

  it('stops a reply that streams, and shows the whole of it later', async () => {
    await say(panel, 'Give me 400 words');
    const reply = panel.byRole('article', /^Eliza/).last();
    await reply.waitForText(/w5/);
    await panel.byRole('button', 'Stop').click();
    await reply.waitForAttribute('data-reply', 'stopped');
    await reply.byRole('button', 'Show the whole reply').click({ timeout: 30_000 });
    await reply.waitForText(/w399/, { timeout: 30_000 });
    await settled(panel, 1, 1);
  });

  it('asks for another answer in plain words, and does not pile them up', async () => {
    await connected(panel);
    const own = panel.byRole('article', /^User/);
    await panel
      .byRole('article', /^Eliza/)
      .last()
      .byRole('button', 'Regenerate')
      .click();
    await settled(panel, 2, 2);
    expect(await own.last().text()).toMatch(/^Again, please: Give me 400 words/);
    await panel.byRole('button', 'Regenerate').click();
    await settled(panel, 3, 3);
    expect(await own.last().text()).not.toMatch(/Again.*Again/);
  });

  it('keeps what the agent thought behind a disclosure, and what it did beside it', async () => {
    const reply = panel.byRole('article', /^Eliza/).last();
    expect(await reply.text()).toContain('REPLY');
    const details = () => panel.evaluate(() => [...document.querySelectorAll('details')].at(-1)?.open);
    expect(await details()).toBe(false);
    await panel.evaluate(() => [...document.querySelectorAll('summary')].at(-1)?.click());
    expect(await details()).toBe(true);
    expect(panel.errors).toEqual([]);
  });
});
