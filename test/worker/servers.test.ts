import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EntityId, RoomId } from '../../src/model/ids.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { rowsOf } from '../harness/diagnose.ts';
import { memoryTransports } from '../harness/memory-transport.ts';
import { createWeb, type WebServer } from '../harness/web.ts';
import { bootWorker, type Disk, newDisk, openView, type TestView } from '../harness/worker.ts';

const A = 'http://a:3000';
const B = 'http://b:3000';
const KEY = 'the-key-of-this-test';
const ENTITY = '11111111-2222-4333-8444-555555555555' as EntityId;
/** The same on both servers: ids are unique on one alone. */
const ROOM = '22222222-2222-4333-8444-555555555555' as RoomId;

let web: ReturnType<typeof createWeb>;
let a: WebServer;
let b: WebServer;
let far: ReturnType<typeof memoryTransports>;
let disk: Disk;
let worker: Worker;
let view: TestView;
/** Whatever was posted to a view. */
let told: string;

const boot = (): Promise<Worker> => bootWorker(disk, { openSocket: far.openTransport, fetch: web.fetch });

beforeEach(async () => {
  web = createWeb();
  a = web.add(A);
  b = web.add(B);
  far = memoryTransports();
  disk = await newDisk();
  worker = await boot();
  told = '';
  view = await openView(() => ({
    ...worker,
    accept: (port) =>
      worker.accept({
        ...port,
        postMessage: (message) => {
          told += JSON.stringify(message);
          port.postMessage(message);
        },
      }),
  }));
});
afterEach(() => {
  view.close();
  worker.stop();
});

const join = async (address: string, secrets: { key?: string; token?: string } = {}): Promise<void> => {
  await view.must({ type: 'probe', address, ...secrets });
  await view.must({ type: 'join-room', roomId: ROOM, entityId: ENTITY, userName: 'Ann' });
};
/** The server's end says yes to all that was asked. */
const open = (): void => {
  far.last().open();
  far.last().say('channel_joined', { channelId: ROOM });
};
const idOf = (address: string) => {
  const found = view.state().servers.find((server) => server.address === address);
  if (!found) throw new Error(`${address} is not set up`);
  return found.id;
};
const isConnected = ({ connection }: ViewState): boolean => connection.type === 'connected';
const wantsKey = ({ connection }: ViewState): boolean =>
  connection.type === 'refused' && connection.code === 'wants-key';
const historyAsked = (server: WebServer) => server.asked.filter(({ path }) => path.includes('/messages'));

describe('several servers', () => {
  it('are kept side by side, and changed between with all that belongs to each', async () => {
    await join(A);
    await view.send('to a');
    const roomId = ROOM;
    await view.must({ type: 'save-draft', roomId, text: 'half a thought for a', at: 1 });
    await join(B);
    expect(view.state()).toMatchObject({
      profile: { address: B },
      servers: [{ address: B }, { address: A, waiting: 1 }],
      open: { messages: [], draft: '' },
    });
    expect(far.last().options.address).toBe(B);

    await view.must({ type: 'switch-server', id: idOf(A) });
    expect(view.state()).toMatchObject({
      profile: { address: A, roomId: ROOM },
      servers: [{ address: A }, { address: B, waiting: 0 }],
      open: { messages: [{ text: 'to a' }], draft: 'half a thought for a' },
    });
    expect(far.last().options.address).toBe(A);
    expect(far.farEnds.filter(({ isClosed }) => !isClosed)).toHaveLength(1);

    // It goes out now, and only here.
    open();
    await view.until('sent out', () => far.last().emitted.some(({ payload }) => payload.type === 2));
    const sends = far.farEnds.flatMap(({ options, emitted }) =>
      emitted.filter(({ payload }) => payload.type === 2).map(() => options.address),
    );
    expect(sends).toEqual([A]);
  });

  it('need not be asked anything for it: not even whether they are there', async () => {
    await join(A);
    await join(B);
    a.up = false;
    await view.must({ type: 'switch-server', id: idOf(A) });
    expect(view.state().profile?.address).toBe(A);
  });

  it('are read back after a restart, the one in use last in use again', async () => {
    await join(A);
    await join(B);
    await view.must({ type: 'switch-server', id: idOf(A) });
    worker.stop();
    worker = await boot();
    const later = await openView(() => worker);
    expect(later.state()).toMatchObject({
      profile: { address: A },
      servers: [{ address: A }, { address: B }],
    });
    later.close();
  });

  it('never take the late answer of another one for their own', async () => {
    await join(A);
    a.hangs = true;
    open();
    await vi.waitFor(() => expect(historyAsked(a)).toHaveLength(1));
    await join(B);
    expect(a.givenUp).toEqual([historyAsked(a)[0]?.path]);
    expect(view.state().blocked).toBeUndefined();
  });

  it('are judged each by itself: nothing that one did says anything of another', async () => {
    await join(A);
    open();
    far.last().say('connection_established', {});
    far.last().say('messageBroadcast', { roomId: 'elsewhere', senderName: 'Eliza', text: 'Hello' });
    far.last().say('messageBroadcast', { roomId: ROOM, senderName: 'Eliza' });
    await view.until('connected', isConnected);
    await vi.waitFor(async () => {
      expect((await rowsOf(view)).decoded.mark).toBe('bad');
      expect((await rowsOf(view)).broadcast.mark).toBe('warn');
    });
    await join(B);
    b.up = false;
    await view.must({ type: 'switch-server', id: idOf(A) });
    await view.must({ type: 'switch-server', id: idOf(B) });
    const { worker: itself, address, origin, ...others } = await rowsOf(view);
    expect(itself.mark).toBe('good');
    // It was asked when it was set up.
    expect([address.datum, origin.datum]).toEqual([
      expect.objectContaining({ type: 'answered', name: expect.stringMatching(/^GET \/api\//) }),
      expect.objectContaining({ type: 'answered' }),
    ]);
    expect(Object.values(others).map(({ id, mark }) => [id, mark])).toEqual(
      Object.values(others).map(({ id }) => [id, 'unknown']),
    );
  });

  it('are known again by their address, with their key', async () => {
    a.key = KEY;
    await join(A, { key: KEY });
    const { entityId } = view.state().profile ?? {};
    await view.must({ type: 'leave-server' });
    expect(view.state()).toMatchObject({ profile: null, servers: [{ address: A }] });
    await view.must({ type: 'probe', address: ` ${A}/ ` });
    expect(view.state()).toMatchObject({ profile: { entityId, hasKey: true }, servers: [{ address: A }] });
    await view.must({ type: 'probe', address: B });
    expect(b.asked.map(({ key }) => key)).not.toContain(KEY);
  });

  it('are named without a new connection, in use or not', async () => {
    await join(A);
    await join(B);
    const opened = far.farEnds.length;
    await view.must({ type: 'edit-server', id: idOf(A), name: 'Home' });
    await view.must({ type: 'edit-server', id: idOf(B), name: 'Work' });
    expect(view.state()).toMatchObject({
      profile: { address: B, name: 'Work', roomId: ROOM },
      servers: [
        { address: B, name: 'Work' },
        { address: A, name: 'Home' },
      ],
    });
    expect(far.farEnds).toHaveLength(opened);
  });

  it('keep the way of sending and the transports that were chosen', async () => {
    await join(A);
    await view.must({ type: 'edit-server', id: idOf(A), mode: 'sync', transports: 'polling' });
    expect(view.state()).toMatchObject({
      profile: { mode: 'sync', transports: 'polling', roomId: ROOM },
      open: { room: { id: ROOM } },
    });
  });

  it('move to another address with all that belongs to them', async () => {
    const c = web.add('http://c:3000', { key: KEY });
    await join(A, { key: KEY });
    await view.send('to a');
    await join(B);
    await view.must({ type: 'switch-server', id: idOf(A) });
    const id = idOf(A);
    await view.must({ type: 'edit-server', id, address: ' c:3000/ ' });
    expect(view.state()).toMatchObject({
      profile: { id, address: 'http://c:3000', hasKey: true, roomId: ROOM },
      servers: [{ address: 'http://c:3000' }, { address: B }],
      open: { messages: [{ text: 'to a' }] },
    });
    expect(far.last().options).toMatchObject({ address: 'http://c:3000', key: KEY });
    expect(c.asked.map(({ key }) => key)).toEqual(c.asked.map(() => KEY));
    expect(b.asked.map(({ key }) => key)).not.toContain(KEY);
    open();
    await view.until('sent out', () => far.last().emitted.some(({ payload }) => payload.type === 2));
  });

  it('move where they are not in use, the connection left alone', async () => {
    web.add('http://c:3000');
    await join(A);
    await join(B);
    const opened = far.farEnds.length;
    await view.must({ type: 'edit-server', id: idOf(A), address: 'http://c:3000', name: 'Moved' });
    expect(view.state()).toMatchObject({
      profile: { address: B },
      servers: [{ address: B }, { address: 'http://c:3000', name: 'Moved', roomId: ROOM }],
    });
    expect(far.farEnds).toHaveLength(opened);
  });

  it('stay where they are while nothing of theirs answers elsewhere, or another one is there', async () => {
    const locked = web.add('http://locked:3000', { key: 'another key' });
    web.add('http://closed:3000', { cors: false });
    await join(A, { key: KEY });
    await join(B);
    await view.must({ type: 'switch-server', id: idOf(A) });
    const before = view.state();
    const opened = far.farEnds.length;
    const failureAt = async (address: string): Promise<unknown> => {
      const result = await view.execute({ type: 'edit-server', id: idOf(A), name: 'Moved', address });
      return result.ok ? undefined : result.failure;
    };
    expect(await failureAt('')).toMatchObject({ type: 'bad-address' });
    expect(await failureAt('not an address')).toMatchObject({ type: 'bad-address' });
    expect(await failureAt('http://nowhere:1')).toMatchObject({ type: 'nothing-listens' });
    expect(await failureAt('http://locked:3000')).toMatchObject({ type: 'wants-key', keyGiven: true });
    expect(await failureAt('http://closed:3000')).toMatchObject({
      type: 'not-allowed',
      origin: 'http://closed:3000/*',
    });
    const asked = b.asked.length;
    expect(await failureAt(B)).toEqual({ type: 'address-taken', host: 'b:3000' });
    expect(b.asked).toHaveLength(asked);
    expect(locked.asked.map(({ key }) => key)).toEqual([KEY]);
    expect(view.state()).toEqual(before);
    expect(far.farEnds).toHaveLength(opened);
  });

  it('are removed with their conversations and their key, the others left alone', async () => {
    a.key = KEY;
    await join(A, { key: KEY });
    await view.send('to a');
    await join(B);
    await view.send('to b');
    const gone = idOf(A);
    await view.must({ type: 'remove-server', id: gone });
    expect(view.state()).toMatchObject({ profile: { address: B }, servers: [{ address: B }] });
    expect(view.messages()).toMatchObject([{ text: 'to b' }]);
    expect(await disk.store.rooms(gone)).toEqual([]);
    expect(await disk.store.outbox(gone)).toEqual([]);
    expect(await disk.area.get([`key:${gone}`])).toEqual({ [`key:${gone}`]: undefined });
  });

  it('lead to the setup when the one in use is removed; asked twice, it is removed once', async () => {
    await join(A);
    const id = idOf(A);
    await view.must({ type: 'remove-server', id });
    await view.must({ type: 'remove-server', id });
    expect(view.state()).toMatchObject({ profile: null, servers: [], open: null, rooms: [] });
    await view.until('nothing to connect to', ({ connection }) => connection.type === 'idle');
  });

  it('are not there any more for a view that has not heard of it', async () => {
    await join(A);
    const id = idOf(A);
    await view.must({ type: 'remove-server', id });
    const notThere = { ok: false, failure: { type: 'not-found', what: 'server' } };
    expect(await view.execute({ type: 'switch-server', id })).toEqual(notThere);
    expect(await view.execute({ type: 'edit-server', id, name: 'x' })).toEqual(notThere);
    expect(view.state().servers).toEqual([]);
  });
});

describe('a key', () => {
  it('that the requests want ends the connection, whatever the socket says, until the right one is given', async () => {
    await join(A);
    a.key = KEY;
    open();
    await view.until('a key is wanted', wantsKey);
    expect(far.last().isClosed).toBe(true);
    const opened = far.farEnds.length;

    await view.must({ type: 'edit-server', id: idOf(A), key: 'a wrong one' });
    open();
    await view.until('another key is wanted', wantsKey);
    expect(view.state()).toMatchObject({
      profile: { hasKey: true, roomId: ROOM },
      open: { room: { id: ROOM } },
    });

    await view.must({ type: 'edit-server', id: idOf(A), key: KEY });
    expect(far.last().options.key).toBe(KEY);
    open();
    await view.until('connected', isConnected);
    await vi.waitFor(() => expect(historyAsked(a).at(-1)).toMatchObject({ key: KEY }));
    expect(far.farEnds).toHaveLength(opened + 2);
  });

  it('that a proxy before the server wants is asked for once no line can be had', async () => {
    await join(A);
    Object.assign(a, { key: KEY, keyStatus: 403 });
    far.last().cut('websocket error');
    await view.until('a key is wanted', wantsKey);
    await view.must({ type: 'edit-server', id: idOf(A), key: KEY });
    open();
    await view.until('connected', isConnected);
  });

  it('that is wanted stops nothing from going out later', async () => {
    await join(A);
    a.key = KEY;
    open();
    await view.until('a key is wanted', wantsKey);
    await view.send('hello');
    await view.must({ type: 'edit-server', id: idOf(A), key: KEY });
    open();
    await view.until('sent out', () => far.last().emitted.some(({ payload }) => payload.type === 2));
  });

  it('that is no longer wanted lets in who tries again', async () => {
    await join(A);
    a.key = KEY;
    open();
    await view.until('a key is wanted', wantsKey);
    delete a.key;
    await view.must({ type: 'connect-now' });
    open();
    await view.until('connected', isConnected);
  });

  it('and a token go with every request and into the handshake', async () => {
    await join(A, { key: KEY, token: 'a-token' });
    expect(far.last().options).toMatchObject({ key: KEY, token: 'a-token' });
    open();
    await vi.waitFor(() => expect(historyAsked(a)).toHaveLength(1));
    expect(new Set(a.asked.map(({ key, authorization }) => `${key} ${authorization}`))).toEqual(
      new Set([`${KEY} Bearer a-token`]),
    );
  });

  it('is removed for good', async () => {
    await join(A, { key: KEY, token: 'a-token' });
    await view.must({ type: 'edit-server', id: idOf(A), key: '' });
    expect(view.state().profile).toMatchObject({ hasKey: false, hasToken: true });
    expect(far.last().options).toMatchObject({ key: undefined, token: 'a-token' });
    expect(await disk.area.get([`key:${idOf(A)}`])).toEqual({ [`key:${idOf(A)}`]: undefined });
  });

  it('never comes back to a view, nor into the log', async () => {
    a.key = KEY;
    await join(A, { key: KEY, token: 'a-token' });
    open();
    await view.until('connected', isConnected);
    far.last().cut();
    await view.must({ type: 'edit-server', id: idOf(A), key: `${KEY}-2`, token: 'a-token-2' });
    open();
    await view.until('a key is wanted', wantsKey);
    await join(B, { key: KEY, token: 'a-token' });
    const report = await view.execute({ type: 'diagnose' });
    expect(report.ok).toBe(true);
    expect(told).toContain(A);
    expect(told).not.toContain(KEY);
    expect(told).not.toContain('a-token');
  });
});

describe('a browser that may not read', () => {
  it('is told from a server that is gone, while the socket goes on', async () => {
    await join(A);
    a.cors = false;
    open();
    await view.until('blocked', ({ blocked }) => blocked === A);
    expect(view.state().connection.type).toBe('connected');
  });

  it('is not what a server is that is gone', async () => {
    await join(A);
    a.up = false;
    open();
    await view.until('connected', isConnected);
    await vi.waitFor(async () => {
      const report = await view.execute({ type: 'diagnose' });
      expect(report.ok && report.report?.log.some(({ name }) => name === 'history')).toBe(true);
    });
    expect(told).not.toContain('"blocked","origin"');
  });

  it('is noticed when the permission is withdrawn, and all is caught up with when it is given again', async () => {
    a.cors = false;
    web.permitted.add(A);
    await join(A);
    open();
    await view.until('connected', isConnected);
    await vi.waitFor(() => expect(historyAsked(a)).toHaveLength(1));

    web.permitted.delete(A);
    worker.permissionsChanged();
    await view.until('blocked', ({ blocked }) => blocked === A);

    const opened = far.farEnds.length;
    web.permitted.add(A);
    worker.permissionsChanged();
    await view.until('free', ({ blocked }) => blocked === undefined);
    await vi.waitFor(() => expect(far.farEnds).toHaveLength(opened + 1));
    open();
    await vi.waitFor(() => expect(historyAsked(a)).toHaveLength(2));
  });

  it('is found out where no line can be had: on the ways that need to read', async () => {
    await join(A);
    a.cors = false;
    far.last().cut('fetch poll error');
    await view.until('blocked', ({ blocked }) => blocked === A);
    expect(isConnected(view.state())).toBe(false);
  });

  it('has nothing to do with another server', async () => {
    await join(A);
    a.cors = false;
    open();
    await view.until('blocked', ({ blocked }) => blocked === A);
    await join(B);
    expect(view.state().blocked).toBeUndefined();
  });
});
