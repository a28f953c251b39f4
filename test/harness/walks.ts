import type { Api } from '../../src/api/client.ts';
import type { ApiError, ApiResult } from '../../src/api/request.ts';
import type { Connection } from '../../src/connection/connection.ts';
import { createDiagnosticsLog } from '../../src/diagnostics/log.ts';
import type { RoomId } from '../../src/model/ids.ts';
import type { Message } from '../../src/model/message.ts';
import type { ServerProfile } from '../../src/model/server.ts';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import type { AskResult, ViewChange } from '../../src/relay/to-view.ts';
import type { Ask } from '../../src/relay/to-worker.ts';
import type { SettingsStore } from '../../src/settings/settings-store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { HistoryPage } from '../../src/wire/decode-rest.ts';
import { encodeSend } from '../../src/wire/encode.ts';
import type { WireMessage } from '../../src/wire/events.ts';
import { createAsks } from '../../src/worker/asks/asks.ts';
import type { AsksDeps } from '../../src/worker/asks/deps.ts';
import { createHistory, type History } from '../../src/worker/history.ts';
import { createIncoming, type Incoming } from '../../src/worker/incoming.ts';
import { createLedger, type Ledger } from '../../src/worker/ledger.ts';
import { createLoader } from '../../src/worker/load.ts';
import { createOutgoing, type Outgoing } from '../../src/worker/outgoing.ts';
import { createRooms, type Rooms } from '../../src/worker/rooms.ts';
import { emptySession, lifeOf, type Session } from '../../src/worker/session.ts';
import { fixedChance, type HandClock, handClock } from './clock.ts';
import type { Emitted } from './line.ts';
import { entityId, profileId, ROOM } from './nouns.ts';
import { roomIn, storedRoom } from './store.ts';

export const PROFILE: ServerProfile = {
  id: profileId('p1'),
  address: 'http://localhost:3000',
  dialect: 'modern',
  version: '1.7.2',
  messageServerId: '0',
  entityId: entityId('me'),
  userName: 'Ann',
  hasKey: false,
  mode: 'automatic',
  transports: 'automatic',
  roomId: ROOM.id,
};

/** The walks of the worker, joined as it joins them, without a network: the test is the server. */
export interface Walks {
  store: Store;
  session: Session;
  ledger: Ledger;
  incoming: Incoming;
  outgoing: Outgoing;
  rooms: Rooms;
  /** What the server answers over HTTP. */
  api: Api;
  ask(ask: Ask): Promise<AskResult>;
  history: History;
  clock: HandClock;
  announced: ViewChange[];
  faults: unknown[];
  /** What was emitted, on whichever line. */
  emitted: Emitted[];
  /** The rooms in which a message of ours came without its id. */
  strays: string[];
  /** Whether the line was left on purpose. */
  left: string[];
  /** Puts the room on a line of that name, ready to send; or takes it off. */
  joinAs(epoch: string | undefined): void;
  /** The line ends, by itself unless told otherwise. */
  lose(byItself?: boolean): void;
  /** The rows that the server has, newest first; every question is answered with them unless `answer` is set. */
  rows: WireMessage[];
  answer: ((page: { limit: number; before?: number }) => Promise<ApiResult<HistoryPage>>) | undefined;
  hasHistory: boolean;
  /** What the line says of a message's size. */
  oversize?: Connection['oversize'];
  /** Whether the line posts each message by itself. */
  answersEach: boolean;
  /** Everything begun has ended. */
  settle(): Promise<void>;
  messages(): Promise<Message[]>;
}

/** On a store that a worker has left, this is the next worker. */
export const startWalks = async (store: Store = createMemoryStore()): Promise<Walks> => {
  const session = emptySession({ ...DEFAULT_SETTINGS });
  const clock = handClock();
  const chance = fixedChance();
  let epoch: string | undefined;
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await walks.ledger.alone(async () => {});
    }
  };
  const walks = {
    store,
    session,
    clock,
    announced: [] as ViewChange[],
    faults: [] as unknown[],
    emitted: [] as Emitted[],
    left: [] as string[],
    strays: [] as string[],
    rows: [] as WireMessage[],
    answer: undefined as Walks['answer'],
    hasHistory: true,
    answersEach: false,
    settle,
    joinAs: (next: string | undefined): void => {
      epoch = next;
      lifeOf(session, ROOM.id).mayFlush = next !== undefined;
    },
    lose: (byItself = true): void => {
      const ended = epoch;
      epoch = undefined;
      lifeOf(session, ROOM.id).mayFlush = false;
      if (ended) walks.outgoing.lineLost(ended, clock.now(), byItself);
    },
    messages: async () => (await store.page(PROFILE.id, ROOM.id, 99)).messages,
  } as Walks;

  const connection: Connection = {
    setTarget: () => {},
    tryNow: () => {},
    tryAgain: () => {},
    networkChanged: () => {},
    state: () => ({ state: 'idle' }),
    connectionIdOf: (_roomId: RoomId) => epoch,
    answersEach: () => walks.answersEach,
    oversize: (room, draft) => walks.oversize?.(room, draft),
    send: (room, draft, onAck) => {
      const { name, payload } = encodeSend(room, draft);
      walks.emitted.push({ name, payload: payload as Emitted['payload'], onAck });
    },
    emit: () => {},
    stop: () => false,
    deliveryBound: () => 65_000,
    reconnect: (why) => {
      walks.left.push(why);
      walks.lose(false);
    },
  };
  const onFault = (error: unknown): void => {
    walks.faults.push(error);
  };
  const api = {
    history: (_room, page) =>
      walks.answer?.(page) ??
      Promise.resolve({
        ok: true,
        value: { messages: pageOf(walks.rows, page), rows: pageOf(walks.rows, page).length, reasons: [] },
      }),
  } as Pick<Api, 'history'> as Api;
  walks.api = api;

  const announce = (changes: readonly ViewChange[]): void => {
    walks.announced.push(...changes);
  };
  walks.ledger = createLedger({ store, session, clock, announce, onFault });
  const { ledger } = walks;
  walks.incoming = createIncoming({
    store,
    session,
    ledger,
    clock,
    chance,
    onForeignRoom: () => {},
    onStray: (id) => walks.strays.push(id),
  });
  const { incoming } = walks;
  const shared = { session, ledger, incoming, clock, api: () => api };
  walks.history = createHistory({ ...shared, store, chance, onUndecodable: () => {} });
  walks.outgoing = createOutgoing({
    ...shared,
    connection,
    hasHistory: () => walks.hasHistory,
    onRows: (roomId, rows) => walks.history.takeRows(roomId, rows),
    onFault,
  });

  const open = async (roomId: RoomId | undefined, gone?: string): Promise<void> => {
    const { roomId: _, ...rest } = PROFILE;
    session.profile = roomId === undefined ? rest : { ...rest, roomId };
    session.gone = gone;
  };
  const close = (gone?: string): Promise<void> => open(undefined, gone);
  walks.rooms = createRooms({ store, session, ledger, outgoing: walks.outgoing, close });
  const log = createDiagnosticsLog(clock.now, () => []);
  walks.ask = createAsks({ ...walks, ...shared, log, connection, chance, open } as unknown as AsksDeps);

  session.profile = PROFILE;
  const isNew = (await roomIn(store, PROFILE.id, ROOM.id)) === undefined;
  if (isNew) await ledger.commit([{ type: 'room', room: storedRoom() }], []);
  const settingsStore = { key: async () => undefined, token: async () => undefined } as Pick<
    SettingsStore,
    'key' | 'token'
  > as SettingsStore;
  await createLoader({ ...shared, store, settingsStore })(PROFILE);
  walks.announced.length = 0;
  return walks;
};

const pageOf = (
  rows: readonly WireMessage[],
  { limit, before = Number.POSITIVE_INFINITY }: { limit: number; before?: number },
): WireMessage[] => rows.filter(({ createdAt = 0 }) => createdAt < before).slice(0, limit);

export const limited = (retryAt: number): ApiError => ({
  kind: 'status',
  status: 429,
  error: 'Too many requests',
  retryAt,
});
