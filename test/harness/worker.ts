import 'fake-indexeddb/auto';
import { NodeWebSocket } from 'engine.io-client';
import { NoRedirectPolling } from '../../src/api/polling.ts';
import {
  type AgentId,
  DEFAULT_MESSAGE_SERVER,
  type EntityId,
  type MessageId,
  type ProfileId,
  type RoomId,
} from '../../src/model/ids.ts';
import { compareMessages, isOursAlone, type Message } from '../../src/model/message.ts';
import type { ServerProfile } from '../../src/model/server.ts';
import type { CommandResult, ViewChange, ViewState } from '../../src/relay/to-view.ts';
import type { Command } from '../../src/relay/to-worker.ts';
import { connectView } from '../../src/relay/view-end.ts';
import { createSettingsStore, type StorageArea } from '../../src/settings/settings-store.ts';
import { openStore } from '../../src/store/indexed-db.ts';
import type { Store } from '../../src/store/store.ts';
import { socketTransport } from '../../src/transport/socket.ts';
import { withRoom } from '../../src/views/state/receive-changes.ts';
import { systemChance, systemClock } from '../../src/worker/clock.ts';
import { startWorker, type Worker, type WorkerDeps } from '../../src/worker/worker.ts';
import { portPair } from './port-pair.ts';

/** The browser's storage, which outlives a worker. */
export interface Disk {
  area: StorageArea;
  store: Store;
}

/** The browser's storage of settings, in memory. */
export const newArea = (): StorageArea => {
  const items = new Map<string, unknown>();
  return {
    get: async (keys) => Object.fromEntries(keys.map((key) => [key, structuredClone(items.get(key))])),
    set: async (values) => {
      for (const [key, value] of Object.entries(values)) items.set(key, structuredClone(value));
    },
    remove: async (keys) => {
      for (const key of keys) items.delete(key);
    },
  };
};

let disks = 0;

export const newDisk = async (): Promise<Disk> => {
  disks += 1;
  return { area: newArea(), store: await openStore(`test-${disks}`) };
};

/** How a server is to be spoken to, once it is set up. */
export type Way = Pick<ServerProfile, 'mode' | 'transports'>;

/** A disk on which the server was set up before, to be spoken to in that way. */
export const diskWith = async (address: string, way: Way): Promise<Disk> => {
  const disk = await newDisk();
  const settings = createSettingsStore(disk.area);
  await settings.activate({
    id: crypto.randomUUID() as ProfileId,
    address,
    dialect: 'modern',
    messageServerId: DEFAULT_MESSAGE_SERVER,
    entityId: crypto.randomUUID() as EntityId,
    userName: 'User',
    hasKey: false,
    ...way,
  });
  await settings.deactivate();
  return disk;
};

/** The real worker in plain Node, over real sockets and requests. */
export const bootWorker = (disk: Disk, over: Partial<WorkerDeps> = {}): Promise<Worker> =>
  startWorker({
    openStore: async () => disk.store,
    settingsStore: createSettingsStore(disk.area),
    openSocket: socketTransport({ websocket: NodeWebSocket, polling: NoRedirectPolling }),
    fetch: (input, init) => fetch(input, init),
    clock: systemClock,
    chance: systemChance,
    online: true,
    keepAwake: () => {},
    countStart: async () => 1,
    onWanted: () => {},
    setBadge: () => {},
    ...over,
  });

/** A view that keeps what it is told and can be asked to wait until that is as it should be. */
export interface TestView {
  state(): ViewState;
  messages(): Message[];
  execute(command: Command): Promise<CommandResult>;
  /** Like `execute`, for what must succeed. */
  must(command: Command): Promise<void>;
  until(what: string, test: (state: ViewState) => boolean, timeoutMs?: number): Promise<ViewState>;
  send(text: string): Promise<MessageId>;
  close(): void;
}

export const openView = async (worker: () => Worker): Promise<TestView> => {
  let state: ViewState | undefined;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const check of waiting) check();
  };
  const view = connectView(
    () => {
      const [mine, workers] = portPair();
      worker().accept(workers);
      return mine;
    },
    {
      onSnapshot: (snapshot) => {
        state = snapshot;
        wake();
      },
      onChanges: (changes) => {
        for (const change of changes) if (state) state = applied(state, change);
        wake();
      },
    },
  );

  const now = (): ViewState => {
    if (!state) throw new Error('no snapshot yet');
    return state;
  };
  const until: TestView['until'] = (what, test, timeoutMs = 30_000) =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!state || !test(state)) return;
        clearTimeout(timer);
        waiting.delete(check);
        resolve(state);
      };
      const timer = setTimeout(() => {
        waiting.delete(check);
        reject(new Error(`never: ${what}\n${JSON.stringify(state, null, 1)}`));
      }, timeoutMs);
      waiting.add(check);
      check();
    });

  await until('a snapshot', () => true);
  const must: TestView['must'] = async (command) => {
    const result = await view.execute(command);
    if (!result.ok) throw new Error(`${command.type} failed: ${JSON.stringify(result.failure)}`);
  };
  return {
    state: now,
    messages: () => now().open?.messages ?? [],
    execute: (command) => view.execute(command),
    must,
    until,
    send: async (text) => {
      const messageId = crypto.randomUUID() as MessageId;
      const roomId = now().open?.room.id;
      if (!roomId) throw new Error('no room is open');
      await must({ type: 'send', roomId, messageId, text });
      return messageId;
    },
    close: () => view.close(),
  };
};

/** The plainest reading of a change, to hold the views' own against. */
export const applied = (state: ViewState, change: ViewChange): ViewState => {
  const { open } = state;
  switch (change.type) {
    case 'profile':
      return { ...state, profile: change.profile };
    case 'servers':
      return { ...state, servers: change.servers };
    case 'agents':
      return { ...state, agents: change.agents };
    case 'rooms':
      return { ...state, rooms: change.rooms };
    case 'room':
      return { ...state, rooms: withRoom(state.rooms, change.summary) };
    case 'connection':
      return { ...state, connection: change.connection };
    case 'open': {
      const { closedRoomTitle: _, ...rest } = state;
      return {
        ...rest,
        open: change.open,
        ...(change.closedRoomTitle !== undefined && { closedRoomTitle: change.closedRoomTitle }),
      };
    }
    case 'settings':
      return { ...state, settings: change.settings };
    case 'blocked': {
      const { blocked: _, ...rest } = state;
      return change.origin === undefined ? rest : { ...rest, blocked: change.origin };
    }
    case 'limited': {
      const { limitedUntil: _, ...rest } = state;
      return change.until === undefined ? rest : { ...rest, limitedUntil: change.until };
    }
    case 'storage':
      return { ...state, storageFault: change.fault };
    case 'put': {
      if (!open) return state;
      const others = open.messages.filter(({ id }) => id !== change.message.id);
      return { ...state, open: { ...open, messages: [...others, change.message].sort(compareMessages) } };
    }
    case 'append': {
      if (!open) return state;
      const messages = open.messages.map((message) =>
        message.id === change.id ? { ...message, text: message.text + change.text } : message,
      );
      return { ...state, open: { ...open, messages } };
    }
    case 'removed':
      return open
        ? { ...state, open: { ...open, messages: open.messages.filter(({ id }) => id !== change.id) } }
        : state;
    case 'cleared':
      return open ? { ...state, open: { ...open, messages: open.messages.filter(isOursAlone) } } : state;
    case 'activity':
      return open ? { ...state, open: { ...open, activity: change.activity } } : state;
    case 'composer':
      return open ? { ...state, open: { ...open, composerDisabled: change.disabled } } : state;
    case 'gaps':
      return open ? { ...state, open: { ...open, gaps: change.gaps } } : state;
    case 'draft':
      return open ? { ...state, open: { ...open, draft: change.text, draftAt: change.at } } : state;
    default:
      return change satisfies never;
  }
};

/** From the first run to an open conversation with the first agent. */
export const setUpAgent = async (view: TestView, address: string): Promise<AgentId> => {
  await view.must({ type: 'probe', address });
  const { agents } = await view.until('agents', (state) => state.agents.status === 'ready');
  const agent = agents.agents[0];
  if (!agent) throw new Error('the server has no agent');
  await view.must({ type: 'open-agent', agentId: agent.id });
  return agent.id;
};

/** From the first run to a room joined by its id. */
export const setUpRoom = async (view: TestView, address: string, roomId: string): Promise<void> => {
  await view.must({ type: 'probe', address });
  await view.must({
    type: 'join-room',
    roomId: roomId as RoomId,
    entityId: crypto.randomUUID() as EntityId,
    userName: 'Tester',
  });
};

export const isConnected = (state: ViewState): boolean => state.connection.type === 'connected';
