import { describe, expect, it } from 'vitest';
import type { AgentId } from '../../src/model/ids.ts';
import { decodeCentralServers, decodeMessageServer } from '../../src/wire/decode-message-server.ts';
import * as rest from '../../src/wire/decode-rest.ts';
import { roomId, versionBody } from '../harness/nouns.ts';

const row = {
  id: 'm1',
  channelId: 'r1',
  authorId: 'e1',
  content: 'hello',
  rawMessage: { messageId: 'c1', senderName: 'raw' },
  sourceType: 'extension',
  metadata: { user_display_name: 'Ann', secret: 'key', attachments: [{ id: 'a', url: 'u', name: 'n' }] },
  inReplyToRootMessageId: null,
  createdAt: '2026-11-24T08:10:58.078Z',
};

const ok = (data: unknown): object => ({ success: true, data });
const version = versionBody('1.7.2');
const R1 = roomId('r1');
const A1 = 'a1' as AgentId;
const without = (value: object, field: string): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));

describe('the history', () => {
  it('takes the time from createdAt where there is no created_at', () => {
    expect(rest.decodeHistory(ok({ messages: [row] }))).toStrictEqual({
      ok: true,
      value: {
        messages: [
          {
            serverId: 'm1',
            clientId: 'c1',
            roomId: 'r1',
            senderId: 'e1',
            senderName: 'Ann',
            text: 'hello',
            createdAt: 1795507858078,
            source: 'extension',
            thought: undefined,
            actions: [],
            actionStatus: undefined,
            attachments: [{ id: 'a', url: 'u', title: 'n', contentType: '' }],
          },
        ],
        reasons: [],
        rows: 1,
      },
    });
  });

  it('leaves out a row of another room than the one that was asked for, and says why', () => {
    const page = ok({ messages: [{ ...row, channelId: 'r2' }, row, { ...row, channelId: '__proto__' }] });
    const reason = 'history row: channelId is of another channel';
    expect(rest.decodeHistory(page, R1)).toMatchObject({
      ok: true,
      value: { messages: [{ roomId: 'r1' }], reasons: [reason, reason], rows: 3 },
    });
  });

  it.each([
    ['id', 'id'],
    ['channelId', 'roomId'],
    ['authorId', 'authorId'],
    ['content', 'content'],
  ])('leaves out a row without %s, and says why', (field, named) => {
    const decoded = rest.decodeHistory(ok({ messages: [without(row, field), row, null] }));
    expect(decoded).toMatchObject({
      ok: true,
      value: {
        messages: [{ serverId: 'm1' }],
        reasons: [`history row: ${named} is missing`, 'history row: entry is missing'],
        rows: 3,
      },
    });
  });

  it.each([undefined, 8.64e15, 1e300, -1, 'soon'])(
    'puts a row whose time is %s next to its neighbour',
    (at) => {
      const timesOf = (...times: unknown[]) => {
        const messages = times.map((createdAt, index) => ({ ...row, id: `m${index}`, createdAt }));
        const decoded = rest.decodeHistory(ok({ messages }));
        return decoded.ok ? decoded.value.messages.map(({ createdAt }) => createdAt) : decoded.reason;
      };
      // Newest first: it comes after the row that follows it in the list.
      expect(timesOf(3_000, at, at, 2_000)).toEqual([3_000, 2_000, 2_000, 2_000]);
      expect(timesOf(3_000, at)).toEqual([3_000, 3_000]);
      // Left out it would be sent again: it is by its row that a message of ours is found.
      expect(timesOf(at)).toEqual([undefined]);
    },
  );

  it.each(['rawMessage', 'sourceType', 'metadata', 'inReplyToRootMessageId'])('needs no %s', (field) => {
    expect(rest.decodeHistory(ok({ messages: [without(row, field)] }))).toMatchObject({
      value: { messages: [{ serverId: 'm1' }], reasons: [] },
    });
  });

  it('finds thought and actions in rawMessage where metadata has none', () => {
    const agent = {
      ...row,
      rawMessage: { thought: 'hm', actions: ['REPLY'] },
      metadata: { agentName: 'Eliza' },
    };
    expect(rest.decodeHistory(ok({ messages: [agent] }))).toMatchObject({
      value: { messages: [{ senderName: 'Eliza', thought: 'hm', actions: ['REPLY'], clientId: undefined }] },
    });
  });
});

describe('the agents', () => {
  it('are five fields of what the server says, and one bad entry loses no other', () => {
    const agents = [
      {
        id: 'a1',
        name: 'Eliza',
        bio: ['One.', 'Two.', 3],
        status: 'active',
        settings: { secrets: { KEY: 'x' } },
      },
      { name: 'without an id' },
      { id: 'a2', characterName: 'Max', status: 'inactive' },
      { id: 'a3' },
    ];
    expect(rest.decodeAgents(ok({ agents }))).toStrictEqual({
      ok: true,
      value: {
        agents: [
          { id: 'a1', name: 'Eliza', bio: 'One. Two.', active: true },
          { id: 'a2', name: 'Max', bio: '', active: false },
        ],
        reasons: ['agent: id is missing', 'agent: name is missing'],
      },
    });
  });
});

describe('an answer that lacks what it is read for', () => {
  it.each([
    [rest.decodeVersion, {}, 'version: version is missing'],
    [rest.decodeVersion, '1.7.2', 'version: answer is not an object'],
    [rest.decodeVersion, { version: 1 }, 'version: version is not a string'],
    [rest.decodeVersion, { version: '3' }, 'version: timestamp is missing'],
    [rest.decodeVersion, { ...version, timestamp: 'now' }, 'version: timestamp is no time'],
    [rest.decodeVersion, without(version, 'environment'), 'version: environment is missing'],
    [rest.decodeVersion, { ...version, uptime: '3 days' }, 'version: uptime is not a number'],
    [rest.decodeAgents, {}, 'agents: success is not true'],
    [rest.decodeAgents, { success: false, data: { agents: [] } }, 'agents: success is not true'],
    [rest.decodeAgents, { success: true }, 'agents: data is missing'],
    [rest.decodeAgents, ok({}), 'agents: agents is missing'],
    [rest.decodeAgents, ok({ agents: {} }), 'agents: agents is not a list'],
    [decodeMessageServer, ok({}), 'message server: messageServerId is missing'],
    [decodeCentralServers, ok({ servers: [] }), 'central servers: first server is missing'],
    [decodeCentralServers, ok({ servers: [{}] }), 'central servers: id is missing'],
    [rest.decodeChannel, ok({ name: 'x' }), 'channel: id is missing'],
    [rest.decodeHistory, ok([]), 'history: data is not an object'],
    [rest.decodeHistory, ok({}), 'history: messages is missing'],
    [rest.decodeHistory, { data: { messages: [] } }, 'history: success is not true'],
    [
      rest.decodeHistory,
      ok({ messages: [{}, {}] }),
      'history: nothing in it can be read (history row: id is missing)',
    ],
    [rest.decodeRenamed(R1), ok({}), 'renamed channel: id is missing'],
    [rest.decodeRenamed(R1), ok({ id: 'r2' }), 'renamed channel: id is of another channel'],
    [rest.decodeMembership(R1, A1), ok({ agentId: 'a1' }), 'membership: channelId is missing'],
    [
      rest.decodeMembership(R1, A1),
      ok({ channelId: 'r1', agentId: 'a2' }),
      'membership: agentId is of another agent',
    ],
    [rest.decodeParticipants, ok('x'), 'participants: data is not a list'],
    [rest.decodePosted, { success: true }, 'posted message: userMessage is missing'],
    [rest.decodePosted, { success: false, data: row }, 'posted message: success is false'],
    [rest.decodePosted, ok({ id: 'm1' }), 'posted message: roomId is missing'],
  ])('is told by its reason: $2', (decode, body, reason) => {
    expect(decode(body)).toStrictEqual({ ok: false, reason });
  });
});

describe('participants and channels', () => {
  it('leave out what is no id, and need no name', () => {
    expect(rest.decodeParticipants(ok(['e1', null, '', 'e2']))).toEqual({ ok: true, value: ['e1', 'e2'] });
    expect(rest.decodeChannel(ok({ id: 'r1' }))).toEqual({ ok: true, value: { id: 'r1', name: undefined } });
  });
});

describe('the words of an error', () => {
  it.each([
    [{ success: false, error: 'No agent found' }, 'No agent found'],
    [{ success: false, error: { message: 'API endpoint not found', code: 404 } }, 'API endpoint not found'],
    [{ success: false, error: { code: 404 } }, undefined],
    [{ success: false }, undefined],
    ['<html>', undefined],
    [null, undefined],
  ])('of %j', (body, words) => {
    expect(rest.errorWords(body)).toBe(words);
  });
});
