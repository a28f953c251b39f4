import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_MESSAGE_SERVER, type RoomId } from '../../src/model/ids.ts';
import type { RoomSummary, ViewState } from '../../src/relay/to-view.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { sharedElizaOS } from '../harness/shared-elizaos.ts';
import {
  bootWorker,
  type Disk,
  isConnected,
  newDisk,
  openView,
  setUpAgent,
  type TestView,
} from '../harness/worker.ts';

describe('the rooms of ElizaOS 1.7.2', { timeout: 60_000 }, () => {
  let server: { url: string };
  const workers: Worker[] = [];

  beforeAll(async () => {
    server = await sharedElizaOS();
  }, 120_000);
  afterEach(() => {
    for (const worker of workers.splice(0)) worker.stop();
  });

  const boot = async (disk?: Disk): Promise<TestView> => {
    const worker = await bootWorker(disk ?? (await newDisk()));
    workers.push(worker);
    return openView(() => worker);
  };
  /** In a conversation with the first agent in which something was said and answered. */
  const begin = async (disk?: Disk): Promise<{ view: TestView; roomId: RoomId }> => {
    const view = await boot(disk);
    await setUpAgent(view, server.url);
    await view.until('connected', isConnected);
    await view.send('hello from the first of us');
    await view.until('a reply', ({ open }) =>
      (open?.messages ?? []).some((message) => message.type === 'other' && message.reply === 'complete'),
    );
    return { view, roomId: openRoomOf(view) };
  };
  /** The same person in the same room, elsewhere. */
  const elsewhere = async (view: TestView, roomId: RoomId): Promise<TestView> => {
    const { entityId, userName } = view.state().profile ?? {};
    if (!entityId || !userName) throw new Error('no profile');
    const other = await boot();
    await other.must({ type: 'probe', address: server.url });
    await other.must({ type: 'join-room', roomId, entityId, userName });
    await other.until('connected', isConnected);
    await other.until('the history', ({ open }) => open?.messages.length === view.messages().length);
    return other;
  };
  const openRoomOf = (view: TestView): RoomId => {
    const id = view.state().open?.room.id;
    if (!id) throw new Error('no room is open');
    return id;
  };
  const summaryOf = ({ rooms }: ViewState, roomId: RoomId): RoomSummary | undefined =>
    rooms.find(({ room }) => room.id === roomId);

  it('are called after their first words, on the server too, and what they are called later is heard', async () => {
    const { view, roomId } = await begin();
    expect(summaryOf(view.state(), roomId)?.room.title).toBe('hello from the first of us');
    expect(await nameOnServer(server.url, roomId)).toBe('hello from the first of us');

    const other = await elsewhere(view, roomId);
    await view.must({ type: 'rename-room', roomId, title: 'Plans for the garden' });
    await other.until(
      'the new title',
      (state) => summaryOf(state, roomId)?.room.title === 'Plans for the garden',
    );
    expect(await nameOnServer(server.url, roomId)).toBe('Plans for the garden');
    await view.send('another message');
    expect(summaryOf(view.state(), roomId)?.room.title).toBe('Plans for the garden');
  });

  it('are made by their first message, once, though the worker dies as soon as it has sent it', async () => {
    const disk = await newDisk();
    const { view, roomId: before } = await begin(disk);
    const channels = async (): Promise<number> => {
      const path = `/api/messaging/message-servers/${DEFAULT_MESSAGE_SERVER}/channels`;
      return ((await call(server.url, 'GET', path)) as { data: { channels: unknown[] } }).data.channels
        .length;
    };
    const known = await channels();
    await view.must({ type: 'new-conversation' });
    const roomId = openRoomOf(view);
    expect(roomId).not.toBe(before);
    await view.until('connected', isConnected);
    expect([await channels(), await nameOnServer(server.url, roomId)]).toEqual([known, undefined]);
    const sent = view.send('the first words of the second');
    await sent;
    for (const worker of workers.splice(0)) worker.stop();
    const later = await boot(disk);
    await later.until(
      'an answer',
      ({ open }) =>
        open?.room.id === roomId &&
        open.messages.some((message) => message.type === 'other' && message.reply === 'complete'),
      30_000,
    );
    expect(await channels()).toBe(known + 1);
    expect(later.messages().filter(({ type }) => type === 'own')).toHaveLength(1);
    expect(await participantsOf(server.url, roomId)).toHaveLength(2);
    await vi.waitFor(async () =>
      expect(await nameOnServer(server.url, roomId)).toBe('the first words of the second'),
    );
    expect(summaryOf(later.state(), roomId)?.room.local).toBeUndefined();
  });

  it('lose a message that is deleted, and all when they are cleared, wherever they are shown', async () => {
    const { view, roomId } = await begin();
    const other = await elsewhere(view, roomId);
    const reply = view.messages().find(({ type: kind }) => kind === 'other');
    if (!reply?.serverId) throw new Error('no reply');
    await call(server.url, 'DELETE', `/api/messaging/channels/${roomId}/messages/${reply.serverId}`);
    for (const each of [view, other]) {
      await each.until(
        'one message less',
        ({ open }) => open?.messages.every(({ type: kind }) => kind === 'own') ?? false,
      );
    }
    await view.must({ type: 'clear-room', roomId });
    for (const each of [view, other]) {
      await each.until('nothing', ({ open }) => open?.messages.length === 0);
      expect(summaryOf(each.state(), roomId)).toMatchObject({ preview: '', unread: 0 });
    }
  });

  it('end everywhere when they are deleted, and are named where they were open', async () => {
    const { view, roomId } = await begin();
    const other = await elsewhere(view, roomId);
    const title = summaryOf(other.state(), roomId)?.room.title;
    await view.must({ type: 'delete-room', roomId });
    expect(view.state()).toMatchObject({ rooms: [], open: null });
    const gone = await other.until('no room', ({ open, rooms }) => open === null && rooms.length === 0);
    expect(gone.closedRoomTitle).toBe(title);
    expect(await nameOnServer(server.url, roomId)).toBeUndefined();
    // Once more: what is gone already is as good as deleted.
    await other.must({ type: 'join-room', roomId, entityId: ourId(view), userName: 'Ann' });
    await other.must({ type: 'delete-room', roomId });
    expect(other.state().rooms).toEqual([]);
  });

  it('are heard while another one is open: what is said there is unread until it is marked', async () => {
    const disk = await newDisk();
    const { view, roomId } = await begin(disk);
    const { agentId } = view.state().open?.room ?? {};
    const another = view.state().agents.agents.find(({ id }) => id !== agentId);
    if (!agentId || !another) throw new Error('no agents');
    await view.must({ type: 'mark-read', roomId, order: Number.MAX_SAFE_INTEGER });
    await view.must({ type: 'open-agent', agentId: another.id });
    await view.until('connected', isConnected);
    expect(summaryOf(view.state(), roomId)?.unread).toBe(0);
    await storeRow(server.url, roomId, agentId, 'Are you still there?');
    const state = await view.until('one unread', (now) => summaryOf(now, roomId)?.unread === 1);
    expect(summaryOf(state, roomId)?.preview).toBe('Are you still there?');
    expect(state.rooms[0]?.room.id).toBe(roomId);
    expect(state.open?.room.id).not.toBe(roomId);
    await view.must({ type: 'mark-read', roomId, order: Number.MAX_SAFE_INTEGER });
    expect(summaryOf(view.state(), roomId)?.unread).toBe(0);

    // What was said while nobody listened is counted, too.
    for (const worker of workers.splice(0)) worker.stop();
    await storeRow(server.url, roomId, agentId, 'Anybody?');
    const later = await boot(disk);
    expect(later.state().open?.room.id).not.toBe(roomId);
    await later.until('one unread again', (now) => summaryOf(now, roomId)?.unread === 1);
  });

  it('hold several agents, each of whom answers under a name of its own, and let them go', async () => {
    const view = await boot();
    await setUpAgent(view, server.url);
    const agentIds = view.state().agents.agents.map(({ id }) => id);
    await view.must({ type: 'new-group', name: 'Circle', agentIds });
    await view.until('connected', isConnected);
    await view.send('hello everybody');
    const isFrom = (name: string) => (state: ViewState) =>
      (state.open?.messages ?? []).some(
        (message) => message.type === 'other' && message.reply === 'complete' && message.authorName === name,
      );
    await view.until('Eliza’s answer', isFrom('Eliza'), 30_000);
    await view.until('Ada’s answer', isFrom('Ada'), 30_000);

    const [first] = agentIds;
    const roomId = openRoomOf(view);
    if (!first) throw new Error('no agents');
    await view.must({ type: 'change-agent', roomId, agentId: first, member: false });
    expect(view.state().rooms[0]?.room.agents).toHaveLength(1);
    expect(await participantsOf(server.url, roomId)).not.toContain(first);
    await view.must({ type: 'change-agent', roomId, agentId: first, member: true });
    expect(await participantsOf(server.url, roomId)).toContain(first);
    expect(view.state().rooms[0]?.room.agents).toHaveLength(2);
  });
});

const ourId = (view: TestView) => {
  const { entityId } = view.state().profile ?? {};
  if (!entityId) throw new Error('no profile');
  return entityId;
};

const call = async (url: string, method: string, path: string, body?: object): Promise<unknown> => {
  const response = await fetch(url + path, {
    method,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
};

const nameOnServer = async (url: string, roomId: string): Promise<string | undefined> => {
  const answer = await call(url, 'GET', `/api/messaging/channels/${roomId}/details`);
  return (answer as { data: { name: string } } | undefined)?.data.name;
};

const participantsOf = async (url: string, roomId: string): Promise<string[]> => {
  const answer = await call(url, 'GET', `/api/messaging/channels/${roomId}/participants`);
  return (answer as { data: string[] }).data;
};

/** A row of the agent's, as its server stores one: nobody answers it. */
const storeRow = async (url: string, roomId: string, agentId: string, text: string): Promise<void> => {
  await call(url, 'POST', `/api/messaging/channels/${roomId}/messages`, {
    author_id: agentId,
    content: text,
    message_server_id: DEFAULT_MESSAGE_SERVER,
    source_type: 'agent_response',
    raw_message: { text },
    metadata: { agentName: 'Eliza' },
    mode: 'websocket',
  });
};
