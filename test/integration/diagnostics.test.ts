import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, describe, expect, it } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { openWithFallback } from '../../src/store/fallback.ts';
import type { Worker, WorkerDeps } from '../../src/worker/worker.ts';
import { rowsOf, run } from '../harness/diagnose.ts';
import { OLD_HANDSHAKES } from '../harness/old-handshakes.ts';
import {
  bootWorker,
  isConnected,
  newDisk,
  openView,
  setUpAgent,
  setUpRoom,
  type TestView,
} from '../harness/worker.ts';
import { startReplayServer } from '../servers/replay.ts';

const ROOM = 'room-of-the-diagnostics';
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const look = async (over: Partial<WorkerDeps> = {}): Promise<TestView> => {
  const worker: Worker = await bootWorker(await newDisk(), over);
  const view = await openView(() => worker);
  ends.push(() => {
    view.close();
    worker.stop();
  });
  return view;
};

const roomServer = async (): Promise<RoomServer> => {
  const server = await startRoomServer({ chunkDelayMs: 1 });
  ends.push(() => server.stop());
  return server;
};

/** A view in the room of a server after the document. */
const inRoom = async (url: string, over: Partial<WorkerDeps> = {}): Promise<TestView> => {
  const view = await look(over);
  await setUpRoom(view, url, ROOM);
  await view.until('connected', isConnected);
  return view;
};

/** A server that departs from the document as `serve` does. */
const twin = async (serve: (socket: Socket, io: Server) => void): Promise<string> => {
  const http: HttpServer = createServer((_request, response) => {
    response.writeHead(404, { 'Content-Type': 'application/json' });
    response.end('{"error":"Not found"}');
  });
  const io = new Server(http);
  io.on('connection', (socket) => serve(socket, io));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ends.push(() => io.close());
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
};

interface Frame {
  type: number;
  payload: { roomId: string; message: string };
}

const answered = async (view: TestView): Promise<void> => {
  await view.send('hello');
  await view.until('a reply', ({ open }) => (open?.messages.length ?? 0) > 1);
};

/** Until the worker has logged an event of this name. */
const heard = async (view: TestView, name: string): Promise<void> => {
  for (let after: number | undefined; ; ) {
    const result = await view.execute({ type: 'diagnose', ...(after !== undefined && { after }) });
    if (!result.ok || !result.report) throw new Error('no report');
    if (result.report.latest.some((entry) => entry.name === name)) return;
    after = result.report.log.at(-1)?.id;
  }
};

describe('where all is well', () => {
  it('every check passes against the document’s server', async () => {
    const server = await roomServer();
    const view = await inRoom(server.url);
    await answered(view);
    const { failed, rows } = await run(view);
    expect(failed).toBeUndefined();
    expect(rows.filter(({ mark }) => mark !== 'good')).toEqual([]);
    expect(rows.find(({ id }) => id === 'server')?.datum).toEqual({ type: 'no-version' });
  });

  it('every check passes against a recorded ElizaOS, as far as it was recorded', async () => {
    const server = await startReplayServer(
      new URL('../fixtures/traces/elizaos-1.6.5.jsonl', import.meta.url),
    );
    ends.push(() => server.stop());
    const view = await look();
    await setUpAgent(view, server.url);
    await view.until('connected', isConnected);
    await answered(view);
    const rows = Object.entries(await rowsOf(view));
    const seen = rows.filter(([, { mark }]) => mark !== 'good').map(([id]) => id);
    expect(seen).toEqual(['participant']);
  });
});

describe('the document’s common mistakes', () => {
  it('a wrong event name: the broadcasts come under another one', async () => {
    const url = await twin((socket, io) => {
      socket.on('message', ({ type, payload: { roomId } }: Frame, done?: (answer: object) => void) => {
        if (type === 1) void socket.join(roomId);
        if (type !== 2) return;
        done?.({ success: true });
        io.to(roomId).emit('newMessage', { roomId, senderName: 'Eliza', text: 'Hello' });
      });
    });
    const view = await inRoom(url);
    await view.send('hello');
    await heard(view, 'newMessage');
    const { broadcast, acknowledgement, send } = await rowsOf(view);
    expect(broadcast).toMatchObject({
      mark: 'bad',
      datum: { type: 'other-event', name: 'newMessage', count: 1 },
      remedy: 'event-name',
    });
    expect([acknowledgement.mark, send.mark]).toEqual(['good', 'good']);
    expect((await run(view)).failed).toBe('broadcast');
  });

  it('not joined: the server does not let us in', async () => {
    const url = await twin((socket, io) => {
      socket.on('message', ({ type, payload: { roomId } }: Frame, done?: (answer: object) => void) => {
        if (type !== 2) return;
        done?.({ success: true });
        io.to(roomId).emit('messageBroadcast', { roomId, senderName: 'Eliza', text: 'Hello' });
      });
    });
    const view = await inRoom(url);
    await view.send('hello');
    await heard(view, 'acknowledgement');
    expect((await rowsOf(view)).room).toMatchObject({ mark: 'unknown', datum: { type: 'joining' } });
    const { room, ids, broadcast } = await rowsOf(view, 11_000);
    expect(room).toMatchObject({ mark: 'bad', datum: { type: 'nothing-heard' }, remedy: 'join-again' });
    expect([ids.mark, broadcast.mark]).toEqual(['unknown', 'unknown']);
  });

  it('ids that differ: by one character', async () => {
    const server = await roomServer();
    const view = await inRoom(server.url);
    const theirs = ROOM.replace('the', 'thé');
    server.sendForeignBroadcast(theirs, 'Hello');
    await heard(view, 'another room');
    expect((await rowsOf(view)).ids).toMatchObject({
      mark: 'bad',
      datum: { type: 'id-near', ours: ROOM, theirs },
      remedy: 'fix-room-id',
    });
    expect((await run(view)).failed).toBe('ids');
  });

  it('fields that are missing: the server names them', async () => {
    const server = await roomServer();
    const view = await inRoom(server.url);
    server.misbehave({ refuseSends: 'payload.serverId: missing', forgetAcknowledgements: true });
    await view.send('hello');
    await heard(view, 'messageError');
    const { send, acknowledgement } = await rowsOf(view);
    expect(send).toMatchObject({
      mark: 'bad',
      datum: { type: 'error', words: 'payload.serverId: missing' },
      remedy: 'fix-fields',
    });
    expect(send.fields).toHaveLength(9);
    expect(acknowledgement.mark).toBe('bad');
  });

  it('CORS: the server answers, and may not be read', async () => {
    const server = await roomServer();
    let isForbidden = false;
    const view = await inRoom(server.url, {
      fetch: async (input, init) => {
        if (isForbidden && init.mode === 'no-cors') return Response.error();
        if (isForbidden) throw new TypeError('Failed to fetch');
        return fetch(input, init);
      },
    });
    isForbidden = true;
    const { failed, rows } = await run(view);
    expect(failed).toBe('origin');
    expect(rows[2]).toMatchObject({ id: 'origin', datum: { type: 'unreadable' }, remedy: 'allow-origin' });
  });
});

describe('what else may be wrong', () => {
  it('the server is gone', async () => {
    const server = await roomServer();
    const view = await inRoom(server.url);
    await server.stop();
    await view.until('waiting', ({ connection }) => connection.type === 'waiting');
    const { failed, rows } = await run(view);
    expect(failed).toBe('address');
    expect(rows.filter(({ mark }) => mark === 'bad').map(({ id }) => id)).toEqual([
      'address',
      'handshake',
      'transport',
    ]);
  });

  it('the server refuses the handshake', async () => {
    const server = await roomServer();
    const view = await inRoom(server.url);
    server.misbehave({ refuseConnections: 'Invalid or missing API Key' });
    server.cutSockets();
    await view.until('refused', ({ connection }) => connection.type === 'refused');
    const { failed, rows } = await run(view);
    expect(failed).toBe('handshake');
    expect(rows[3]).toMatchObject({ datum: { type: 'refused' }, remedy: 'give-key' });
  });

  it.each(Object.entries(OLD_HANDSHAKES))('the server is now of %s', async (_version, bytes) => {
    const server = await roomServer();
    const view = await inRoom(server.url);
    await server.stop();
    const old = createServer((request, response) => {
      if (request.url?.startsWith('/socket.io/')) response.end(bytes);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => old.listen(server.port, resolve));
    ends.push(() => {
      old.closeAllConnections();
      old.close();
    });
    const { failed, rows } = await run(view);
    expect(failed).toBe('server');
    expect(rows[1]).toMatchObject({ datum: { type: 'old-socket-io' }, remedy: 'update-server' });
  });

  it('broadcasts that cannot be understood', async () => {
    const server = await roomServer();
    const view = await inRoom(server.url);
    // Once it is answered, it is in the room.
    await answered(view);
    const count = server.sendMalformedBroadcasts(ROOM);
    server.emit(ROOM, 'last');
    await heard(view, 'last');
    const { decoded } = await rowsOf(view);
    expect(decoded).toMatchObject({ mark: 'bad', datum: { type: 'not-understood' } });
    expect(decoded.counts?.reduce((sum, each) => sum + each.count, 0)).toBe(count);
  });

  it('a history that cannot be read', async () => {
    const server = await startReplayServer(
      new URL('../fixtures/traces/elizaos-1.6.5.jsonl', import.meta.url),
    );
    ends.push(() => server.stop());
    const view = await look({
      fetch: async (input, init) =>
        input.includes('/messages?')
          ? new Response('{"error":"broken"}', { status: 500 })
          : fetch(input, init),
    });
    await setUpAgent(view, server.url);
    await view.until('connected', isConnected);
    await heard(view, 'history');
    const { history } = await rowsOf(view);
    expect(history).toMatchObject({ mark: 'bad', datum: { type: 'answered', status: '500' } });
  });

  it('a browser that cannot store', async () => {
    const server = await roomServer();
    const view = await inRoom(server.url, {
      openStore: (onFault) =>
        openWithFallback(() => Promise.reject(new DOMException('Full.', 'QuotaExceededError')), onFault),
    });
    expect((await rowsOf(view)).worker).toMatchObject({
      mark: 'bad',
      datum: { type: 'error', words: 'QuotaExceededError: Full.' },
      remedy: 'free-storage',
    });
  });
});
