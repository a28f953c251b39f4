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
