import { afterEach, beforeEach } from 'vitest';
import { startRoomServer } from '../../server/room.ts';
import type { Obstacle } from '../../src/model/connection.ts';
import type { Message } from '../../src/model/message.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import { systemChance } from '../../src/worker/clock.ts';
import type { Worker } from '../../src/worker/worker.ts';
import type { Seen } from '../harness/http-server.ts';
import { openPlace, type Place } from '../harness/place.ts';
import { bootWorker, diskWith, isConnected, openView, type TestView, type Way } from '../harness/worker.ts';

/** A conversation with what listens at a place, as they are now. */
interface PlaceConversation {
  readonly place: Place;
  readonly view: TestView;
  /** Boots a worker, sets its server up and waits until it is connected that way; backoff is short. */
  begin(way: Way, setUp: (view: TestView, address: string) => Promise<unknown>): Promise<void>;
}

/** A place and a conversation for each test of a file, ended with it. */
export const conversationAtPlace = (): PlaceConversation => {
  let place: Place | undefined;
  let worker: Worker | undefined;
  let view: TestView | undefined;
  const conversation: PlaceConversation = {
    get place() {
      if (!place) throw new Error('not before a test');
      return place;
    },
    get view() {
      if (!view) throw new Error('the conversation has not begun');
      return view;
    },
    begin: async (way, setUp) => {
      const { url } = conversation.place;
      const booted = await bootWorker(await diskWith(url, way), {
        chance: { ...systemChance, dice: () => 0.002 },
      });
      worker = booted;
      view = await openView(() => booted);
      await setUp(view, url);
      await view.until('connected', isConnected);
    },
  };
  beforeEach(async () => {
    place = await openPlace();
  });
  afterEach(async () => {
    view?.close();
    worker?.stop();
    await place?.clear();
  });
  return conversation;
};

/** The document's server, at that port. */
export const reference = (port: number) => startRoomServer({ port, chunkDelayMs: 1 });

/** Each way to reach a server. */
export const WAYS: readonly [string, Way][] = [
  ['automatic', { mode: 'automatic', transports: 'automatic' }],
  ['WebSocket', { mode: 'socket', transports: 'websocket' }],
  ['polling', { mode: 'socket', transports: 'polling' }],
  ['REST websocket', { mode: 'websocket', transports: 'automatic' }],
  ['REST stream', { mode: 'stream', transports: 'automatic' }],
  ['REST sync', { mode: 'sync', transports: 'automatic' }],
];

/** What is written for the server that was set up, and for no other program. */
export const PRIVATE = 'only for my own server';
export const holdsWords = ({ path, body, headers }: Seen): boolean =>
  [decodeURIComponent(path), body, JSON.stringify(headers)].some((part) => part.includes(PRIVATE));

/** The waits between the tries are short here. */
export const isTrying = ({ connection }: ViewState): boolean =>
  connection.type === 'waiting' || connection.type === 'connecting';
export const obstacleOf = ({ connection }: ViewState): Obstacle | undefined =>
  'obstacle' in connection ? connection.obstacle : undefined;
export const isInTheWay = (state: ViewState): boolean =>
  isTrying(state) && obstacleOf(state) === 'not-elizaos';

export const own = (state: ViewState): Message[] =>
  (state.open?.messages ?? []).filter(({ type: kind }) => kind === 'own');
export const deliveries = (state: ViewState): string[] =>
  own(state).map((message) => (message.type === 'own' ? message.delivery.type : ''));
export const sentLast = (state: ViewState): boolean => deliveries(state).at(-1) === 'sent';
