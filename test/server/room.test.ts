import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { type Client, connectClient, messagePayload } from './room-client.ts';

const ROOM = 'room-1';
let room: RoomServer;
let clients: Client[];

const connect = async (entityId: string, roomId = ROOM): Promise<Client> => {
  const client = connectClient(room.url);
  clients.push(client);
  await client.next('connection_established');
  client.join(roomId, entityId);
  return client;
};

/** Whatever was emitted to this client before has arrived when this settles: frames keep their order. */
const settle = async (client: Client, roomId = ROOM): Promise<void> => {
  room.emit(roomId, 'settled');
  await client.next('settled');
};

/** The join has been dealt with when the server says what it makes of the next thing. */
const joined = async (client: Client): Promise<void> => {
  client.socket.emit('typing', 'nonsense');
  await client.next('messageError');
};

beforeEach(async () => {
  clients = [];
  room = await startRoomServer({ chunkDelayMs: 0 });
});

afterEach(async () => {
  for (const client of clients) client.socket.disconnect();
  await room.stop();
});

describe('as the document has it', () => {
  it('greets, and tells the others who joins and who leaves', async () => {
    const ada = await connect('ada');
    await joined(ada);
    const ben = await connect('ben');
    expect(await ada.next('userJoined')).toEqual([{ userId: 'ben', roomId: ROOM }]);
    ben.socket.disconnect();
    expect(await ada.next('userLeft')).toEqual([{ userId: 'ben', roomId: ROOM }]);
    expect(ben.heard.map((one) => one.name)).not.toContain('userJoined');
  });

  it('joins once, and leaves on `leave`', async () => {
    const ada = await connect('ada');
    await joined(ada);
    const ben = await connect('ben');
    ben.join(ROOM, 'ben');
    ben.socket.emit('leave', { roomId: ROOM });
    expect(await ada.next('userLeft')).toEqual([{ userId: 'ben', roomId: ROOM }]);
    expect(ada.heard.filter((one) => one.name === 'userJoined')).toHaveLength(1);
    await joined(ben);
    room.emit(ROOM, 'after');
    await ada.next('after');
    expect(ben.heard.map((one) => one.name)).not.toContain('after');
  });

  it('acknowledges, then broadcasts the answer with five fields, then completes', async () => {
    const ada = await connect('ada');
    const ben = await connect('ben');
    await joined(ben);
    const payload = messagePayload(ROOM, 'say 3 words');
    const acknowledged = await ada.socket.emitWithAck('message', { type: 2, payload });
    expect(acknowledged).toEqual({ success: true, messageId: payload.messageId });
    const broadcast = [
      { roomId: ROOM, channelId: ROOM, senderName: 'Eliza', text: 'w0 w1 w2', metadata: { from: 'test' } },
    ];
    for (const client of [ada, ben]) {
      expect(await client.next('messageBroadcast')).toEqual(broadcast);
      expect(await client.next('messageComplete')).toEqual([{ roomId: ROOM, channelId: ROOM }]);
      expect(client.heard.map((one) => one.name)).not.toContain('messageStreamChunk');
    }
  });

  it('relays typing to the others, and control messages to all', async () => {
    const ada = await connect('ada');
    const ben = await connect('ben');
    await joined(ben);
    ada.socket.emit('typing', { roomId: ROOM, userId: 'ada', isTyping: true });
    expect(await ben.next('userTyping')).toEqual([{ roomId: ROOM, userId: 'ada', isTyping: true }]);
    room.control(ROOM, 'disable_input');
    expect(await ada.next('controlMessage')).toEqual([{ roomId: ROOM, action: 'disable_input' }]);
    expect(await ben.next('controlMessage')).toEqual([{ roomId: ROOM, action: 'disable_input' }]);
    expect(ada.heard.map((one) => one.name)).not.toContain('userTyping');
  });

  it.each([
    [null],
    ['x'],
    [42],
    [{}],
    [{ type: 2 }],
    [{ type: 99, payload: {} }],
    [{ type: 1, payload: { roomId: ROOM } }],
    [{ type: 2, payload: { ...messagePayload(ROOM, 'hi'), message: 42 } }],
    [{ type: 2, payload: { ...messagePayload('', 'hi') } }],
  ])('answers %j with messageError', async (message) => {
    const ada = await connect('ada');
    ada.socket.emit('message', message);
    expect(await ada.next('messageError')).toEqual([{ error: expect.stringMatching(/\w/) }]);
  });

  it('names the field at fault', async () => {
    const ada = await connect('ada');
    ada.socket.emit('message', { type: 1, payload: { roomId: ROOM } });
    expect(await ada.next('messageError')).toEqual([{ error: expect.stringContaining('payload.entityId') }]);
  });

  it('keeps rooms apart', async () => {
    const ada = await connect('ada');
    const cleo = await connect('cleo', 'room-2');
    await joined(cleo);
    ada.send(ROOM, '2 words');
    await ada.next('messageComplete');
    await settle(cleo, 'room-2');
    expect(cleo.heard.map((one) => one.name)).not.toContain('messageBroadcast');
  });

  it('remembers what came in', async () => {
    const ada = await connect('ada');
    await joined(ada);
    expect(room.received.map((one) => one.name)).toEqual(['connection', 'message', 'typing']);
    expect(room.received[1]?.args).toEqual([{ type: 1, payload: { roomId: ROOM, entityId: 'ada' } }]);
  });
});

describe('streaming', () => {
  it('sends chunks, then a broadcast with their id', async () => {
    const streaming = await startRoomServer({ chunkDelayMs: 0, stream: true });
    try {
      const ada = connectClient(streaming.url);
      clients.push(ada);
      await ada.next('connection_established');
      ada.join(ROOM, 'ada');
      ada.send(ROOM, 'show me markdown');
      const [broadcast] = await ada.next('messageBroadcast');
      const chunks = ada.heard.filter((one) => one.name === 'messageStreamChunk').map((one) => one.args[0]);
      expect(chunks.length).toBeGreaterThan(5);
      expect(broadcast).toEqual({
        roomId: ROOM,
        channelId: ROOM,
        senderName: 'Eliza',
        text: chunks.map((chunk) => (chunk as { chunk: string }).chunk).join(''),
        metadata: { from: 'test' },
        id: (chunks[0] as { messageId: string }).messageId,
      });
      expect(chunks).toEqual(
        chunks.map((_, index) => ({
          messageId: (broadcast as { id: string }).id,
          chunk: expect.any(String),
          index,
          agentId: expect.any(String),
          channelId: ROOM,
        })),
      );
    } finally {
      await streaming.stop();
    }
  });

  it('stops in the middle when told to', async () => {
    const streaming = await startRoomServer({ chunkDelayMs: 0, stream: true });
    try {
      streaming.misbehave({ cutStreamsAfter: 3 });
      const ada = connectClient(streaming.url);
      clients.push(ada);
      await ada.next('connection_established');
      ada.join(ROOM, 'ada');
      ada.send(ROOM, '50 words');
      for (let index = 0; index < 3; index += 1) await ada.next('messageStreamChunk');
      streaming.behave();
      ada.send(ROOM, '2 words');
      const [broadcast] = await ada.next('messageBroadcast');
      expect(broadcast).toMatchObject({ text: 'w0 w1' });
    } finally {
      await streaming.stop();
    }
  });
});

describe('misbehaving', () => {
  it('drops so many answers and no more', async () => {
    room.misbehave({ dropAnswers: 1 });
    const ada = await connect('ada');
    ada.send(ROOM, '2 words');
    ada.send(ROOM, '3 words');
    expect(await ada.next('messageBroadcast')).toMatchObject([{ text: 'w0 w1 w2' }]);
    await settle(ada);
    expect(ada.heard.filter((one) => one.name === 'messageComplete')).toHaveLength(1);
  });

  it('delays answers', async () => {
    room.misbehave({ delayAnswersMs: 80 });
    const ada = await connect('ada');
    const payload = messagePayload(ROOM, '2 words');
    const before = performance.now();
    await ada.socket.emitWithAck('message', { type: 2, payload });
    await ada.next('messageBroadcast');
    // Node's timers count in whole milliseconds, and may be a fraction early.
    expect(performance.now() - before).toBeGreaterThan(78);
  });

  it('stops at once in the middle of a long delay', async () => {
    room.misbehave({ delayAnswersMs: 60_000 });
    const ada = await connect('ada');
    await ada.socket.emitWithAck('message', { type: 2, payload: messagePayload(ROOM, '2 words') });
    await room.restart();
    expect(await ada.next('disconnect')).toEqual(['transport close', expect.anything()]);
    expect(ada.heard.map((one) => one.name)).not.toContain('messageBroadcast');
  });

  it('refuses sends in words, until it behaves', async () => {
    room.misbehave({ refuseSends: 'Access denied' });
    const ada = await connect('ada');
    ada.send(ROOM, '2 words');
    expect(await ada.next('messageError')).toEqual([{ error: 'Access denied' }]);
    room.behave();
    ada.send(ROOM, '2 words');
    expect(await ada.next('messageBroadcast')).toMatchObject([{ text: 'w0 w1' }]);
  });

  it('refuses connections in words', async () => {
    room.misbehave({ refuseConnections: 'Valid entityId required' });
    const client = connectClient(room.url);
    clients.push(client);
    const [error] = await client.next('connect_error');
    expect(error).toMatchObject({ message: 'Valid entityId required' });
  });

  it('forgets to acknowledge, but answers', async () => {
    room.misbehave({ forgetAcknowledgements: true });
    const ada = await connect('ada');
    let acknowledged = false;
    ada.socket.emit('message', { type: 2, payload: messagePayload(ROOM, '2 words') }, () => {
      acknowledged = true;
    });
    await ada.next('messageComplete');
    expect(acknowledged).toBe(false);
  });

  it('sends broadcasts that are none', async () => {
    const ada = await connect('ada');
    await joined(ada);
    const count = room.sendMalformedBroadcasts(ROOM);
    await settle(ada);
    expect(ada.heard.filter((one) => one.name === 'messageBroadcast')).toHaveLength(count);
    expect(ada.socket.connected).toBe(true);
  });

  it('sends bytes that are no packet', async () => {
    const ada = await connect('ada');
    room.sendMalformedFrame();
    expect(await ada.next('disconnect')).toEqual(['parse error', expect.anything()]);
  });

  it('sends broadcasts for rooms that are not theirs', async () => {
    const ada = await connect('ada');
    room.sendForeignBroadcast('room-x', 'not for you');
    expect(await ada.next('messageBroadcast')).toMatchObject([
      { roomId: 'room-x', channelId: 'room-x', text: 'not for you' },
    ]);
  });

  it('cuts all sockets', async () => {
    const ada = await connect('ada');
    const ben = await connect('ben');
    room.cutSockets();
    for (const client of [ada, ben]) {
      expect(await client.next('disconnect')).toEqual(['transport close', expect.anything()]);
    }
  });

  it('sends everybody away', async () => {
    const ada = await connect('ada');
    room.disconnectSockets();
    expect((await ada.next('disconnect'))[0]).toBe('io server disconnect');
  });

  it('emits whatever it is told to a room', async () => {
    const ada = await connect('ada');
    await joined(ada);
    room.emit(ROOM, 'somethingNew', 1, { two: 2 });
    expect(await ada.next('somethingNew')).toEqual([1, { two: 2 }]);
  });

  it('restarts on the same port, and its clients come back', async () => {
    const client = connectClient(room.url, { reconnection: true });
    clients.push(client);
    await client.next('connection_established');
    await room.restart();
    await client.next('disconnect');
    await client.next('connection_established');
    client.join(ROOM, 'ada');
    client.send(ROOM, '2 words');
    expect(await client.next('messageBroadcast')).toMatchObject([{ text: 'w0 w1' }]);
  });

  it('is stopped by a stop in the middle of a restart', async () => {
    const { url } = room;
    const restarted = room.restart();
    await Promise.all([restarted, room.stop()]);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    room = await startRoomServer({ chunkDelayMs: 0 });
  });
});
