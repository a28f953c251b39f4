import { describe, expect, it } from 'vitest';
import { merge, type Sighting, settledOf } from '../../src/chat/merge.ts';
import type { Message } from '../../src/model/message.ts';
import { echo, entityId, messageId, other, own, ROOM, serverId, wire } from '../harness/nouns.ts';

const seen = (stored: Message | undefined, over: Partial<Sighting> = {}): Sighting => ({
  room: ROOM,
  stored,
  now: 90_000,
  mintId: () => messageId('minted'),
  ...over,
});

describe('the echo of a message of ours', () => {
  it('is told by the id that it was sent under, and brings the server’s id and time', () => {
    const sending = own('m1', { delivery: { state: 'sending' } });
    expect(merge(echo('m1', 's1'), seen(sending))).toEqual({
      ...sending,
      serverId: 's1',
      at: 2_000,
      serverTime: true,
      delivery: { state: 'sent' },
    });
  });

  it('is told by the server’s id where it names no other', () => {
    const sent = own('m1', { serverId: serverId('s1'), delivery: { state: 'sent' } });
    const byId = { ...echo('m1', 's1'), clientId: undefined };
    expect(merge(byId, seen(sent))).toMatchObject({ id: 'm1', kind: 'own', at: 2_000 });
  });

  it('mends a message that nobody could vouch for, or that seemed refused', () => {
    const reason = { code: 'refused', error: 'no' } as const;
    for (const delivery of [{ state: 'unconfirmed' }, { state: 'failed', reason }] as const) {
      expect(merge(echo('m1', 's1'), seen(own('m1', { delivery })))).toMatchObject({
        delivery: { state: 'sent' },
      });
    }
  });

  it('does not change its text', () => {
    const changed = echo('m1', 's1', { text: 'something else' });
    expect(merge(changed, seen(own('m1', { text: 'as written' })))).toMatchObject({ text: 'as written' });
  });

  it('stays ours although the room’s identity has changed since', () => {
    const room = { ...ROOM, entityId: entityId('another-me') };
    expect(merge(echo('m1', 's1'), seen(own('m1'), { room }))).toMatchObject({ kind: 'own' });
  });
});

describe('a second row of the same message', () => {
  const first = own('m1', {
    serverId: serverId('s1'),
    at: 2_000,
    serverTime: true,
    delivery: { state: 'sent' },
  });

  it('does not move it, keeps its first id and says that it is there twice', () => {
    const second = echo('m1', 's2', { createdAt: 7_000 });
    expect(merge(second, seen(first))).toEqual({ ...first, delivery: { state: 'sent', twice: 'yes' } });
  });

  it('moves it up where it turns out to be the earlier one', () => {
    const earlier = echo('m1', 's0', { createdAt: 1_500 });
    expect(merge(earlier, seen(first))).toMatchObject({ id: 'm1', at: 1_500 });
  });

  it('is still there twice once the first row is seen again', () => {
    const twice = own('m1', { ...first, delivery: { state: 'sent', twice: 'yes' } });
    expect(merge(echo('m1', 's1'), seen(twice))).toEqual(twice);
  });
});

describe('the same person elsewhere', () => {
  it('writes a message that appears as ours', () => {
    const elsewhere = wire({ senderId: ROOM.entityId, senderName: 'Ann', source: 'client_chat' });
    expect(merge(elsewhere, seen(undefined))).toEqual(
      own('s1', {
        serverId: serverId('s1'),
        text: 'hello',
        at: 2_000,
        serverTime: true,
        delivery: { state: 'sent' },
      }),
    );
  });

  it('keeps the id that the other client sent it under', () => {
    expect(merge(echo('theirs', 's1'), seen(undefined))).toMatchObject({ id: 'theirs', serverId: 's1' });
  });
});

describe('a message of somebody else', () => {
  it('takes the place of its stream at the server’s time', () => {
    const streaming = other('s1', { text: 'Hel', at: 40_000, reply: 'streaming' });
    expect(merge(wire({ text: 'Hello.', thought: 'hm', actions: ['REPLY'] }), seen(streaming))).toEqual(
      other('s1', {
        text: 'Hello.',
        at: 2_000,
        serverTime: true,
        thought: 'hm',
        actions: ['REPLY'],
      }),
    );
  });

  it('is replaced by an update of the same id, where it stands', () => {
    const before = other('s1', { text: 'doing', at: 2_000, serverTime: true });
    const update = wire({ text: 'done', source: 'agent_action', createdAt: 2_500, actions: ['SEARCH'] });
    expect(merge(update, seen(before))).toEqual({
      ...before,
      text: 'done',
      actions: ['SEARCH'],
      thought: undefined,
    });
  });

  it('tells how far an action is', () => {
    const before = other('s1', { actionStatus: 'executing' });
    const update = wire({ source: 'agent_action', actionStatus: 'completed' });
    expect(merge(update, seen(before))).toMatchObject({ actionStatus: 'completed' });
  });

  it('keeps its author where an update does not name one', () => {
    const before = other('s1', { authorId: entityId('bob'), authorName: 'Bob' });
    const update = wire({ senderId: undefined, senderName: undefined });
    expect(merge(update, seen(before))).toMatchObject({ authorId: 'bob', authorName: 'Bob' });
  });

  it('does not become ours by carrying our entity', () => {
    expect(merge(wire({ senderId: ROOM.entityId }), seen(other('s1')))).toMatchObject({ kind: 'other' });
  });
});

describe('the document’s broadcast, without id, sender or time', () => {
  const bare = wire({
    serverId: undefined,
    senderId: undefined,
    createdAt: undefined,
    senderName: undefined,
  });

  it('is a new message of the agent, at our time, under an id of our own', () => {
    expect(merge(bare, seen(undefined))).toEqual({
      kind: 'other',
      id: 'minted',
      roomId: ROOM.id,
      authorName: 'Eliza',
      text: 'hello',
      at: 90_000,
      attachments: [],
      reply: 'complete',
      actions: [],
    });
  });

  it('says nothing of a server’s time, so that it is compared with none', () => {
    expect(merge(bare, seen(undefined))).not.toHaveProperty('serverTime');
  });
});

describe('a time', () => {
  it('of ours gives way to the server’s, in both directions', () => {
    for (const at of [1, 1_000_000]) {
      expect(merge(echo('m1', 's1'), seen(own('m1', { at })))).toMatchObject({ at: 2_000, serverTime: true });
    }
  });

  it('of the server stays where a later word brings none', () => {
    const sent = own('m1', { at: 1_700, serverTime: true, delivery: { state: 'sent' } });
    expect(merge(echo('m1', 's1', { createdAt: undefined }), seen(sent))).toMatchObject({
      at: 1_700,
      serverTime: true,
    });
  });
});

describe('what a delivery becomes once the server has the message', () => {
  it.each([
    [{ state: 'queued' }, { state: 'sent' }],
    [{ state: 'sending' }, { state: 'sent' }],
    [
      { state: 'sending', again: true },
      { state: 'sent', twice: 'maybe' },
    ],
    [{ state: 'unconfirmed' }, { state: 'sent' }],
    [
      { state: 'sent', twice: 'maybe' },
      { state: 'sent', twice: 'maybe' },
    ],
  ] as const)('%j becomes %j', (before, after) => {
    expect(settledOf(before)).toEqual(after);
  });
});
