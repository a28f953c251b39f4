import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiError } from '../../src/api/request.ts';
import type { AgentId, RoomId } from '../../src/model/ids.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { summaries } from '../../src/worker/session-reads.ts';
import { echo, messageId, ROOM, roomId } from '../harness/nouns.ts';
import { storedRoom } from '../harness/store.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

const AGENT = 'agent' as AgentId;
const DIRECT = { ...ROOM, agentId: AGENT, agentName: 'Eliza' };

const start = async (disk?: Store): Promise<{ parts: WorkerParts; asked: string[] }> => {
  const parts = await startWorkerParts(disk);
  const asked: string[] = [];
  parts.api.rename = async (id, name) => {
    asked.push(`rename ${id === ROOM.id ? 'r1' : 'new'} ${name}`);
    return { ok: true, value: undefined };
  };
  parts.api.remove = async () => {
    asked.push('remove');
    return { ok: false, error: { type: 'network' } };
  };
  parts.api.clear = parts.api.remove;
  if (disk === undefined)
    await parts.commit({ writes: [{ type: 'room', room: storedRoom({ room: DIRECT }) }] });
  return { parts, asked };
};

const localRooms = ({ session }: WorkerParts) =>
  [...session.rooms.values()].filter(({ room }) => room.id !== ROOM.id).map(({ room }) => room);

describe('a new conversation', () => {
  let parts: WorkerParts;
  let asked: string[];
  beforeEach(async () => {
    ({ parts, asked } = await start());
  });
  const begin = async (): Promise<RoomId> => {
    expect(await parts.execute({ type: 'new-conversation' })).toEqual({ ok: true });
    const { roomId } = parts.session.profile ?? {};
    if (!roomId) throw new Error('nothing is open');
    return roomId;
  };
  const write = (roomId: RoomId, id = 'm1') =>
    parts.execute({ type: 'send', roomId, messageId: messageId(id), text: 'First words' });

  it('is opened here at once, without a title, and the server hears nothing of it', async () => {
    parts.api.createChannel = () => Promise.reject(new Error('was asked'));
    const roomId = await begin();
    expect(parts.session.rooms.get(roomId)?.room).toEqual({
      id: roomId,
      title: '',
      untitled: true,
      local: true,
      agentId: AGENT,
      agentName: 'Eliza',
      entityId: ROOM.entityId,
      userName: ROOM.userName,
      messageServerId: ROOM.messageServerId,
    });
    expect([asked, parts.emitted]).toEqual([[], []]);
  });

  it('is the same one as long as it is empty, however often and from wherever it is asked for', async () => {
    const roomId = await begin();
    const ids = await Promise.all([begin(), begin()]);
    await parts.execute({ type: 'open-room', roomId: ROOM.id });
    expect([...ids, await begin()]).toEqual([roomId, roomId, roomId]);
    await write(roomId);
    expect(await begin()).not.toBe(roomId);
  });

  it('is made by its first message, under its id, and named on the server once it is there', async () => {
    const roomId = await begin();
    await write(roomId);
    expect(parts.session.rooms.get(roomId)?.room).toMatchObject({ title: 'First words', local: true });
    expect(summaries(parts.session)[0]).toMatchObject({ room: { id: roomId }, waiting: 1 });
    await parts.joinAs('a');
    await parts.outbound.roomReady(roomId, 'a');
    await parts.settle();
    const [emitted] = parts.emitted;
    expect(emitted?.payload).toMatchObject({
      payload: {
        channelId: roomId,
        metadata: { isDm: true, targetUserId: AGENT, user1: ROOM.entityId, user2: AGENT },
      },
    });
    expect(asked).toEqual([]);
    await parts.inbound.handle({
      type: 'acknowledged',
      clientId: messageId('m1'),
      serverId: undefined,
      roomId,
    });
    expect(parts.session.rooms.get(roomId)?.room.local).toBeUndefined();
    await parts.settle();
    parts.roomMade.forEach(parts.rooms.tellTitle);
    expect([parts.roomMade, asked]).toEqual([[roomId], ['rename new First words']]);
  });

  it('that the server refuses says so at its message, which can be retried', async () => {
    const roomId = await begin();
    await write(roomId);
    await parts.joinAs('a');
    await parts.outbound.roomReady(roomId, 'a');
    await parts.settle();
    await parts.outbound.refused('Failed to create channel: no room left', messageId('m1'));
    const reason = { type: 'refused', error: 'Failed to create channel: no room left' };
    const find = () => parts.known.find(roomId, { clientId: messageId('m1') });
    expect(await find()).toMatchObject({ delivery: { type: 'failed', reason } });
    expect(parts.session.rooms.get(roomId)?.room.local).toBe(true);
    await parts.execute({ type: 'retry', roomId, messageId: messageId('m1') });
    await parts.settle();
    expect(parts.emitted).toHaveLength(2);
  });

  it('is renamed, cleared and deleted here alone as long as it is here alone', async () => {
    const roomId = await begin();
    await parts.execute({ type: 'rename-room', roomId, title: 'Plans' });
    expect(parts.session.rooms.get(roomId)?.room.title).toBe('Plans');
    await write(roomId);
    expect(parts.session.rooms.get(roomId)?.room.title).toBe('Plans');
    expect(await parts.execute({ type: 'clear-room', roomId })).toEqual({ ok: true });
    expect(await parts.execute({ type: 'delete-room', roomId })).toEqual({ ok: true });
    expect([asked, localRooms(parts)]).toEqual([[], []]);
  });

  it('is deleted on the server too once its first message may be there', async () => {
    const roomId = await begin();
    await write(roomId);
    await parts.joinAs('a');
    await parts.outbound.roomReady(roomId, 'a');
    await parts.settle();
    expect(await parts.execute({ type: 'delete-room', roomId })).toMatchObject({ ok: false });
    expect([asked, localRooms(parts)]).toMatchObject([['remove'], [{ id: roomId }]]);
  });
});

/** A disk whose `last`th commit is the last one of its worker, which ends before or after it. */
const dying = (disk: Store, last: number, isDone: boolean): Store => {
  let commits = 0;
  return {
    ...disk,
    commit: async (...args) => {
      commits += 1;
      if (commits < last || (commits === last && isDone)) await disk.commit(...args);
      if (commits >= last) await new Promise(() => undefined);
    },
  };
};

/** What the server has: the channels that messages made, each with the ids that these were sent under. */
type Channels = Map<string, string[]>;

/** Does what the user and the server do, as far as the worker lives. */
const converse = async (parts: WorkerParts, channels: Channels, connectionId: string, acks: boolean) => {
  const run = async (): Promise<void> => {
    if (localRooms(parts).length === 0) await parts.execute({ type: 'new-conversation' });
    const roomId = localRooms(parts)[0]?.id;
    if (!roomId) throw new Error('there is no conversation');
    await parts.execute({ type: 'send', roomId, messageId: messageId('m1'), text: 'First words' });
    parts.rows = (channels.get(roomId) ?? []).map((id) => echo(id, `s-${id}`, { roomId, createdAt: 10 }));
    await parts.history.catchUp(roomId, () => true);
    await parts.joinAs(connectionId);
    await parts.outbound.roomReady(roomId, connectionId);
    for (let round = 0; round < 3; round += 1) {
      await parts.settle();
      for (const { payload } of parts.emitted.splice(0)) {
        const { channelId, messageId: id } = payload.payload as { channelId: string; messageId: string };
        channels.set(channelId, [...(channels.get(channelId) ?? []), id]);
        const clientId = messageId(id);
        if (acks) await parts.inbound.handle({ type: 'acknowledged', clientId, serverId: undefined, roomId });
      }
      parts.clock.pass(2_000);
    }
  };
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await Promise.race([run(), turns()]);
};

describe('a conversation whose worker is killed', () => {
  const KILLS = Array.from({ length: 8 }, (_, index) => index + 1).flatMap((commit) =>
    [false, true].flatMap((isDone) => [false, true].map((acks) => ({ commit, isDone, acks }))),
  );
  it.each(KILLS)(
    'at commit $commit (done: $isDone, acknowledged: $acks) is made once, with all of its message',
    async ({ commit, isDone, acks }) => {
      const disk = createMemoryStore();
      const channels: Channels = new Map();
      await disk.commit(PROFILE.id, [{ type: 'room', room: storedRoom({ room: DIRECT }) }]);
      const { parts: doomed } = await start(dying(disk, commit, isDone));
      await converse(doomed, channels, 'a', acks);
      const { parts: next } = await start(disk);
      await converse(next, channels, 'b', true);
      const rooms = localRooms(next);
      expect(rooms).toMatchObject([{ title: 'First words' }]);
      expect([...channels]).toEqual([[rooms[0]?.id, ['m1']]]);
      const message = await next.known.find(rooms[0]?.id ?? ROOM.id, { clientId: messageId('m1') });
      expect(message).toMatchObject({ text: 'First words', delivery: { type: 'sent' } });
      expect(rooms[0]?.local).toBeUndefined();
    },
  );
});

/** A server that makes groups. `answers`: whether the answer to the next request to make one arrives. */
const groupServer = () => {
  const made: { id: RoomId; clientId: string | undefined; name: string; agents: number }[] = [];
  const server = {
    made,
    answers: true,
    refusal: undefined as ApiError | undefined,
    serve: (parts: WorkerParts): void => {
      parts.api.findChannel = async (_server, clientId) => ({
        ok: true,
        value: made.find((channel) => channel.clientId === clientId)?.id,
      });
      parts.api.createChannel = async (name, _user, agentIds, clientId) => {
        if (server.refusal) return { ok: false, error: server.refusal };
        const id = roomId(`channel-${made.length + 1}`);
        made.push({ id, clientId, name, agents: agentIds.length });
        return server.answers ? { ok: true, value: { id, name } } : new Promise(() => undefined);
      };
    },
  };
  return server;
};

const GROUP = { type: 'new-group', name: 'Circle', agentIds: ['a1', 'a2'] as AgentId[] } as const;
const groupIn = ({ session }: WorkerParts) =>
  [...session.rooms.values()].find(({ room }) => room.agents)?.room;

/** Does what the user and the server do with a group, as far as the worker lives. */
const converseInGroup = async (parts: WorkerParts, sent: string[], connectionId: string) => {
  const run = async (): Promise<void> => {
    if (!groupIn(parts)) await parts.execute(GROUP);
    const before = groupIn(parts)?.id;
    if (!before) throw new Error('there is no group');
    await parts.execute({ type: 'send', roomId: before, messageId: messageId('m1'), text: 'All of you' });
    await parts.joinAs(connectionId);
    await parts.outbound.roomReady(before, connectionId);
    parts.makeRooms();
    for (let round = 0; round < 4; round += 1) {
      await parts.settle();
      const id: RoomId = groupIn(parts)?.id ?? before;
      if (id !== before) await parts.outbound.roomReady(id, connectionId);
      await parts.settle();
      for (const { payload } of parts.emitted.splice(0)) {
        const { channelId, messageId: clientId } = payload.payload as {
          channelId: RoomId;
          messageId: string;
        };
        sent.push(`${clientId} in ${channelId}`);
        await parts.inbound.handle({
          type: 'acknowledged',
          clientId: messageId(clientId),
          serverId: undefined,
          roomId: channelId,
        });
      }
      parts.clock.pass(2_000);
    }
  };
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 300; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await Promise.race([run(), turns()]);
};

describe('a group', () => {
  it('is made here at once, and on the server before its first message, with which it moves there', async () => {
    const { parts } = await start();
    const server = groupServer();
    server.serve(parts);
    await parts.execute(GROUP);
    const { id: before } = groupIn(parts) ?? {};
    if (!before) throw new Error('there is no group');
    expect([server.made, groupIn(parts)?.local]).toEqual([[], true]);
    await parts.execute({ type: 'save-draft', roomId: before, text: 'And', at: 1 });
    const sent: string[] = [];
    await converseInGroup(parts, sent, 'a');
    expect(sent).toEqual(['m1 in channel-1']);
    expect(server.made).toEqual([{ id: 'channel-1', clientId: before, name: 'Circle', agents: 2 }]);
    expect(groupIn(parts)).toMatchObject({ id: 'channel-1', madeFrom: before });
    expect(groupIn(parts)?.local).toBeUndefined();
    expect(parts.session.profile?.roomId).toBe('channel-1');
    expect(parts.announced.findLast(({ type }) => type === 'open')).toMatchObject({
      open: { room: { id: 'channel-1', madeFrom: before }, draft: 'And', messages: [{ id: 'm1' }] },
    });
    // A view that has not heard of it yet is understood.
    const late = { type: 'save-draft', roomId: before, text: 'And then', at: 2 } as const;
    expect(await parts.execute(late)).toEqual({ ok: true });
    expect((await parts.store.draft(PROFILE.id, roomId('channel-1'))).text).toBe('And then');
  });

  it('that the server refuses to make says so at its message, which can be retried', async () => {
    const { parts } = await start();
    const server = groupServer();
    server.serve(parts);
    server.refusal = {
      type: 'status',
      status: 500,
      error: 'Failed to create group channel',
      retryAt: undefined,
    };
    await converseInGroup(parts, [], 'a');
    const { id: before = ROOM.id } = groupIn(parts) ?? {};
    expect(await parts.known.find(before, { clientId: messageId('m1') })).toMatchObject({
      delivery: { type: 'failed', reason: { type: 'refused', error: 'Failed to create group channel' } },
    });
    server.refusal = undefined;
    await parts.execute({ type: 'retry', roomId: before, messageId: messageId('m1') });
    const sent: string[] = [];
    await converseInGroup(parts, sent, 'a');
    expect(sent).toEqual(['m1 in channel-1']);
  });

  it('waits, as any message does, while nothing is known of the server’s answer', async () => {
    const { parts } = await start();
    const server = groupServer();
    server.serve(parts);
    server.refusal = { type: 'network' };
    await converseInGroup(parts, [], 'a');
    const { id: before = ROOM.id } = groupIn(parts) ?? {};
    expect(await parts.known.find(before, { clientId: messageId('m1') })).toMatchObject({
      delivery: { type: 'queued' },
    });
    server.refusal = undefined;
    parts.clock.pass(5_000);
    const sent: string[] = [];
    await converseInGroup(parts, sent, 'a');
    expect([sent, server.made.length]).toEqual([['m1 in channel-1'], 1]);
  });

  const KILLS = [
    ...Array.from({ length: 9 }, (_, index) => index + 1).flatMap((commit) =>
      [false, true].map((isDone) => ({ commit, isDone, answers: true })),
    ),
    // Killed after its POST, of which it hears nothing.
    { commit: 99, isDone: true, answers: false },
  ];
  it.each(KILLS)(
    'whose worker is killed at commit $commit (done: $isDone, answered: $answers) is made once',
    async ({ commit, isDone, answers }) => {
      const disk = createMemoryStore();
      await disk.commit(PROFILE.id, [{ type: 'room', room: storedRoom() }]);
      const server = groupServer();
      const sent: string[] = [];
      const { parts: doomed } = await start(dying(disk, commit, isDone));
      server.serve(doomed);
      server.answers = answers;
      await converseInGroup(doomed, sent, 'a');
      const { parts: next } = await start(disk);
      server.serve(next);
      server.answers = true;
      next.rows = sent.map((_, index) =>
        echo('m1', `s${index}`, { roomId: roomId('channel-1'), createdAt: 10 }),
      );
      await converseInGroup(next, sent, 'b');
      expect(server.made).toHaveLength(1);
      expect(new Set(sent)).toEqual(new Set(['m1 in channel-1']));
      expect(sent.length).toBe(1);
      const message = await next.known.find(roomId('channel-1'), { clientId: messageId('m1') });
      expect(message).toMatchObject({ text: 'All of you', delivery: { type: 'sent' } });
      expect((await next.store.rooms(PROFILE.id)).filter(({ room }) => room.agents)).toHaveLength(1);
    },
  );
});
