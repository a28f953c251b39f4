import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import type { MessageId } from '../../src/model/ids.ts';
import type { Delivery } from '../../src/model/message.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { type RouteBlock, startRouteBlock } from '../harness/route-block.ts';
import { sharedElizaOS } from '../harness/shared-elizaos.ts';
import {
  bootWorker,
  type Disk,
  diskWith,
  isConnected,
  openView,
  setUpAgent,
  setUpRoom,
  type TestView,
  type Way,
} from '../harness/worker.ts';

const LIMIT = 100_000;
const LONG = 'long '.repeat(30_000);

let worker: Worker;
let view: TestView;
let block: RouteBlock;

const boot = async (disk: Disk): Promise<void> => {
  worker = await bootWorker(disk);
  view = await openView(() => worker);
};
const quit = (): void => {
  view.close();
  worker.stop();
};
afterEach(async () => {
  quit();
  await block.close();
});

const deliveryOf = ({ open }: ViewState, text: string): Delivery | undefined => {
  const found = open?.messages.find((message) => message.text === text);
  return found?.type === 'own' ? found.delivery : undefined;
};
/** The long one has failed, and the short one that was written after it has gone. */
/** The last attempt may take as long as a connection can be dead without a sign of it: 65 s with ElizaOS's pings. */
const LAST_ATTEMPT_MS = 100_000;

const hasGoneOn = async (reason: object): Promise<void> => {
  const isOver = (state: ViewState): boolean => deliveryOf(state, 'short')?.type === 'sent';
  const state = await view.until('the short one is sent', isOver, LAST_ATTEMPT_MS);
  expect(deliveryOf(state, LONG)).toEqual({ type: 'failed', reason });
  // And so it stays.
  await view.send('another');
  await view.until('another is sent', (next) => deliveryOf(next, 'another')?.type === 'sent');
};

describe.each(['websocket', 'polling'] as const)('a server that takes 100,000 bytes, by %s', (transports) => {
  const way: Way = { mode: 'socket', transports };
  let server: RoomServer;
  beforeAll(async () => {
    server = await startRoomServer({ maxHttpBufferSize: LIMIT });
  });
  afterAll(() => server.stop());

  /** A worker that knows the room, and nothing of the limit. */
  const begin = async (room: string): Promise<void> => {
    block = await startRouteBlock(server.port);
    const disk = await diskWith(block.url, way);
    await boot(disk);
    await setUpRoom(view, block.url, `${room} ${transports}`);
    quit();
    block.set({ websocket: 'refuse', polling: 'refuse' });
    await boot(disk);
  };

  it('is not sent more: it is refused in numbers as it is written, and what comes after it goes', async () => {
    await begin('written');
    block.set({ websocket: 'open', polling: 'open' });
    const { open } = await view.until('connected', isConnected, 15_000);
    if (!open) throw new Error('no room is open');
    const messageId = 'm1' as MessageId;
    const asked = await view.execute({ type: 'send', roomId: open.room.id, messageId, text: LONG });
    expect(asked).toMatchObject({ ok: false, failure: { type: 'too-large', limit: LIMIT } });
    await view.send('short');
    await view.until('it is sent', (state) => deliveryOf(state, 'short')?.type === 'sent');
    expect(view.messages().map(({ text }) => text)).not.toContain(LONG);
  });

  it('is not sent more of what waited for it: that fails in numbers, its text is kept, the next one goes', async () => {
    await begin('waiting');
    await view.send(LONG);
    await view.send('short');
    expect(deliveryOf(view.state(), LONG)).toEqual({ type: 'queued' });
    block.set({ websocket: 'open', polling: 'open' });
    await hasGoneOn({ type: 'too-large', bytes: expect.any(Number), limit: LIMIT });
    expect(server.received.filter(({ name }) => name === 'connection').length).toBeLessThan(6);
  });
});

describe('a proxy before ElizaOS that takes 100,000 bytes', () => {
  let server: { port: number };
  beforeAll(async () => {
    server = await sharedElizaOS();
  });

  const begin = async (way: Way): Promise<void> => {
    block = await startRouteBlock(server.port);
    await boot(await diskWith(block.url, way));
    await setUpAgent(view, block.url);
    await view.until('connected', isConnected);
  };

  it(
    'ends each WebSocket that it goes over: it has failed after a few, and the next one goes',
    async () => {
      await begin({ mode: 'socket', transports: 'websocket' });
      block.limit(LIMIT);
      await view.send(LONG);
      await view.send('short');
      await hasGoneOn({ type: 'not-taken' });
    },
    LAST_ATTEMPT_MS + 30_000,
  );

  it.each<Way>([
    { mode: 'socket', transports: 'polling' },
    { mode: 'websocket', transports: 'websocket' },
    { mode: 'stream', transports: 'automatic' },
    { mode: 'sync', transports: 'automatic' },
  ])(
    'says so by 413: in mode $mode ($transports)',
    async (way) => {
      await begin(way);
      block.limit(LIMIT);
      await view.send(LONG);
      await view.send('short');
      await hasGoneOn({ type: 'too-large', bytes: expect.any(Number) });
    },
    LAST_ATTEMPT_MS + 30_000,
  );

  it('or the server says so itself, of two megabytes', async () => {
    await begin({ mode: 'stream', transports: 'automatic' });
    const roomId = view.state().open?.room.id;
    if (!roomId) throw new Error('no room is open');
    const text = 'x'.repeat(1_200_000);
    await view.must({ type: 'send', roomId, messageId: 'm1' as MessageId, text });
    await view.send('short');
    const state = await view.until(
      'the short one is sent',
      (next) => deliveryOf(next, 'short')?.type === 'sent',
    );
    expect(deliveryOf(state, text)).toMatchObject({ type: 'failed', reason: { type: 'too-large' } });
  });
});
