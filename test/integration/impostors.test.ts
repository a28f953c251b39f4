import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startRoomServer } from '../../server/room.ts';
import type { Obstacle } from '../../src/model/connection.ts';
import type { Message } from '../../src/model/message.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import { systemChance } from '../../src/worker/clock.ts';
import type { Worker } from '../../src/worker/worker.ts';
import type { Seen } from '../harness/http-server.ts';
import { IMPOSTORS, type Impostor } from '../harness/impostors.ts';
import { openPlace, type Place } from '../harness/place.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import {
  bootWorker,
  diskWith,
  isConnected,
  openView,
  setUpAgent,
  setUpRoom,
  type TestView,
  type Way,
} from '../harness/worker.ts';

let place: Place;
let worker: Worker;
let view: TestView;

const reference = (port: number) => startRoomServer({ port, chunkDelayMs: 1 });

beforeEach(async () => {
  place = await openPlace();
});
afterEach(async () => {
  view.close();
  worker.stop();
  await place.clear();
});

/** A conversation that is connected that way; backoff is short. */
const begin = async (way: Way, setUp: (view: TestView, address: string) => Promise<unknown>) => {
  worker = await bootWorker(await diskWith(place.url, way), {
    chance: { ...systemChance, dice: () => 0.002 },
  });
  view = await openView(() => worker);
  await setUp(view, place.url);
  await view.until('connected', isConnected);
};

const WAYS: readonly [string, Way][] = [
  ['automatic', { mode: 'automatic', transports: 'automatic' }],
  ['WebSocket', { mode: 'socket', transports: 'websocket' }],
  ['polling', { mode: 'socket', transports: 'polling' }],
  ['REST websocket', { mode: 'websocket', transports: 'automatic' }],
  ['REST stream', { mode: 'stream', transports: 'automatic' }],
  ['REST sync', { mode: 'sync', transports: 'automatic' }],
];

const PRIVATE = 'only for my own server';
const holdsWords = ({ path, body, headers }: Seen): boolean =>
  [decodeURIComponent(path), body, JSON.stringify(headers)].some((part) => part.includes(PRIVATE));

/** What is said to be in the way; undefined: nothing is, or it is said otherwise. */
const EXPECTED: Partial<Record<Impostor, Obstacle | 'refused' | undefined>> = {
  'a proxy without its server (502)': 'faulty',
  'a proxy without its server (503)': 'faulty',
  'a redirect to a login': 'portal',
  'a redirect to a login elsewhere': 'portal',
  'a sign-in that is required (511)': 'portal',
  'a key that is wanted (401)': 'refused',
  'nobody let in (403)': 'refused',
  'a limit (429)': undefined,
};
/** The waits between the tries are short here. */
const isTrying = ({ connection }: ViewState): boolean =>
  connection.state === 'waiting' || connection.state === 'connecting';
const obstacleOf = ({ connection }: ViewState): Obstacle | undefined =>
  'obstacle' in connection ? connection.obstacle : undefined;
const isSaid =
  (name: Impostor) =>
  (state: ViewState): boolean => {
    const expected = name in EXPECTED ? EXPECTED[name] : 'not-elizaos';
    if (expected === 'refused') return state.connection.state === 'refused';
    return isTrying(state) && obstacleOf(state) === expected;
  };

const own = (state: ViewState): Message[] =>
  (state.open?.messages ?? []).filter(({ kind }) => kind === 'own');
const deliveries = (state: ViewState): string[] =>
  own(state).map((message) => (message.kind === 'own' ? message.delivery.state : ''));

describe.each(WAYS)('another program at the server’s address, reached by %s', (_name, way) => {
  it.each([
    ['ElizaOS 1.7.2', createSmallElizaOS('1.7.2').start, setUpAgent],
    ['the document’s server', reference, (to: TestView, url: string) => setUpRoom(to, url, 'room-1')],
  ] as const)(
    'gets not a word, is named, and does not keep %s from being talked to again',
    async (_server, start, setUp) => {
      await place.put(start);
      await begin(way, setUp);
      for (const { name, answer } of IMPOSTORS) {
        const before = own(view.state()).length;
        const seen = await place.answerWith(answer);
        const text = `${PRIVATE}, ${name}`;
        await view.send(text);
        await view.until(`${name} is said to be in the way`, isSaid(name));
        await view.until(`what was written waits, ${name}`, (state) => deliveries(state).at(-1) === 'queued');
        // It is tried more than once; who wants a key is left alone for a while.
        const tries = EXPECTED[name] === 'refused' ? 1 : 4;
        await vi.waitFor(() => expect(seen.length, name).toBeGreaterThanOrEqual(tries), { timeout: 5_000 });
        expect(isConnected(view.state()), name).toBe(false);
        expect(seen.filter(holdsWords), name).toEqual([]);

        await place.put(start);
        if (name in EXPECTED && EXPECTED[name] === 'refused') await view.must({ type: 'connect-now' });
        await view.until(`connected after ${name}`, isConnected);
        await view.until(`sent after ${name}`, (state) => deliveries(state).at(-1) === 'sent');
        expect(own(view.state())).toHaveLength(before + 1);
        expect(seen.filter(holdsWords), name).toEqual([]);
      }
    },
    120_000,
  );
});

const ANY: Way = { mode: 'automatic', transports: 'automatic' };
const isInTheWay = (state: ViewState): boolean => isTrying(state) && obstacleOf(state) === 'not-elizaos';
const sentLast = (state: ViewState): boolean => deliveries(state).at(-1) === 'sent';

describe('another Socket.IO server at the address of an ElizaOS', () => {
  it.each([
    ['lets everybody in', undefined, IMPOSTORS.find(({ name }) => name === 'a 404 in JSON')],
    ['lets everybody in, and answers all requests', undefined, IMPOSTORS[0]],
    ['wants a key of its own', 'Unauthorized', IMPOSTORS[0]],
    ['wants a sign-in of its own', 'Authentication error', IMPOSTORS[0]],
    ['lets nobody in', 'Access denied', IMPOSTORS[0]],
  ])(
    'that %s gets not a word, and is not the end',
    async (_how, refusal, impostor) => {
      if (!impostor) throw new Error('there is no such impostor');
      const { start } = createSmallElizaOS();
      await place.put(start);
      await begin(ANY, setUpAgent);
      const seen = await place.talk(impostor.answer, refusal);
      await view.send(PRIVATE);
      // A join that is not confirmed is waited for, 10 s.
      await view.until('it is said to be in the way', isInTheWay, 20_000);
      expect(deliveries(view.state())).toEqual(['queued']);
      await place.put(start);
      await view.until('connected again', isConnected, 20_000);
      await view.until('sent', sentLast);
      expect(seen.filter(holdsWords)).toEqual([]);
    },
    60_000,
  );
});

describe('a server that was exchanged', () => {
  const posted = (body: string): number => body.split(PRIVATE).length - 1;

  it.each(WAYS.filter(([, { transports }]) => transports === 'automatic'))(
    'for a newer ElizaOS is spoken to as what it is now, by %s',
    async (_name, way) => {
      const server = createSmallElizaOS('1.6.4');
      await place.put(server.start);
      await begin(way, setUpAgent);
      server.version = '1.7.2';
      await place.put(server.start);
      await view.until(
        'taken over',
        ({ profile }) => profile?.dialect === 'modern' && profile.version === '1.7.2',
        // Without a socket the server is asked every 15 s whether it is there.
        20_000,
      );
      await view.until('connected', isConnected);
      await view.send(PRIVATE);
      await view.until('sent', sentLast);
      expect(server.rows.filter(({ content }) => posted(content) > 0)).toHaveLength(1);
      expect(server.asked.filter(({ path }) => path.includes('central')).filter(holdsWords)).toEqual([]);
    },
    60_000,
  );

  it('for an ElizaOS, where one after the document was, is spoken to as that', async () => {
    await place.put(reference);
    await begin({ mode: 'stream', transports: 'automatic' }, (to, url) =>
      setUpRoom(to, url, crypto.randomUUID()),
    );
    const server = createSmallElizaOS();
    await place.put(server.start);
    await view.send(PRIVATE);
    await view.until('taken over', ({ profile }) => profile?.dialect === 'modern');
    await view.until('sent', sentLast);
  });

  it('for one after the document, where an ElizaOS was, is a stranger', async () => {
    const { start } = createSmallElizaOS();
    await place.put(start);
    await begin({ mode: 'stream', transports: 'automatic' }, setUpAgent);
    const reception: { received: readonly unknown[] }[] = [];
    await place.put(async (port) => {
      const room = await reference(port);
      reception.push(room);
      return room;
    });
    await view.send(PRIVATE);
    await view.until('it is said to be in the way', isInTheWay);
    expect(view.state().profile?.dialect).toBe('modern');
    expect(JSON.stringify(reception.map(({ received }) => received))).not.toContain(PRIVATE);
    await place.put(start);
    await view.until('sent', sentLast);
  });
});
