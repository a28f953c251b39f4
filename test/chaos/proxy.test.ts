import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProxy, type TcpProxy, type TcpProxyOptions } from './proxy.ts';

/** A peer of a connection: what it has read so far, and waiting for it. */
interface Peer {
  socket: Socket;
  read(): string;
  /** Until it has read at least this. */
  reads(text: string): Promise<void>;
  ended: Promise<unknown>;
  closed: Promise<unknown>;
}

const peerOf = (socket: Socket): Peer => {
  let all = '';
  socket.setEncoding('utf8').on('data', (text) => {
    all += text;
    socket.emit('read');
  });
  socket.on('error', () => {});
  return {
    socket,
    read: () => all,
    reads: async (text) => {
      while (!all.includes(text)) await once(socket, 'read');
    },
    ended: new Promise((resolve) => socket.once('end', resolve)),
    closed: new Promise((resolve) => socket.once('close', resolve)),
  };
};

/** A while in which anything that is on its way would have come. */
const aWhile = (): Promise<void> => after(60);

let proxy: TcpProxy;
let accepted: Peer[];
let waiting: ((peer: Peer) => void)[];
const clients: Socket[] = [];
const server = createServer({ allowHalfOpen: true }, (socket) => {
  const peer = peerOf(socket);
  accepted.push(peer);
  waiting.shift()?.(peer);
});

const begin = async (options: Partial<TcpProxyOptions> = {}): Promise<void> => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  proxy = await startProxy({ targetPort: address.port, ...options });
};
const atServer = (): Promise<Peer> => new Promise((resolve) => waiting.push(resolve));
const dial = (): Peer => {
  const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
  clients.push(socket);
  return peerOf(socket);
};
/** A connection that has carried a word each way. */
const pair = async (): Promise<[client: Peer, server: Peer]> => {
  const next = atServer();
  const client = dial();
  client.socket.write('hello ');
  const peer = await next;
  await peer.reads('hello');
  peer.socket.write('welcome ');
  await client.reads('welcome');
  return [client, peer];
};

beforeEach(async () => {
  accepted = [];
  waiting = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const socket of clients.splice(0)) socket.destroy();
  for (const { socket } of accepted) socket.destroy();
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

describe('the proxy', () => {
  it('carries both ways, and passes on an end', async () => {
    await begin();
    const [client, peer] = await pair();
    client.socket.end('bye');
    await peer.reads('bye');
    await peer.ended;
    peer.socket.end('too');
    await client.reads('too');
    await client.ended;
  });

  it('cuts: both peers are closed', async () => {
    await begin();
    const [client, peer] = await pair();
    proxy.cut();
    await Promise.all([client.closed, peer.closed]);
    expect(proxy.count()).toBe(0);
  });

  it('stalls both ways without closing, and resumes with what it kept', async () => {
    await begin();
    const [client, peer] = await pair();
    proxy.stall();
    client.socket.write('up');
    peer.socket.write('down');
    await aWhile();
    expect([peer.read(), client.read()]).toEqual(['hello ', 'welcome ']);
    const [other, atOther] = await pair();
    expect([atOther.read(), other.read()]).toEqual(['hello ', 'welcome ']);
    proxy.resume();
    await Promise.all([peer.reads('up'), client.reads('down')]);
  });

  it('keeps the piece during which it was told to stall', async () => {
    await begin({
      onData: (_connection, way, bytes) => {
        if (way === 'up' && String(bytes).includes('stop')) proxy.stall();
      },
    });
    const [client, peer] = await pair();
    client.socket.write('stop');
    await aWhile();
    expect(peer.read()).toBe('hello ');
    proxy.resume();
    await peer.reads('stop');
  });

  it('holds what goes up, then delivers it, even where the client has gone', async () => {
    await begin();
    const [client, peer] = await pair();
    proxy.hold(80, 'deliver');
    client.socket.end('late');
    peer.socket.write('down');
    await client.reads('down');
    expect(peer.read()).toBe('hello ');
    await peer.reads('late');
    await peer.ended;
  });

  it('holds what goes up, then drops it with its connection', async () => {
    await begin();
    const [client, peer] = await pair();
    proxy.hold(50, 'drop');
    client.socket.write('never');
    await Promise.all([client.closed, peer.closed]);
    expect(peer.read()).toBe('hello ');
  });

  it('forgets what a client left behind when it has been gone for too long', async () => {
    await begin({ memoryMs: 20 });
    const [client, peer] = await pair();
    proxy.stall();
    client.socket.write('forgotten');
    client.socket.destroy();
    await aWhile();
    proxy.resume();
    await peer.closed;
    expect(peer.read()).toBe('hello ');
  });

  it('closes one half: the other direction goes on', async () => {
    await begin();
    const [client, peer] = await pair();
    proxy.halfClose('down');
    await client.ended;
    client.socket.write('still');
    await peer.reads('still');
    const [other, atOther] = await pair();
    proxy.halfClose('up');
    await atOther.ended;
    atOther.socket.write('still');
    await other.reads('still');
  });

  it('delays both ways, in order', async () => {
    await begin();
    const [client, peer] = await pair();
    proxy.delay(80);
    const started = performance.now();
    client.socket.write('one ');
    await peer.reads('one');
    expect(performance.now() - started).toBeGreaterThan(70);
    client.socket.write('two ');
    proxy.delay(0);
    await aWhile();
    client.socket.write('three ');
    await peer.reads('three');
    expect(peer.read()).toBe('hello one two three ');
  });

  it('is a blackhole for connections old and new, until it heals', async () => {
    await begin();
    const [client, peer] = await pair();
    proxy.blackhole();
    client.socket.write('old');
    const gone = dial();
    await once(gone.socket, 'connect');
    gone.socket.destroy();
    const fresh = dial();
    fresh.socket.write('new');
    await aWhile();
    expect(peer.read()).toBe('hello ');
    expect(accepted).toHaveLength(1);
    const next = atServer();
    await proxy.heal();
    await peer.reads('old');
    await (await next).reads('new');
    expect(accepted).toHaveLength(2);
  });

  it('refuses, and listens on the same port again', async () => {
    await begin();
    const [client, peer] = await pair();
    await proxy.refuse();
    await Promise.all([client.closed, peer.closed]);
    const refused = dial();
    const [error] = await once(refused.socket, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.heal();
    await pair();
  });

  it('closes a client whose server does not listen', async () => {
    await begin();
    await new Promise((resolve) => server.close(resolve));
    await dial().closed;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
});
