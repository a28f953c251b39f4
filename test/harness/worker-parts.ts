import type { Api } from '../../src/api/client.ts';
import type { ApiError, ApiResult } from '../../src/api/request.ts';
import type { Change } from '../../src/chat/change.ts';
import type { Connection } from '../../src/connection/connection.ts';
import { createDiagnosticsLog } from '../../src/diagnostics/log.ts';
import type { MessageId, RoomId } from '../../src/model/ids.ts';
import type { Message } from '../../src/model/message.ts';
import type { ServerProfile } from '../../src/model/server.ts';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import type { CommandResult, ViewChange } from '../../src/relay/to-view.ts';
import type { Command } from '../../src/relay/to-worker.ts';
import type { SettingsStore } from '../../src/settings/settings-store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { decodeAcknowledgement } from '../../src/wire/acknowledgement.ts';
import type { HistoryPage } from '../../src/wire/decode-rest.ts';
import { encodeSend } from '../../src/wire/encode.ts';
import type { WireMessage } from '../../src/wire/events.ts';
import type { WorkerEvent } from '../../src/worker/events.ts';
import { createParts } from '../../src/worker/parts.ts';
import type { ServerApi } from '../../src/worker/server-api.ts';
import { emptySession, type ReadonlySession } from '../../src/worker/session.ts';
import { withDeliveries } from '../../src/worker/store-view.ts';
import type { Update } from '../../src/worker/transaction.ts';
import { fixedChance, type HandClock, handClock } from './clock.ts';
import type { Emitted } from './memory-transport.ts';
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

type Parts = ReturnType<typeof createParts>;

/** The built of the worker, joined as it joins them, without a network: the test is the server. */
export interface WorkerParts extends Omit<Parts, 'runCommand'> {
  /** The store that outlives the worker. */
  disk: Store;
  store: Store;
  session: ReadonlySession;
  /** Commits and announces. */
  commit(update: Update): Promise<void>;
  /** Commits and announces what an event changed. */
  apply(changes: readonly Change[]): Promise<void>;
  /** The server's answers over HTTP. */
  api: Api;
  execute(command: Command): Promise<CommandResult>;
  clock: HandClock;
  announced: ViewChange[];
  faults: unknown[];
  /** The events that were emitted, on whichever connection. */
  emitted: Emitted[];
  /** The rooms in which a message of ours came without its id. */
  unattributed: string[];
  /** The rooms that the server has from now on. */
  roomMade: RoomId[];
  /** Why the connection was left on purpose. */
  left: string[];
  /** Joins the room on a connection of that name, ready to send. */
  joinAs(connectionId: string): Promise<void>;
  /** The connection ends, by itself unless told otherwise. */
  lose(byItself?: boolean): void;
  /** The rows that the server has, newest first; every question is answered with them unless `answer` is set. */
  rows: WireMessage[];
  answer: ((page: { limit: number; before?: number }) => Promise<ApiResult<HistoryPage>>) | undefined;
  /** Makes the server one that keeps no history. */
  forgetHistory(): Promise<void>;
  /** The connection's word on the size of a message. */
  oversize?: Connection['oversize'];
  /** Whether the connection posts each message by itself. */
  answersEach: boolean;
  /** Everything begun has ended. */
  settle(): Promise<void>;
  messages(): Promise<Message[]>;
}

/** On a store that a worker has left, this is the next worker. */
export const startWorkerParts = async (
  disk: Store = createMemoryStore(),
  { hasHistory = true }: { hasHistory?: boolean } = {},
): Promise<WorkerParts> => {
  const session = emptySession({ ...DEFAULT_SETTINGS });
  const clock = handClock();
  const chance = fixedChance();
  const store = withDeliveries(disk, () => session.outbox.entries);
  const profile: ServerProfile = hasHistory ? PROFILE : { ...PROFILE, dialect: 'reference' };
  let connectionId: string | undefined;
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await parts.unit.transact(async () => {});
    }
  };
  const parts = {
    disk,
    store,
    session,
    clock,
    commit: (update) => parts.unit.transact((tx) => tx.commit(update)),
    apply: (changes) => parts.unit.transact((tx) => tx.apply(changes)),
    announced: [] as ViewChange[],
    faults: [] as unknown[],
    emitted: [] as Emitted[],
    left: [] as string[],
    unattributed: [] as string[],
    roomMade: [] as RoomId[],
    rows: [] as WireMessage[],
    answer: undefined as WorkerParts['answer'],
    forgetHistory: () => parts.commit({ session: { profile: { ...profile, dialect: 'reference' } } }),
    answersEach: false,
    settle,
    joinAs: async (next: string): Promise<void> => {
      connectionId = next;
      await parts.outbound.roomReady(ROOM.id, next);
    },
    lose: (byItself = true): void => {
      const ended = connectionId;
      connectionId = undefined;
      if (ended) run(parts.outbound.connectionLost(ended, clock.now(), byItself));
    },
    messages: async () => (await store.page(PROFILE.id, ROOM.id, 99)).messages,
  } as WorkerParts;

  const connection: Connection = {
    setTarget: () => {},
    tryNow: () => {},
    tryAgain: () => {},
    networkChanged: () => {},
    state: () => ({ type: 'idle' }),
    connectionIdOf: (_roomId: RoomId) => connectionId,
    answersEach: () => parts.answersEach,
    oversize: (room, draft) => parts.oversize?.(room, draft),
    send: (room, draft) => {
      const { name, payload } = encodeSend(room, draft);
      const sentOn = connectionId;
      const answer = (value: unknown): void => {
        if (connectionId === sentOn) acknowledge(room.id, draft.messageId, value);
      };
      parts.emitted.push({ name, payload: payload as Emitted['payload'], answer });
    },
    sendTyping: () => {},
    stopReplies: () => false,
    deliveryBound: () => 65_000,
    reconnect: (why) => {
      parts.left.push(why);
      parts.lose(false);
    },
  };
  const acknowledge = (roomId: RoomId, clientId: MessageId, answer: unknown): void => {
    const acknowledgement = decodeAcknowledgement(answer);
    if (acknowledgement.type === 'rejected') run(parts.outbound.refused(acknowledgement.error, clientId));
    else {
      const event = { type: 'acknowledged', clientId, serverId: undefined, roomId } as const;
      run(parts.inbound.handle(event));
    }
  };
  const onFault = (error: unknown): void => {
    parts.faults.push(error);
  };
  const run = (work: Promise<unknown>): void => void work.catch(onFault);
  const api = {
    history: (_room, page) =>
      parts.answer?.(page) ??
      Promise.resolve({
        ok: true,
        value: { messages: pageOf(parts.rows, page), rows: pageOf(parts.rows, page).length, reasons: [] },
      }),
  } as Pick<Api, 'history'> as Api;
  parts.api = api;

  /** Routes what concerns a message on its way; where the worker connects to is the test's. */
  const emit = (event: WorkerEvent): void => {
    if (event.type === 'committed') parts.announced.push(...event.changes);
    if (event.type === 'outbox-stepped') {
      parts.outbound.runEffects(event.due);
      parts.makeRooms();
    }
    if (event.type === 'unattributed') parts.unattributed.push(event.roomId);
    if (event.type === 'room-made') parts.roomMade.push(event.roomId);
    if (event.type === 'server-entered') parts.inbound.watch();
  };
  const settingsStore = {
    active: async () => profile,
    activate: async () => {},
    profiles: async () => [profile],
    key: async () => undefined,
    token: async () => undefined,
  } as Partial<SettingsStore> as SettingsStore;
  const serverApi: ServerApi = {
    api: () => api,
    endpoint: () => undefined,
    useEntered: () => {},
    leave: () => {},
  };
  const log = createDiagnosticsLog(clock.now, () => []);
  const fetch = () => Promise.reject(new Error('there is no network'));
  const deps = {
    session,
    store,
    settingsStore,
    serverApi,
    connection,
    fetch,
    clock,
    chance,
    log,
    emit,
    onFault,
  };
  const { runCommand, ...built } = createParts(deps);
  Object.assign(parts, built, { execute: runCommand });

  if (!(await roomIn(store, PROFILE.id, ROOM.id))) {
    await store.commit(PROFILE.id, [{ type: 'room', room: storedRoom() }]);
  }
  await parts.server.start();
  parts.announced.length = 0;
  return parts;
};

const pageOf = (
  rows: readonly WireMessage[],
  { limit, before = Number.POSITIVE_INFINITY }: { limit: number; before?: number },
): WireMessage[] => rows.filter(({ createdAt = 0 }) => createdAt < before).slice(0, limit);

export const limited = (retryAt: number): ApiError => ({
  type: 'status',
  status: 429,
  error: 'Too many requests',
  retryAt,
});
