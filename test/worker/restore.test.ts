import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sent } from '../../src/delivery/entry.ts';
import type { AgentId, EntityId, MessageId, ProfileId, RoomId } from '../../src/model/ids.ts';
import { DEFAULT_MESSAGE_SERVER } from '../../src/model/ids.ts';
import type { ServerProfile } from '../../src/model/server.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import { createSettingsStore } from '../../src/settings/settings-store.ts';
import { openWithFallback } from '../../src/store/fallback.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Worker, WorkerDeps } from '../../src/worker/worker.ts';
import { entryOf } from '../delivery/network.ts';
import { type HandClock, handClock } from '../harness/clock.ts';
import { memoryTransports } from '../harness/memory-transport.ts';
import { createWeb, type WebServer } from '../harness/web.ts';
import { bootWorker, type Disk, newDisk, openView, type TestView } from '../harness/worker.ts';

const ADDRESS = 'http://a:3000';
const ROOM = '22222222-2222-4333-8444-555555555555' as RoomId;
const ELIZA = { id: '33333333-2222-4333-8444-555555555555' as AgentId, name: 'Eliza', status: 'active' };
const ADA = { id: '44444444-2222-4333-8444-555555555555' as AgentId, name: 'Ada', status: 'active' };
const PROFILE: ServerProfile = {
  id: 'p1' as ProfileId,
  address: ADDRESS,
  dialect: 'modern',
  version: '1.7.2',
  messageServerId: DEFAULT_MESSAGE_SERVER,
  entityId: '11111111-2222-4333-8444-555555555555' as EntityId,
  userName: 'Ann',
  hasKey: false,
  mode: 'socket',
  transports: 'websocket',
  roomId: ROOM,
};

let web: ReturnType<typeof createWeb>;
let server: WebServer;
let far: ReturnType<typeof memoryTransports>;
let disk: Disk;
let clock: HandClock;
let worker: Worker | undefined;
let view: TestView;
let wanted: boolean;

/** Settings that are there, and a storage that is not. */
const boot = async (profile: Partial<ServerProfile> = {}, over: Partial<WorkerDeps> = {}): Promise<void> => {
  await createSettingsStore(disk.area).activate({ ...PROFILE, ...profile });
  const started = await bootWorker(disk, {
    openSocket: far.openTransport,
    fetch: web.fetch,
    clock,
    onWanted: (next) => {
      wanted = next;
    },
    ...over,
  });
  worker = started;
  view = await openView(() => started);
};

beforeEach(async () => {
  web = createWeb();
  server = web.add(ADDRESS, {
    agents: [ELIZA, ADA],
    channels: { [ROOM]: { name: 'What to cook', participants: [PROFILE.entityId, ELIZA.id] } },
  });
  far = memoryTransports();
  disk = await newDisk();
  wanted = false;
  clock = handClock();
});
afterEach(() => {
  view.close();
  worker?.stop();
});

const isOpen = ({ open }: ViewState): boolean => open !== null;
const isListed = ({ agents }: ViewState): boolean => agents.status === 'ready' && agents.agents.length === 2;
const asked = (): string[] => server.asked.map(({ path }) => path);

describe('a room that settings name and storage does not have', () => {
  it('is read from the server anew, and its history with it', async () => {
    server.rows = [{ id: 's1', authorId: ELIZA.id, content: 'Soup', created_at: 1_000, channelId: ROOM }];
    await boot();
    const { open } = await view.until('the room', isOpen);
    expect(open?.room).toEqual({
      id: ROOM,
      title: 'What to cook',
      agentId: ELIZA.id,
      agentName: 'Eliza',
      entityId: PROFILE.entityId,
      userName: 'Ann',
      messageServerId: DEFAULT_MESSAGE_SERVER,
    });
    await view.until('a transport', () => far.farEnds.length > 0);
    far.last().open();
    far.last().say('channel_joined', { channelId: ROOM });
    await view.until('its history', () => view.messages().some(({ text }) => text === 'Soup'));
    expect(asked()).not.toContainEqual(expect.stringMatching(/\/api\/agents\/./));
  });

  it.each<[string, { name: string; participants: string[] }, object]>([
    [
      'with the name that ElizaOS gave it',
      { name: 'DM-1-2', participants: [ELIZA.id] },
      { title: 'Eliza', untitled: true, agentId: ELIZA.id },
    ],
    [
      'with several agents',
      { name: 'All', participants: [ELIZA.id, ADA.id] },
      { title: 'All', agents: [{ id: ELIZA.id, name: 'Eliza' }, { name: 'Ada' }] },
    ],
    ['with no agent', { name: 'Us', participants: [PROFILE.entityId] }, { title: 'Us' }],
  ])('is the one %s', async (_which, channel, room) => {
    server.channels = { [ROOM]: channel };
    await boot();
    const { open } = await view.until('the room', isOpen);
    expect(open?.room).toMatchObject(room);
  });

  it('is made of its id alone where a server knows no rooms', async () => {
    const roomId = 'kitchen' as RoomId;
    await boot({ dialect: 'reference', roomId, version: undefined });
    const { open } = await view.until('the room', isOpen);
    expect(open?.room).toMatchObject({ id: 'kitchen', title: 'kitchen', userName: 'Ann' });
    expect(asked()).toEqual([]);
  });

  it('comes back in memory where storage cannot be opened, which every page is told', async () => {
    const openStore: WorkerDeps['openStore'] = (onFault) =>
      openWithFallback(() => Promise.reject(new DOMException('later version', 'VersionError')), onFault);
    await boot({}, { openStore });
    await view.until('the room', isOpen);
    expect(view.state().storageFault).toBe('VersionError: later version');
    const next = await openView(() => worker as Worker);
    expect(next.state()).toMatchObject({ storageFault: 'VersionError: later version', open: {} });
    next.close();
  });

  it('leaves the agents to be chosen from where the server does not know it', async () => {
    server.channels = {};
    await boot();
    await view.until('the agents', isListed);
    expect(view.state().open).toBeNull();
    clock.pass(3_600_000);
    expect(asked().filter((path) => path.endsWith('/details'))).toHaveLength(1);
  });

  it('is asked for again where the server could not be reached; meanwhile that is what the page says', async () => {
    server.up = false;
    await boot();
    await view.until('words', ({ agents }) => agents.status === 'failed' && agents.failure !== undefined);
    await vi.waitFor(() => expect(wanted).toBe(true));
    server.up = true;
    clock.pass(5_000);
    await view.until('the room', isOpen);
  });

  it('and turns out not to be known brings the agents, which could not be reached before', async () => {
    server.up = false;
    server.channels = {};
    await boot();
    await view.until('words', ({ agents }) => agents.status === 'failed');
    server.up = true;
    clock.pass(5_000);
    await view.until('the agents', isListed);
  });

  it.each<[string, (started: Worker) => void]>([
    ['the alarm rings', (started) => started.wake()],
    ['the network comes back', (started) => started.networkChanged(true)],
  ])('is asked for when %s', async (_when, happen) => {
    server.up = false;
    await boot();
    await view.until('words', ({ agents }) => agents.status === 'failed');
    await vi.waitFor(() => expect(wanted).toBe(true));
    server.up = true;
    if (worker) happen(worker);
    await view.until('the room', isOpen);
  });

  it('is not opened over another one that was chosen meanwhile', async () => {
    server.up = false;
    await boot();
    await view.until('words', ({ agents }) => agents.status === 'failed');
    const another = '55555555-2222-4333-8444-555555555555' as RoomId;
    await view.must({ type: 'join-room', roomId: another, entityId: PROFILE.entityId, userName: 'Ann' });
    server.up = true;
    clock.pass(60_000);
    await view.until('both', ({ open }) => open?.room.id === another);
    expect(view.state().rooms).toHaveLength(1);
  });
});

describe('a message that waits in a room that storage does not have', () => {
  const waiting = { ...entryOf('m1' as MessageId, 1), roomId: ROOM, text: 'kept' };
  beforeEach(() => disk.store.commit(PROFILE.id, [{ type: 'outbox', entry: waiting }]));

  it.each([
    ['knows it', true],
    ['does not', false],
  ])('is seen there, and goes out, where the server %s', async (_what, isKnown) => {
    if (!isKnown) server.channels = {};
    await boot();
    const { open } = await view.until('the room', isOpen);
    expect(open?.messages).toMatchObject([{ id: 'm1', text: 'kept', delivery: { type: 'queued' } }]);
    await view.until('a transport', () => far.farEnds.length > 0);
    far.last().open();
    far.last().say('channel_joined', { channelId: ROOM });
    await view.until('it goes', () => far.last().emitted.some(({ payload }) => payload.type === 2));
  });

  it('is listed where another one is open', async () => {
    const { roomId: _, ...elsewhere } = PROFILE;
    await createSettingsStore(disk.area).activate(elsewhere);
    await boot({ roomId: undefined });
    await view.until('its room', ({ rooms }) => rooms.some(({ waiting: count }) => count === 1));
    expect(view.state().open).toBeNull();
  });
});

describe('a message that an earlier worker had in flight', () => {
  const lost = sent({ ...entryOf('m1' as MessageId, 1), roomId: ROOM }, 'gone', 5, false);
  beforeEach(() => disk.store.commit(PROFILE.id, [{ type: 'outbox', entry: lost }]));
  const isUncertain = async (): Promise<void> =>
    expect(await disk.store.outbox(PROFILE.id)).toMatchObject([{ phase: { type: 'uncertain' } }]);

  it('is uncertain once a worker starts', async () => {
    await boot();
    await vi.waitFor(isUncertain);
  });

  it('is uncertain once its server is entered', async () => {
    await createSettingsStore(disk.area).activate(PROFILE);
    await boot({ id: 'p2' as ProfileId, roomId: undefined });
    expect(await disk.store.outbox(PROFILE.id)).toEqual([lost]);
    await view.must({ type: 'switch-server', id: PROFILE.id });
    await vi.waitFor(isUncertain);
  });
});

describe('the agents are shown wherever no conversation is', () => {
  it.each(['at the start', 'when its conversation is deleted', 'when another person speaks'] as const)(
    '%s',
    async (when) => {
      await boot(when === 'at the start' ? { roomId: undefined } : {});
      if (when !== 'at the start') {
        await view.until('the room', isOpen);
        await view.must(
          when === 'when another person speaks'
            ? {
                type: 'change-identity',
                entityId: '66666666-2222-4333-8444-555555555555' as EntityId,
                userName: 'Bob',
              }
            : { type: 'delete-room', roomId: ROOM },
        );
      }
      await view.until('the agents', isListed);
      expect(view.state().open).toBeNull();
    },
  );
});

describe('settings that are damaged open a page all the same', () => {
  it.each<[string, Record<string, unknown>]>([
    ['nothing decodes', { settings: 7, profiles: 'none', activeProfile: {} }],
    ['the server in use is not there', { profiles: [PROFILE], activeProfile: 'p9' }],
    ['its dialect is gone', { profiles: [{ ...PROFILE, dialect: 'klingon' }], activeProfile: 'p1' }],
  ])('when %s: the setup', async (_when, items) => {
    await boot();
    view.close();
    worker?.stop();
    await disk.area.set(items);
    const started = await bootWorker(disk, { openSocket: far.openTransport, fetch: web.fetch, clock });
    worker = started;
    view = await openView(() => started);
    expect(view.state()).toMatchObject({ profile: null, open: null, settings: { theme: 'auto' } });
  });

  it('when its key is missing: it is asked for', async () => {
    server.key = 'the-key';
    await boot({ hasKey: true });
    await view.until('the refusal', ({ agents }) => agents.failure?.type === 'wants-key');
    await view.until('the state', ({ connection }) => connection.type === 'refused');
  });
});

it('is not kept by what cannot be stored: the room comes back in memory', async () => {
  const memory = createMemoryStore();
  await boot({}, { openStore: async () => memory });
  await view.until('the room', isOpen);
  expect(await memory.rooms(PROFILE.id)).toHaveLength(1);
});
