import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentId, EntityId, MessageId, RoomId } from '../../src/model/ids.ts';
import type { Room } from '../../src/model/room.ts';
import type { Codec } from '../../src/wire/codec.ts';
import { codecOf, dialectOf } from '../../src/wire/codecs.ts';
import { decodeEvent } from '../../src/wire/decode.ts';
import {
  decodeAgents,
  decodeChannel,
  decodeHistory,
  decodeParticipants,
  decodeVersion,
} from '../../src/wire/decode-rest.ts';
import { type Emission, encodeJoin, encodeSend } from '../../src/wire/encode.ts';
import type { Decoded, WireEvent } from '../../src/wire/events.ts';
import { type ReplayServer, startReplayServer } from '../servers/replay.ts';

const entityId = 'f0000000-0000-4000-8000-000000000001' as EntityId;
const traceOf = (version: string): URL =>
  new URL(`../fixtures/traces/elizaos-${version}.jsonl`, import.meta.url);

const value = <T>(decoded: Decoded<T>): T => {
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.value;
};

/** A socket that keeps what it hears, decoded, and waits for a kind of it. */
const listen = (socket: Socket) => {
  const heard: WireEvent[] = [];
  const waiting: { type: WireEvent['type']; count: number; resolve: (events: WireEvent[]) => void }[] = [];
  const check = (): void => {
    for (const { type, count, resolve } of waiting) {
      const events = heard.filter((event) => event.type === type);
      if (events.length >= count) resolve(events);
    }
  };
  socket.onAny((name: string, ...args: unknown[]) => {
    heard.push(value(decodeEvent(name, args)));
    check();
  });
  return {
    heard,
    until: <T extends WireEvent['type']>(type: T, count = 1): Promise<Extract<WireEvent, { type: T }>[]> =>
      new Promise((resolve) => {
        waiting.push({
          type,
          count,
          resolve: (events) => resolve(events as Extract<WireEvent, { type: T }>[]),
        });
        check();
      }),
  };
};

describe.each(['1.5.8', '1.6.5'])('a replay of ElizaOS %s', (version) => {
  let server: ReplayServer;
  let spoken: Codec;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    server = await startReplayServer(traceOf(version));
    spoken = codecOf(dialectOf(version));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.disconnect();
    await server.stop();
  });

  const ask = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(server.url + path, {
      ...(body && {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      }),
    });
    return response.json();
  };
  const connect = (auth: object): Socket => {
    const socket = io(server.url, { auth, transports: ['websocket'], reconnection: false, forceNew: true });
    sockets.push(socket);
    return socket;
  };
  const emit = (socket: Socket, { name, payload }: Emission): void => {
    socket.emit(name, payload, () => {});
  };
  const meet = async (): Promise<Room> => {
    const messageServerId = value(
      spoken.messageServer?.decode(await ask(spoken.messageServer.path)) ?? { ok: false, reason: 'none' },
    );
    const [agent] = value(decodeAgents(await ask(spoken.paths.agents))).agents;
    const agentId = agent?.id ?? ('' as AgentId);
    const pair = { entityId, agentId, messageServerId };
    const { id } = value(
      decodeChannel(await ask(spoken.paths.channels, spoken.createChannelBody('Mine', pair, [pair.agentId]))),
    );
    return { id, title: 'Mine', agentId, entityId, userName: 'Ann', messageServerId };
  };

  it('says what it is, who is there and which room is ours', async () => {
    expect(value(decodeVersion(await ask('/api/system/version')))).toBe(version);
    const config = await fetch(`${server.url}/api/system/config`);
    expect(config.status).toBe(version === '1.5.8' ? 404 : 200);
    const { agentId = '', messageServerId } = await meet();
    const pair = { entityId, agentId, messageServerId };
    const first = value(decodeChannel(await ask(spoken.paths.dmChannel(pair))));
    const again = value(decodeChannel(await ask(spoken.paths.dmChannel(pair))));
    const made = value(
      decodeChannel(await ask(spoken.paths.channels, spoken.createChannelBody('Mine', pair, [pair.agentId]))),
    );
    expect(again.id).toBe(first.id);
    expect(made).toEqual({ id: expect.not.stringMatching(first.id), name: 'Mine' });
    expect(value(decodeParticipants(await ask(spoken.paths.participants(made.id))))).toEqual([
      entityId,
      agentId,
    ]);
    expect(server.unmatched).toEqual([]);
  });

  it('takes a handshake as its server did', async () => {
    const without = connect({});
    const outcome = await new Promise((resolve) => {
      without.on('connect', () => resolve('connected'));
      without.on('connect_error', ({ message }) => resolve(message));
    });
    expect(outcome).toBe(version === '1.5.8' ? 'connected' : 'Valid entityId required');
    const { until, heard } = listen(connect({ entityId }));
    await until('connection-established');
    expect(heard.map(({ type }) => type)).toEqual(
      version === '1.5.8' ? ['connection-established'] : ['authenticated', 'connection-established'],
    );
  });

  it('tells the room of a message, acknowledges it, and lets the agent answer', async () => {
    const room = await meet();
    const [mine, theirs] = [connect({ entityId }), connect({ entityId })];
    const [here, there] = [listen(mine), listen(theirs)];
    emit(mine, encodeJoin(room));
    emit(theirs, encodeJoin({ ...room, agentId: undefined }));
    await Promise.all([here.until('joined', 2), there.until('joined', 2)]);

    const sent = { messageId: crypto.randomUUID() as MessageId, text: 'How are you?', attachments: [] };
    emit(mine, encodeSend(room, sent));
    const [[echo, reply], [other], [acknowledged]] = await Promise.all([
      here.until('broadcast', 2),
      there.until('broadcast', 2),
      here.until('acknowledged'),
    ]);
    expect(echo?.message).toMatchObject({
      clientId: sent.messageId,
      roomId: room.id,
      senderId: entityId,
      text: sent.text,
    });
    expect(acknowledged).toMatchObject({ clientId: sent.messageId, serverId: echo?.message.serverId });
    expect(other?.message).toEqual({ ...echo?.message, clientId: undefined });
    expect(reply?.message).toMatchObject({ senderId: room.agentId, senderName: 'Eliza', roomId: room.id });

    const image = {
      id: crypto.randomUUID(),
      url: 'data:image/png;base64,AA==',
      title: 'a.png',
      contentType: 'image',
    };
    const second = { messageId: crypto.randomUUID() as MessageId, text: 'See this', attachments: [image] };
    emit(mine, encodeSend(room, second));
    const all = await here.until('broadcast', 4);
    expect(all[2]?.message.attachments).toEqual([image]);

    const page = (query: { limit: number; before?: number }) =>
      ask(spoken.paths.messages(room.id, query)).then((body) => value(decodeHistory(body)).messages);
    const rows = await page({ limit: 50 });
    const told = all.map(({ message }) => message).reverse();
    expect(rows).toEqual(told);
    expect(await page({ limit: 1 })).toEqual(rows.slice(0, 1));
    expect(await page({ limit: 50, before: rows[1]?.createdAt ?? 0 })).toEqual(rows.slice(2));
    expect(server.unmatched).toEqual([]);
  });

  it('refuses with its server’s words what that refused', async () => {
    const socket = connect({ entityId });
    const { until } = listen(socket);
    socket.emit('message', { type: 1, payload: { entityId } });
    const [error] = await until('message-error');
    expect(error?.error).toBe('channelId is required for joining.');
    expect(server.unmatched).toEqual([]);
  });

  it('remembers when it is started again', async () => {
    const room = await meet();
    await server.stop();
    server = await startReplayServer(traceOf(version), { memory: server.memory });
    const socket = connect({ entityId });
    emit(socket, encodeJoin(room));
    await listen(socket).until('joined');
    expect(value(decodeHistory(await ask(spoken.paths.messages(room.id, { limit: 50 })))).messages).toEqual(
      [],
    );
  });

  it('closes on a frame over a million bytes', async () => {
    const room = await meet();
    const socket = connect({ entityId });
    emit(socket, encodeJoin(room));
    await listen(socket).until('joined');
    const closed = new Promise((resolve) => socket.on('disconnect', resolve));
    emit(
      socket,
      encodeSend(room, {
        messageId: crypto.randomUUID() as MessageId,
        text: 'x'.repeat(1_100_000),
        attachments: [],
      }),
    );
    expect(await closed).toBe('transport close');
  });

  it('lists what is not in the trace', async () => {
    const room = await meet();
    const socket = connect({ entityId });
    const { until } = listen(socket);
    const sent = { messageId: crypto.randomUUID() as MessageId, text: 'hello', attachments: [] };
    const { name, payload } = encodeSend(room, sent);
    const fields = (payload as { payload: object }).payload;
    socket.emit('typing', { roomId: room.id });
    socket.emit(name, { type: 2, payload: { ...fields, extra: 1 } });
    socket.emit(name, { type: 2, payload: { ...fields, channelId: crypto.randomUUID() } });
    socket.emit(name, { type: 2, payload: { ...fields, messageServerId: crypto.randomUUID() } });
    socket.emit(name, { type: 2, payload: { ...fields, messageId: 'not-a-uuid' } });
    socket.emit(name, { type: 2, payload: { ...fields, senderId: crypto.randomUUID() } });
    emit(socket, encodeJoin({ ...room, id: crypto.randomUUID() as RoomId }));
    emit(socket, encodeJoin(room));
    await until('joined');
    expect(server.unmatched.map((entry) => entry.slice(0, 17))).toEqual([
      'typing [{"roomId"',
      ...new Array(5).fill('message [{"type":'),
      'message [{"type":',
    ]);
    server.unmatched.length = 0;
    await ask('/api/agents/b850bc30-45f8-0041-a00a-83df46d8555d');
    await ask(`${spoken.paths.messages(room.id, { limit: 50 })}&after=1`);
    await ask(spoken.paths.messages('f0000000-0000-4000-8000-000000000009', { limit: 50 }));
    await ask(spoken.paths.channels, { name: 'no participants' });
    expect(server.unmatched.map((entry) => entry.split(' ')[0])).toEqual(['GET', 'GET', 'GET', 'POST']);
  });
});
