import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { installExtension, type TestBrowser } from './harness/browser.ts';
import { articlesOf, connected, joinByHand, say, settled } from './harness/conversation.ts';

describe('a room by hand, on the document’s server', () => {
  const room = { roomId: `room-${randomUUID()}`, entityId: `visitor-${randomUUID()}`, userName: 'Grace' };
  let server: RoomServer;
  let browser: TestBrowser;
  let panel: Page;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRoomServer({ chunkDelayMs: 2 }), installExtension()]);
    const popup = await browser.openPopup();
    await joinByHand(popup, server.url, room);
    panel = await browser.openSidePanel();
    await connected(panel);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
  });
  beforeEach(() => server.behave());

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

  const received = (type: number): unknown[] =>
    server.received.flatMap(({ name, args: [envelope] }) =>
      name === 'message' &&
      typeof envelope === 'object' &&
      envelope !== null &&
      'type' in envelope &&
      envelope.type === type &&
      'payload' in envelope
        ? [envelope.payload]
        : [],
    );

  const own = () => panel.byRole('article', /^Grace/);
  const composer = () => panel.byRole('textbox', 'Message');
  const counts = async (): Promise<{ own: number; others: number }> => {
    const articles = await articlesOf(panel);
    const mine = articles.filter(({ state }) => state !== null).length;
    return { own: mine, others: articles.length - mine };
  };
  /** A message that is shown once all earlier ones were processed: sockets keep the order. */
  const barrier = async (): Promise<void> => {
    const text = `barrier ${randomUUID()}`;
    const { roomId } = room;
    server.emit(roomId, 'messageBroadcast', { roomId, channelId: roomId, senderName: 'Ada', text });
    await panel.byRole('article', /^Ada/).last().waitForText(new RegExp(text));
  };

  it('joins as the very entity that was typed, and talks', async () => {
    const joins = received(1);
    expect(joins.length).toBeGreaterThan(0);
    for (const payload of joins) {
      expect(payload).toMatchObject({ roomId: room.roomId, entityId: room.entityId });
    }

    server.misbehave({ delayAnswersMs: 300 });
    await say(panel, 'Good evening');
    // Nobody has said who answers here; somebody does.
    await panel.byRole('status', 'Activity').waitForText(/^\S.* is thinking$/);
    await settled(panel, 1, 1);
    await panel.byRole('status', 'Activity').waitForText('');
    expect(await panel.byRole('article').names()).toEqual([
      expect.stringMatching(/^Grace\b/),
      expect.stringMatching(/^Eliza\b/),
    ]);
    const id = await own().attribute('data-message-id');
    expect(received(2)).toEqual([
      expect.objectContaining({
        roomId: room.roomId,
        senderId: room.entityId,
        senderName: 'Grace',
        message: 'Good evening',
        messageId: id,
      }),
    ]);
    expect(panel.errors).toEqual([]);
  });

  it('shows nothing that is meant for another room, and nothing that is no message', async () => {
    const before = await articlesOf(panel);
    server.sendForeignBroadcast('another-room', 'This is not for you');
    expect(server.sendMalformedBroadcasts(room.roomId)).toBeGreaterThan(5);
    await barrier();
    const after = await articlesOf(panel);
    expect(after).toHaveLength(before.length + 1);
    expect(await panel.text()).not.toContain('This is not for you');

    // Not shown, but not hushed up either.
    await panel.byRole('button', 'Diagnostics').click();
    await panel.waitForRole('listitem', /1 for other rooms, as for another-room/);
    await panel.byRole('button', 'Back').click();
    expect(panel.errors).toEqual([]);
  });

  it('writes while somebody types, and says who', async () => {
    const activity = panel.byRole('status', 'Activity');
    const { roomId } = room;
    const typing = (isTyping: boolean) => ({ roomId, userId: 'ada', userName: 'Ada', isTyping });
    server.emit(roomId, 'userTyping', typing(true));
    await activity.waitForText('Ada is typing');
    expect(await composer().isDisabled()).toBe(false);
    server.emit(roomId, 'userTyping', typing(false));
    await activity.waitForText('');

    // The document's own event carries no name; and who leaves types no more.
    const bob = await join('bob');
    bob.emit('typing', { roomId, userId: 'bob', isTyping: true });
    await activity.waitForText(/^\S.* is typing$/);
    bob.disconnect();
    await activity.waitForText('');
  });

  it('pauses when the server says so, in words, and goes on when it says so, or the user', async () => {
    server.control(room.roomId, 'disable_input');
    await panel.waitFor(() => document.querySelector('textarea')?.disabled, []);
    expect(await panel.text()).toContain('has paused the conversation');
    expect(await panel.byRole('button', 'Send').isDisabled()).toBe(true);

    server.control(room.roomId, 'enable_input');
    await panel.waitFor(() => document.querySelector('textarea')?.disabled === false, []);
    expect(await panel.text()).not.toContain('has paused the conversation');

    server.control(room.roomId, 'disable_input');
    await panel.byRole('button', 'Write anyway').click();
    await panel.waitFor(() => document.querySelector('textarea')?.disabled === false, []);

    server.control(room.roomId, 'disable_input');
    await panel.waitFor(() => document.querySelector('textarea')?.disabled, []);
    server.cutSockets();
    await panel.waitFor(() => document.querySelector('textarea')?.disabled === false, []);
    await connected(panel);
  });

  it('says why a message was refused; it can be sent again, or deleted', async () => {
    const before = await counts();
    server.misbehave({ refuseSends: 'Grace may not speak here' });
    await say(panel, 'May I speak?');
    const failed = own().last();
    await failed.waitForAttribute('data-state', 'failed');
    expect(await failed.text()).toContain('Grace may not speak here');
    await panel.byRole('status', 'Activity').waitForText('');

    server.behave();
    await failed.byRole('button', 'Retry').click();
    await settled(panel, before.own + 1, before.others + 1);
    const sends = received(2).filter((payload) => JSON.stringify(payload).includes('May I speak?'));
    expect(sends).toHaveLength(2);

    server.misbehave({ refuseSends: 'No' });
    await say(panel, 'And now?');
    await failed.byRole('button', 'Delete').click();
    await settled(panel, before.own + 1, before.others + 1);
    expect(await panel.text()).not.toContain('And now?');
  });

  it('comes back by itself when it is sent away', async () => {
    const before = await counts();
    const joins = received(1).length;
    server.disconnectSockets();
    await panel.byRole('status', 'Connection').waitForText(/^(Waiting|Connecting)/);
    await connected(panel);
    expect(received(1)).toHaveLength(joins + 1);
    await say(panel, 'Here I am again');
    await settled(panel, before.own + 1, before.others + 1);
  });
});
