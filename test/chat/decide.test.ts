import { describe, expect, it } from 'vitest';
import { NO_ACTIVITY, THINKING_MS, TYPING_MS } from '../../src/chat/activity.ts';
import type { Change } from '../../src/chat/change.ts';
import { decide, type Known } from '../../src/chat/decide.ts';
import { messageIdsOf, roomOf } from '../../src/chat/event-refs.ts';
import type { AgentId } from '../../src/model/ids.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import type { WireEvent } from '../../src/wire/events.ts';
import { echo, entityId, messageId, other, own, ROOM, roomId, serverId, wire } from '../harness/nouns.ts';

const NOW = 50_000;
const { agentId: _, agentName: __, ...BARE } = ROOM;
const GROUP = {
  ...BARE,
  agents: ['Eliza', 'Ada'].map((name) => ({ id: name.toLowerCase() as AgentId, name })),
};

const known = (over: Partial<Known> = {}): Known => ({
  room: ROOM,
  now: NOW,
  stored: undefined,
  streams: [],
  activity: NO_ACTIVITY,
  places: { last: 999, hasGap: false },
  mintId: () => messageId('minted'),
  ...over,
});

const thinking = { who: 'agent', name: 'Eliza', until: NOW + 1 };
const bobTypes = { who: 'bob', name: 'Bob', until: NOW + TYPING_MS };
const activity = (next: Extract<Change, { type: 'activity' }>['activity']): Change => ({
  type: 'activity',
  roomId: ROOM.id,
  activity: next,
});
const calm = activity(NO_ACTIVITY);
const put = (message: Extract<Change, { type: 'put' }>['message']): Change => ({ type: 'put', message });

interface Case {
  when: string;
  event: WireEvent;
  over?: Partial<Known>;
  changes: Change[];
}
type CasesOf<T extends WireEvent['type']> = (Case & { event: Extract<WireEvent, { type: T }> })[];

const chunk = { type: 'stream-chunk', serverId: serverId('s1'), roomId: ROOM.id, index: 0 } as const;
const agentChunk = { ...chunk, senderId: entityId('agent'), chunk: 'Hel' };
const streaming = other('s1', { text: 'Hel', reply: 'streaming' });
const broken = { type: 'stream-error', serverId: serverId('s1'), roomId: ROOM.id, error: 'broke' } as const;
const writing = { message: streaming, lastChunkAt: NOW, nextIndex: 1 };

/** Every event that can be decoded has its rows here: the type sees to that. */
const CASES: { [T in WireEvent['type']]: CasesOf<T> } = {
  authenticated: [{ when: 'it greets', event: { type: 'authenticated' }, changes: [] }],
  'connection-established': [{ when: 'it greets', event: { type: 'connection-established' }, changes: [] }],
  joined: [{ when: 'the room is joined', event: { type: 'joined', roomId: ROOM.id }, changes: [] }],
  broadcast: [
    {
      when: 'it is new and of the agent',
      event: { type: 'broadcast', message: wire({ thought: 'hm', actions: ['REPLY'] }) },
      over: { activity: { thinking, typing: [bobTypes] } },
      changes: [
        put(other('s1', { text: 'hello', at: 2_000, serverTime: true, thought: 'hm', actions: ['REPLY'] })),
        activity({ typing: [bobTypes] }),
      ],
    },
    {
      when: 'it closes the stream of its id',
      event: { type: 'broadcast', message: wire({ text: 'Hello.' }) },
      over: { stored: streaming, streams: [writing] },
      changes: [put(other('s1', { text: 'Hello.', at: 2_000, order: 1_000, serverTime: true }))],
    },
    {
      when: 'another reply of the same author is being written',
      event: { type: 'broadcast', message: wire({ serverId: serverId('s2') }) },
      over: { streams: [writing] },
      changes: [
        put({ ...streaming, reply: 'superseded' }),
        put(other('s2', { text: 'hello', at: 2_000, serverTime: true })),
      ],
    },
    {
      when: 'another reply of somebody else is being written',
      event: { type: 'broadcast', message: wire({ serverId: serverId('s2'), senderId: entityId('bob') }) },
      over: { streams: [writing], activity: { typing: [bobTypes] } },
      changes: [
        put(other('s2', { text: 'hello', at: 2_000, serverTime: true, authorId: entityId('bob') })),
        calm,
      ],
    },
    {
      when: 'it brings a complete message up to date while a reply is being written',
      event: { type: 'broadcast', message: wire({ serverId: serverId('s2'), text: 'done' }) },
      over: {
        stored: other('s2', { text: 'doing', at: 1_500, serverTime: true }),
        streams: [writing],
      },
      changes: [put(other('s2', { text: 'done', at: 1_500, serverTime: true }))],
    },
    {
      when: 'it tells of an action while a reply is being written',
      event: { type: 'broadcast', message: wire({ serverId: serverId('s2'), source: 'agent_action' }) },
      over: { streams: [writing] },
      changes: [put(other('s2', { text: 'hello', at: 2_000, serverTime: true }))],
    },
    {
      when: 'it is a reply with the client id of ours, while it is being written',
      event: { type: 'broadcast', message: wire({ clientId: messageId('m1'), text: 'Hello.' }) },
      over: {
        stored: own('m1', { delivery: { type: 'sending' } }),
        holder: streaming,
        streams: [writing],
        activity: { thinking, typing: [] },
      },
      changes: [put(other('s1', { text: 'Hello.', at: 2_000, order: 1_000, serverTime: true })), calm],
    },
    {
      when: 'it is said to be somebody else’s, under the id of ours',
      event: {
        type: 'broadcast',
        message: wire({ text: 'rewritten', senderId: entityId('mallory'), createdAt: 1 }),
      },
      over: { stored: own('m1', { serverId: serverId('s1'), delivery: { type: 'sent' } }) },
      changes: [put(own('m1', { serverId: serverId('s1'), delivery: { type: 'sent' } }))],
    },
    {
      when: 'it is the echo of ours',
      event: { type: 'broadcast', message: echo('m1', 's1') },
      over: { stored: own('m1', { delivery: { type: 'sending' } }), activity: { thinking, typing: [] } },
      changes: [
        put(
          own('m1', {
            serverId: serverId('s1'),
            at: 2_000,
            order: 1_000,
            serverTime: true,
            delivery: { type: 'sent' },
          }),
        ),
      ],
    },
  ],
  acknowledged: [
    {
      when: 'it is ours',
      event: {
        type: 'acknowledged',
        clientId: messageId('m1'),
        serverId: serverId('s1'),
        roomId: undefined,
      },
      over: { stored: own('m1', { delivery: { type: 'sending' } }) },
      changes: [put(own('m1', { serverId: serverId('s1'), delivery: { type: 'sent' } }))],
    },
    {
      when: 'it is a second one, of another row',
      event: {
        type: 'acknowledged',
        clientId: messageId('m1'),
        serverId: serverId('s2'),
        roomId: ROOM.id,
      },
      over: { stored: own('m1', { serverId: serverId('s1'), at: 7, delivery: { type: 'sent' } }) },
      changes: [put(own('m1', { serverId: serverId('s1'), at: 7, delivery: { type: 'sent' } }))],
    },
    {
      when: 'it names the id of another message',
      event: {
        type: 'acknowledged',
        clientId: messageId('m1'),
        serverId: serverId('s9'),
        roomId: ROOM.id,
      },
      over: { stored: own('m1', { delivery: { type: 'sending' } }), holder: other('s9') },
      changes: [put(own('m1', { delivery: { type: 'sent' } }))],
    },
    {
      when: 'its client id is nobody’s, and its server id that of a message of ours',
      event: { type: 'acknowledged', clientId: messageId('m9'), serverId: serverId('s1'), roomId: ROOM.id },
      over: { stored: own('m1', { serverId: serverId('s1'), delivery: { type: 'unconfirmed' } }) },
      changes: [],
    },
    {
      when: 'nothing of ours has that id',
      event: { type: 'acknowledged', clientId: messageId('m9'), serverId: undefined, roomId: ROOM.id },
      changes: [],
    },
    {
      when: 'the id is that of somebody else’s message',
      event: { type: 'acknowledged', clientId: messageId('s1'), serverId: undefined, roomId: ROOM.id },
      over: { stored: other('s1') },
      changes: [],
    },
  ],
  'stream-chunk': [
    {
      when: 'it is the first',
      event: agentChunk,
      over: { activity: { thinking, typing: [] } },
      changes: [put({ ...streaming, at: NOW, order: NOW }), calm],
    },
    {
      when: 'the server’s clock is ahead of ours',
      event: agentChunk,
      over: { places: { last: NOW + 10, hasGap: false } },
      changes: [put({ ...streaming, at: NOW, order: NOW + 11 })],
    },
    {
      when: 'no time comes after the newest',
      event: agentChunk,
      over: { places: { last: LAST_TIME, hasGap: false } },
      changes: [put({ ...streaming, at: NOW, order: LAST_TIME + 1 })],
    },
    {
      when: 'it is the next',
      event: { ...agentChunk, chunk: 'lo', index: 1 },
      over: { stored: streaming, streams: [writing] },
      changes: [{ type: 'append', roomId: ROOM.id, id: messageId('s1'), text: 'lo' }],
    },
    {
      when: 'one before it was missed',
      event: { ...agentChunk, chunk: 'lo', index: 2 },
      over: { stored: streaming, streams: [writing] },
      changes: [{ type: 'append', roomId: ROOM.id, id: messageId('s1'), text: ' … lo' }],
    },
    {
      when: 'the last worker heard the one before it',
      event: { ...agentChunk, chunk: 'lo', index: 1 },
      over: { stored: streaming, streams: [{ ...writing, nextIndex: undefined }] },
      changes: [{ type: 'append', roomId: ROOM.id, id: messageId('s1'), text: ' … lo' }],
    },
    {
      when: 'the reply was called incomplete',
      event: { ...agentChunk, chunk: 'lo' },
      over: { stored: { ...streaming, reply: 'incomplete' } },
      changes: [put(streaming), { type: 'append', roomId: ROOM.id, id: messageId('s1'), text: ' … lo' }],
    },
    {
      when: 'another reply took its place',
      event: agentChunk,
      over: { stored: { ...streaming, reply: 'superseded' } },
      changes: [],
    },
    { when: 'the reply is complete', event: agentChunk, over: { stored: other('s1') }, changes: [] },
    {
      when: 'its id is that of a message of ours',
      event: agentChunk,
      over: { stored: own('s1') },
      changes: [],
    },
    {
      when: 'its author is not the agent of the room',
      event: { ...agentChunk, senderId: entityId('bot') },
      changes: [put({ ...streaming, at: NOW, order: NOW, authorId: entityId('bot'), authorName: '' })],
    },
  ],
  'stream-error': [
    {
      when: 'it brings what there was',
      event: { ...broken, partialText: 'Hello wo' },
      over: { stored: streaming, activity: { thinking, typing: [] } },
      changes: [put({ ...streaming, text: 'Hello wo', reply: 'incomplete' }), calm],
    },
    {
      when: 'it brings no text',
      event: { ...broken, partialText: undefined },
      over: { stored: streaming },
      changes: [put({ ...streaming, reply: 'incomplete' })],
    },
    {
      when: 'the reply is complete',
      event: { ...broken, partialText: 'x' },
      over: { stored: other('s1') },
      changes: [],
    },
    { when: 'nothing is known of it', event: { ...broken, partialText: 'x' }, changes: [] },
  ],
  complete: [
    {
      when: 'the agent thinks',
      event: { type: 'complete', roomId: undefined },
      over: { activity: { thinking, typing: [bobTypes] } },
      changes: [activity({ typing: [bobTypes] })],
    },
    { when: 'nobody thinks', event: { type: 'complete', roomId: ROOM.id }, changes: [] },
  ],
  control: [
    {
      when: 'it disables',
      event: { type: 'control', roomId: ROOM.id, enabled: false },
      changes: [{ type: 'composer', roomId: ROOM.id, disabled: true }],
    },
    {
      when: 'it enables, naming no room',
      event: { type: 'control', roomId: undefined, enabled: true },
      changes: [{ type: 'composer', roomId: ROOM.id, disabled: false }],
    },
  ],
  'message-error': [
    {
      when: 'the agent is thought to think',
      event: { type: 'message-error', error: 'no' },
      over: { activity: { thinking, typing: [] } },
      changes: [calm],
    },
  ],
  presence: [
    {
      when: 'somebody leaves in the middle of a word',
      event: { type: 'presence', roomId: ROOM.id, entityId: entityId('bob'), name: 'Bob', joined: false },
      over: { activity: { typing: [bobTypes] } },
      changes: [
        activity({ typing: [], presence: [{ who: 'bob', name: 'Bob', joined: false }], presenceCount: 1 }),
      ],
    },
    {
      when: 'we come ourselves',
      event: { type: 'presence', roomId: ROOM.id, entityId: ROOM.entityId, name: 'Ann', joined: true },
      changes: [],
    },
    {
      when: 'somebody comes back',
      event: { type: 'presence', roomId: ROOM.id, entityId: entityId('bob'), name: 'Bob', joined: true },
      over: {
        activity: {
          typing: [],
          presence: [
            { who: 'bob', name: 'Bob', joined: false },
            { who: 'eve', name: 'Eve', joined: true },
          ],
          presenceCount: 2,
        },
      },
      changes: [
        activity({
          typing: [],
          presence: [
            { who: 'eve', name: 'Eve', joined: true },
            { who: 'bob', name: 'Bob', joined: true },
          ],
          presenceCount: 3,
        }),
      ],
    },
  ],
  typing: [
    {
      when: 'somebody begins',
      event: { type: 'typing', roomId: ROOM.id, entityId: entityId('bob'), name: 'Bob', typing: true },
      changes: [activity({ typing: [bobTypes] })],
    },
    {
      when: 'somebody goes on',
      event: { type: 'typing', roomId: ROOM.id, entityId: entityId('bob'), name: 'Bob', typing: true },
      over: { activity: { typing: [{ ...bobTypes, until: NOW + 1 }] } },
      changes: [activity({ typing: [bobTypes] })],
    },
    {
      when: 'somebody stops',
      event: { type: 'typing', roomId: ROOM.id, entityId: entityId('bob'), name: 'Bob', typing: false },
      over: { activity: { thinking, typing: [bobTypes] } },
      changes: [activity({ thinking, typing: [] })],
    },
    {
      when: 'the agent types and is not named',
      event: { type: 'typing', roomId: ROOM.id, entityId: entityId('agent'), name: undefined, typing: true },
      changes: [activity({ typing: [{ who: 'agent', name: 'Eliza', until: NOW + TYPING_MS }] })],
    },
    {
      when: 'it is ourselves',
      event: { type: 'typing', roomId: ROOM.id, entityId: ROOM.entityId, name: 'Ann', typing: true },
      changes: [],
    },
  ],
  thinking: [
    {
      when: 'it names nobody',
      event: { type: 'thinking', roomId: undefined, entityId: undefined, name: undefined },
      changes: [
        activity({ typing: [], thinking: { who: 'Eliza', name: 'Eliza', until: NOW + THINKING_MS } }),
      ],
    },
    {
      when: 'it names who',
      event: { type: 'thinking', roomId: ROOM.id, entityId: entityId('agent'), name: 'Eli' },
      changes: [activity({ typing: [], thinking: { who: 'agent', name: 'Eli', until: NOW + THINKING_MS } })],
    },
    {
      when: 'it names one of several agents by its id alone',
      event: { type: 'thinking', roomId: ROOM.id, entityId: entityId('ada'), name: undefined },
      over: { room: GROUP },
      changes: [activity({ typing: [], thinking: { who: 'ada', name: 'Ada', until: NOW + THINKING_MS } })],
    },
    {
      when: 'it is ourselves',
      event: { type: 'thinking', roomId: ROOM.id, entityId: ROOM.entityId, name: 'Ann' },
      changes: [],
    },
    {
      when: 'the user has stopped it',
      event: { type: 'thinking', roomId: ROOM.id, entityId: entityId('agent'), name: 'Eli' },
      over: { activity: { typing: [], stopped: true } },
      changes: [],
    },
  ],
  'channel-updated': [
    { when: 'it is renamed', event: { type: 'channel-updated', roomId: ROOM.id, name: 'New' }, changes: [] },
  ],
  'channel-cleared': [
    {
      when: 'all is deleted',
      event: { type: 'channel-cleared', roomId: ROOM.id },
      changes: [{ type: 'cleared', roomId: ROOM.id }],
    },
  ],
  'channel-deleted': [
    { when: 'it is gone', event: { type: 'channel-deleted', roomId: ROOM.id }, changes: [] },
  ],
  'message-deleted': [
    {
      when: 'it is here under the id that we sent it with',
      event: { type: 'message-deleted', roomId: ROOM.id, serverId: serverId('s1') },
      over: { stored: own('m1', { serverId: serverId('s1'), delivery: { type: 'sent' } }) },
      changes: [{ type: 'removed', roomId: ROOM.id, id: messageId('m1') }],
    },
    ...(['queued', 'sending', 'unconfirmed'] as const).map((state) => ({
      when: `it is ours, and ${state}`,
      event: { type: 'message-deleted' as const, roomId: ROOM.id, serverId: serverId('m1') },
      over: { stored: own('m1', { delivery: { type: state } }) },
      changes: [],
    })),
    {
      when: 'it is not here',
      event: { type: 'message-deleted', roomId: ROOM.id, serverId: serverId('s1') },
      changes: [],
    },
  ],
  unknown: [{ when: 'we do not know the name', event: { type: 'unknown', name: 'logStream' }, changes: [] }],
};

describe.each(Object.entries(CASES))('%s', (_type, cases: Case[]) => {
  it.each(cases)('when $when', ({ event, over, changes }) => {
    expect(decide(event, known(over))).toEqual(changes);
  });
});

describe('what the user has stopped', () => {
  const stopped = { typing: [], stopped: true as const };

  it('begins unseen, whether it streams or comes whole, and is the last of it', () => {
    expect(decide({ ...agentChunk, type: 'stream-chunk' }, known({ activity: stopped }))).toMatchObject([
      { type: 'put', message: { text: 'Hel', reply: 'streaming', stoppedAt: 0 } },
      calm,
    ]);
    const event: WireEvent = { type: 'broadcast', message: wire() };
    expect(decide(event, known({ activity: stopped }))).toMatchObject([
      { type: 'put', message: { text: 'hello', reply: 'complete', stoppedAt: 0 } },
      calm,
    ]);
  });

  it('stays stopped where it was, with all that comes', () => {
    const stored = { ...streaming, stoppedAt: 3 };
    expect(
      decide({ ...agentChunk, index: 1 }, known({ stored, streams: [{ ...writing, message: stored }] })),
    ).toEqual([{ type: 'append', roomId: ROOM.id, id: stored.id, text: 'Hel' }]);
    expect(decide({ type: 'broadcast', message: wire() }, known({ stored }))).toMatchObject([
      { message: { text: 'hello', reply: 'complete', stoppedAt: 3 } },
    ]);
  });

  it('is not the progress of an action', () => {
    const event: WireEvent = {
      type: 'broadcast',
      message: wire({ source: 'agent_action', actionStatus: 'executing' }),
    };
    const [put, ...more] = decide(event, known({ activity: stopped }));
    expect(put).toMatchObject({ message: { actionStatus: 'executing' } });
    expect(put).not.toHaveProperty('message.stoppedAt');
    expect(more).toEqual([]);
  });
});

describe('what the same person wrote in another client', () => {
  it('appears as ours, sent, and the agent thinks about it', () => {
    const event: WireEvent = {
      type: 'broadcast',
      message: wire({ senderId: ROOM.entityId, senderName: 'Ann', source: 'client_chat', text: 'hi' }),
    };
    expect(decide(event, known())).toEqual([
      put(
        own('s1', {
          serverId: serverId('s1'),
          text: 'hi',
          at: 2_000,
          serverTime: true,
          delivery: { type: 'sent' },
        }),
      ),
      activity({ typing: [], thinking: { who: 'agent', name: 'Eliza', until: NOW + THINKING_MS } }),
    ]);
  });
});

describe('where to look', () => {
  it('names both ids of a broadcast and of an acknowledgement', () => {
    expect(messageIdsOf({ type: 'broadcast', message: echo('m1', 's1') })).toEqual({
      clientId: 'm1',
      serverId: 's1',
    });
    expect(messageIdsOf({ type: 'broadcast', message: wire({ serverId: undefined }) })).toEqual({});
    expect(
      messageIdsOf({
        type: 'acknowledged',
        clientId: messageId('m1'),
        serverId: undefined,
        roomId: undefined,
      }),
    ).toEqual({ clientId: 'm1' });
  });

  it('names the server’s id of a stream and of a deletion, and nothing for what is no message', () => {
    expect(messageIdsOf(agentChunk)).toEqual({ serverId: 's1' });
    expect(messageIdsOf({ ...broken, partialText: undefined })).toEqual({ serverId: 's1' });
    expect(messageIdsOf({ type: 'message-deleted', roomId: ROOM.id, serverId: serverId('s1') })).toEqual({
      serverId: 's1',
    });
    expect(messageIdsOf({ type: 'complete', roomId: ROOM.id })).toEqual({});
  });

  it('takes the room from whichever field the event has', () => {
    const elsewhere = roomId('r2');
    expect(roomOf({ type: 'broadcast', message: wire({ roomId: elsewhere }) })).toBe('r2');
    expect(roomOf({ type: 'control', roomId: elsewhere, enabled: true })).toBe('r2');
    expect(roomOf({ type: 'complete', roomId: undefined })).toBeUndefined();
    expect(roomOf({ type: 'message-error', error: 'no' })).toBeUndefined();
  });
});
