import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiResult } from '../../src/api/request.ts';
import type { AgentId } from '../../src/model/ids.ts';
import type { Room } from '../../src/model/room.ts';
import type { AgentList } from '../../src/relay/to-view.ts';
import { summaries } from '../../src/worker/session-reads.ts';
import { echo, messageId, other, own, ROOM, roomId, serverId, wire } from '../harness/nouns.ts';
import { storedRoom } from '../harness/store.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
let asked: string[];
let answer: ApiResult<undefined>;

beforeEach(async () => {
  parts = await startWorkerParts();
  asked = [];
  answer = { ok: true, value: undefined };
  const note = async (what: string): Promise<ApiResult<undefined>> => {
    asked.push(what);
    return answer;
  };
  parts.api.rename = (id, name) => note(`rename ${id} ${name}`);
  parts.api.clear = (id) => note(`clear ${id}`);
  parts.api.remove = (id) => note(`remove ${id}`);
  parts.api.changeAgent = (id, agentId, member) => note(`${member ? 'add' : 'drop'} ${agentId} ${id}`);
  parts.api.createChannel = async (name, _user, agentIds) => {
    asked.push(`create ${name} ${agentIds.join('+')}`);
    return { ok: true, value: { id: roomId('r2'), name } };
  };
});

const failing = (status: number): ApiResult<undefined> => ({
  ok: false,
  error: { type: 'status', status, error: 'Failed to do that', retryAt: undefined },
});
const room = (): Room | undefined => parts.session.rooms.get(ROOM.id)?.room;
const shown = async (): Promise<string[]> => (await parts.messages()).map(({ id }) => id);
const put = (...messages: Parameters<typeof own>[1][]): Promise<void> =>
  parts.apply(messages.map((over, index) => ({ type: 'put', message: own(`m${index}`, over) })));
const waits = () => parts.outbound.queue(ROOM.id, messageId('waits'), 'not yet gone');

describe('renaming', () => {
  it('is done on the server, then here, and announced', async () => {
    parts.announced.length = 0;
    expect(await parts.execute({ type: 'rename-room', roomId: ROOM.id, title: 'Plans' })).toEqual({
      ok: true,
    });
    expect(asked).toEqual(['rename r1 Plans']);
    expect(room()?.title).toBe('Plans');
    expect(parts.announced).toMatchObject([{ type: 'room', summary: { room: { title: 'Plans' } } }]);
  });

  it('that the server refuses is not done here, and its words are told', async () => {
    answer = failing(500);
    expect(await parts.execute({ type: 'rename-room', roomId: ROOM.id, title: 'Plans' })).toEqual({
      ok: false,
      failure: { type: 'server-error', error: 'Failed to do that', status: 500 },
    });
    expect(room()?.title).toBe(ROOM.title);
  });
});

describe('a title that nobody chose', () => {
  beforeEach(() =>
    parts.commit({ writes: [{ type: 'room', room: storedRoom({ room: { ...ROOM, untitled: true } }) }] }),
  );

  it('gives way to the first words that are written, here and on the server', async () => {
    const text = 'How do I\njoin the room again, after a reconnect that took long?';
    await parts.execute({ type: 'send', roomId: ROOM.id, messageId: messageId('m1'), text });
    const title = 'How do I join the room again, after a reconnect…';
    expect(room()).toEqual({ ...ROOM, title });
    expect(asked).toEqual([`rename r1 ${title}`]);
    await parts.execute({ type: 'send', roomId: ROOM.id, messageId: messageId('m2'), text: 'And then?' });
    expect(room()?.title).toBe(title);
    expect(asked).toHaveLength(1);
  });

  it('is that of the first words of ours in a history, not of the last', async () => {
    parts.rows = [
      wire({ serverId: serverId('s3'), createdAt: 30 }),
      echo('m2', 's2', { createdAt: 20, text: 'last' }),
      echo('m1', 's1', { createdAt: 10, text: 'first' }),
    ];
    await parts.history.catchUp(ROOM.id, () => true);
    expect(room()?.title).toBe('first');
  });

  it('is kept where it was chosen meanwhile', async () => {
    await parts.rooms.rename(ROOM.id, 'Plans');
    await parts.execute({ type: 'send', roomId: ROOM.id, messageId: messageId('m1'), text: 'Hello' });
    expect(room()).toEqual({ ...ROOM, title: 'Plans' });
  });
});

describe('clearing', () => {
  it('empties the room there and here, but for what the server does not have', async () => {
    await put({ delivery: { type: 'sent' } });
    await waits();
    expect(await parts.execute({ type: 'clear-room', roomId: ROOM.id })).toEqual({ ok: true });
    expect(asked).toEqual(['clear r1']);
    expect(await shown()).toEqual(['waits']);
    expect(summaries(parts.session)).toMatchObject([{ preview: 'not yet gone', waiting: 1 }]);
  });

  it('leaves no last words, and nothing unread, and does so in one breath', async () => {
    await parts.inbound.handle({ type: 'broadcast', message: wire({ createdAt: 10 }) });
    const commit = vi.spyOn(parts.store, 'commit');
    await parts.inbound.handle({ type: 'channel-cleared', roomId: ROOM.id });
    expect(commit).toHaveBeenCalledOnce();
    expect(summaries(parts.session)).toMatchObject([{ preview: '', unread: 0 }]);
  });
});

it('a message that is deleted takes its words out of the list', async () => {
  await parts.apply([
    { type: 'put', message: other('s1', { at: 10, serverTime: true, text: 'before' }) },
    { type: 'put', message: other('s2', { at: 20, serverTime: true, text: 'a secret' }) },
  ]);
  await parts.inbound.handle({ type: 'message-deleted', roomId: ROOM.id, serverId: serverId('s2') });
  expect(summaries(parts.session)).toMatchObject([{ preview: 'before', unread: 1 }]);
});

describe('deleting', () => {
  it('is done on the server, then here, whatever waits; the room is left', async () => {
    await waits();
    expect(await parts.execute({ type: 'delete-room', roomId: ROOM.id })).toEqual({ ok: true });
    expect(asked).toEqual(['remove r1']);
    expect(parts.session.rooms.size).toBe(0);
    expect(parts.session.outbox.entries.size).toBe(0);
    expect(await parts.store.rooms(PROFILE.id)).toEqual([]);
    expect(await parts.store.outbox(PROFILE.id)).toEqual([]);
    expect(parts.session.profile?.roomId).toBeUndefined();
    expect(parts.session.closedRoomTitle).toBeUndefined();
  });

  it('of what is gone there already is done here', async () => {
    answer = {
      ok: false,
      error: { type: 'status', status: 404, error: 'Channel not found', retryAt: undefined },
    };
    expect(await parts.execute({ type: 'delete-room', roomId: ROOM.id })).toEqual({ ok: true });
    expect(parts.session.rooms.size).toBe(0);
  });

  it.each(['HTTP 404', 'API endpoint not found', 'Not Found'])(
    'is not done by a 404 that says “%s”: nobody has deleted anything',
    async (error) => {
      answer = { ok: false, error: { type: 'status', status: 404, error, retryAt: undefined } };
      expect(await parts.execute({ type: 'delete-room', roomId: ROOM.id })).toMatchObject({ ok: false });
      expect(parts.session.rooms.size).toBe(1);
    },
  );

  it('that fails leaves everything as it is', async () => {
    answer = { ok: false, error: { type: 'network' } };
    expect(await parts.execute({ type: 'delete-room', roomId: ROOM.id })).toMatchObject({
      ok: false,
      failure: { type: 'nothing-listens' },
    });
    expect(parts.session.rooms.size).toBe(1);
    expect(parts.session.profile?.roomId).toBe(ROOM.id);
  });

  it('is no news when the server tells of what was asked for here', async () => {
    parts.api.remove = async () => {
      await parts.rooms.roomDeleted(ROOM.id);
      return answer;
    };
    await parts.execute({ type: 'delete-room', roomId: ROOM.id });
    expect(parts.session.rooms.size).toBe(0);
    expect(parts.session.closedRoomTitle).toBeUndefined();
  });
});

describe('a room that the server deleted', () => {
  it('goes, and is named where it was open', async () => {
    await put({ delivery: { type: 'sent' } });
    await parts.rooms.roomDeleted(ROOM.id);
    expect(await parts.store.rooms(PROFILE.id)).toEqual([]);
    expect(parts.session.profile?.roomId).toBeUndefined();
    expect(parts.session.closedRoomTitle).toBe(ROOM.title);
  });

  it('keeps what it never had of ours, marked and out of the outbox', async () => {
    await put({ delivery: { type: 'sent' } });
    await waits();
    await parts.rooms.roomDeleted(ROOM.id);
    expect(await parts.messages()).toMatchObject([
      { id: 'waits', delivery: { type: 'failed', reason: { type: 'room-deleted' } } },
    ]);
    expect(parts.session.outbox.entries.size).toBe(0);
    expect(summaries(parts.session)).toMatchObject([{ preview: 'not yet gone', waiting: 0 }]);
  });

  it('that is not known, or known no more, is nothing', async () => {
    await parts.rooms.roomDeleted(roomId('another'));
    expect(parts.session.rooms.size).toBe(1);
    expect(parts.session.closedRoomTitle).toBeUndefined();
  });
});

describe('a group', () => {
  const [ada, bob] = ['ada', 'bob'] as AgentId[];
  beforeEach(async () => {
    const agents: AgentList = {
      status: 'ready',
      agents: ['ada', 'bob'].map((id) => ({
        id: id as AgentId,
        name: id.toUpperCase(),
        bio: '',
        active: true,
      })),
    };
    await parts.commit({ session: { agents } });
  });
  const group = (): Room | undefined =>
    [...parts.session.rooms.values()].find((stored) => stored.room.agents)?.room;
  const agents = (): unknown => group()?.agents?.map(({ name }) => name);

  it('is made of several agents, and opened, here alone', async () => {
    if (!ada || !bob) throw new Error('no agents');
    await parts.execute({ type: 'new-group', name: 'Circle', agentIds: [ada, bob] });
    expect(asked).toEqual([]);
    expect(group()).toEqual({
      id: group()?.id,
      title: 'Circle',
      local: true,
      agents: [
        { id: 'ada', name: 'ADA' },
        { id: 'bob', name: 'BOB' },
      ],
      entityId: ROOM.entityId,
      userName: ROOM.userName,
      messageServerId: ROOM.messageServerId,
    });
    expect(parts.session.profile?.roomId).toBe(group()?.id);
  });

  it('takes agents in and lets them go', async () => {
    if (!ada || !bob) throw new Error('no agents');
    await parts.execute({ type: 'new-group', name: 'Circle', agentIds: [ada] });
    const made = group();
    if (!made) throw new Error('no group');
    // As long as it is here alone, nobody else is told.
    await parts.execute({ type: 'change-agent', roomId: made.id, agentId: bob, member: true });
    await parts.execute({ type: 'change-agent', roomId: made.id, agentId: bob, member: false });
    expect([agents(), asked]).toEqual([['ADA'], []]);
    await parts.rooms.move(made.id, roomId('r2'));
    await parts.execute({ type: 'change-agent', roomId: roomId('r2'), agentId: bob, member: true });
    expect(agents()).toEqual(['ADA', 'BOB']);
    await parts.execute({ type: 'change-agent', roomId: roomId('r2'), agentId: ada, member: false });
    expect(agents()).toEqual(['BOB']);
    expect(asked).toEqual(['add bob r2', 'drop ada r2']);
  });
});
