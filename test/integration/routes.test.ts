import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import type { TransportName } from '../../src/model/connection.ts';
import type { Message } from '../../src/model/message.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { openPlace } from '../harness/place.ts';
import { type RouteBlock, type Routes, startRouteBlock } from '../harness/route-block.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { bootWorker, newDisk, openView, setUpAgent, setUpRoom, type TestView } from '../harness/worker.ts';

let server: RoomServer;
let block: RouteBlock;
let worker: Worker;
let view: TestView;

/** A room that was set up while all routes were open, and a worker that begins when some are closed. */
const through = async (closed: Partial<Routes>): Promise<void> => {
  const disk = await newDisk();
  const before = await bootWorker(disk);
  const first = await openView(() => before);
  await setUpRoom(first, block.url, 'room-1');
  first.close();
  before.stop();
  block.set(closed);
  block.cut();
  worker = await bootWorker(disk);
  view = await openView(() => worker);
};

beforeEach(async () => {
  server = await startRoomServer();
  block = await startRouteBlock(server.port);
});
afterEach(async () => {
  view.close();
  worker.stop();
  await block.close();
  await server.stop();
});

const over =
  (transport: TransportName) =>
  ({ connection }: ViewState): boolean =>
    connection.type === 'connected' && connection.transport === transport;

const isAnswered = ({ open }: ViewState): boolean => {
  const messages: Message[] = open?.messages ?? [];
  const sent = messages.filter((message) => message.type === 'own' && message.delivery.type === 'sent');
  return sent.length > 0 && messages.at(-1)?.type === 'other';
};

describe('where a route is closed, the next one is taken within seconds', () => {
  it.each<[string, Partial<Routes>, TransportName]>([
    ['all are open', {}, 'websocket'],
    ['WebSocket is refused', { websocket: 'refuse' }, 'polling'],
    ['WebSocket hangs', { websocket: 'hang' }, 'polling'],
    ['no socket can be had', { websocket: 'refuse', polling: 'refuse' }, 'rest'],
    ['both sockets hang', { websocket: 'hang', polling: 'hang' }, 'rest'],
  ])('when %s', async (_when, closed, transport) => {
    const since = Date.now();
    await through(closed);
    await view.until(`connected by ${transport}`, over(transport), 15_000);
    expect(Date.now() - since).toBeLessThan(12_000);
    await view.send('hello');
    await view.until('an answer', isAnswered);
    expect(view.messages().filter(({ type: kind }) => kind === 'own')).toHaveLength(1);
  });

  it('when no stream can be had either', async () => {
    await through({ websocket: 'refuse', polling: 'refuse', stream: 'refuse' });
    await view.until('connected by REST', over('rest'));
    // The proxy turned it away before the server had it: it may go out again.
    await view.send('hello');
    await view.until('an answer', isAnswered, 20_000);
    const posts = server.received.filter(({ name }) => name.startsWith('POST')).map(({ args }) => args[0]);
    expect(posts).toMatchObject([{ mode: 'sync' }]);
  });
});

describe('where even the handshake is refused', () => {
  const noSockets: Partial<Routes> = { websocket: 'refuse', polling: 'refuse', handshake: 'refuse' };

  it('a server after the document cannot show who it is, and gets nothing', async () => {
    await through(noSockets);
    await view.send('hello');
    await view.until(
      'its absence',
      ({ connection }) => connection.type === 'waiting' && connection.obstacle === 'faulty',
    );
    expect(server.received.filter(({ name }) => name.startsWith('POST'))).toEqual([]);
    block.set({ handshake: 'open' });
    await view.until('an answer', isAnswered, 20_000);
  });

  it('an ElizaOS shows it by its version', async () => {
    const elizaOS = createSmallElizaOS();
    const place = await openPlace();
    await place.put(elizaOS.start);
    await block.close();
    block = await startRouteBlock(place.port, noSockets);
    worker = await bootWorker(await newDisk());
    view = await openView(() => worker);
    await setUpAgent(view, block.url);
    await view.until('connected by REST', over('rest'), 15_000);
    await view.send('hello');
    await view.until('an answer', isAnswered);
    await place.clear();
  });
});

it('comes back to the better route once it is open again', async () => {
  await through({ websocket: 'refuse' });
  await view.until('connected by polling', over('polling'));
  block.set({ websocket: 'open' });
  await view.until('connected by WebSocket', over('websocket'), 20_000);
  await view.send('hello');
  await view.until('an answer', isAnswered);
});

it('is on the best route that is open after a loss', async () => {
  await through({});
  await view.until('connected by WebSocket', over('websocket'));
  block.set({ websocket: 'hang' });
  block.cut();
  await view.until('connected by polling', over('polling'), 15_000);
});
