import { describe, expect, it } from 'vitest';
import { acknowledgedDelivery, type MergeContext, merge, recognise } from '../../src/chat/merge.ts';
import type { Message } from '../../src/model/message.ts';
import { echo, entityId, messageId, other, own, ROOM, serverId, wire } from '../harness/nouns.ts';

const seen = (stored: Message | undefined, over: Partial<MergeContext> = {}): MergeContext => ({
  room: ROOM,
  stored,
  now: 90_000,
  places: { last: 999, hasGap: false },
  mintId: () => messageId('minted'),
  ...over,
});

describe('the echo of a message of ours', () => {
  it('is told by the id that it was sent under, and brings the server’s id and time', () => {
    const sending = own('m1', { delivery: { type: 'sending' } });
    expect(merge(echo('m1', 's1'), seen(sending))).toEqual({
      ...sending,
      serverId: 's1',
      at: 2_000,
      serverTime: true,
      delivery: { type: 'sent' },
    });
  });

  it('is told by the server’s id where it names no other', () => {
    const sent = own('m1', { serverId: serverId('s1'), delivery: { type: 'sent' } });
    const byId = { ...echo('m1', 's1'), clientId: undefined };
    expect(merge(byId, seen(sent))).toEqual(sent);
  });

  it('mends a message that nobody could vouch for, or that seemed refused', () => {
    const reason = { type: 'refused', error: 'no' } as const;
    for (const delivery of [{ type: 'unconfirmed' }, { type: 'failed', reason }] as const) {
      expect(merge(echo('m1', 's1'), seen(own('m1', { delivery })))).toMatchObject({
        delivery: { type: 'sent' },
      });
    }
  });

  it('does not change its text', () => {
    const changed = echo('m1', 's1', { text: 'something else' });
    expect(merge(changed, seen(own('m1', { text: 'as written' })))).toMatchObject({ text: 'as written' });
  });

  it('changes nothing else of it, whoever it is said to be of', () => {
    const written = own('m1', {
      text: 'as written',
      attachments: [{ id: 'a', url: '/media/a.png', title: 'a.png', contentType: 'image/png' }],
      edits: messageId('m0'),
      delivery: { type: 'sending' },
    });
    const evil = {
      senderName: 'Mallory',
      attachments: [{ id: 'e', url: 'https://evil.example/evil.pdf', title: 'evil.pdf', contentType: '' }],
      thought: 'hm',
      actions: ['REPLY'],
      text: 'as written',
    };
    const settled = { ...written, serverId: 's1', at: 2_000, serverTime: true, delivery: { type: 'sent' } };
    for (const senderId of [ROOM.entityId, entityId('mallory'), undefined]) {
      const first = merge(echo('m1', 's1', { ...evil, senderId }), seen(written));
      expect(first).toEqual(settled);
      const again = { ...evil, senderId, createdAt: 1, text: 'rewritten' };
      expect(merge(echo('m1', 's1', again), seen(first))).toEqual(settled);
      expect(merge(wire({ serverId: serverId('s1'), ...again }), seen(first))).toEqual(settled);
    }
  });

  it('does not come to stand above what it was written below', () => {
    const written = own('m1', { at: 9_000, order: 3_001, delivery: { type: 'sending' } });
    for (const createdAt of [1, 4_000, 1e12]) {
      expect(merge(echo('m1', 's1', { createdAt }), seen(written))).toEqual({
        ...own('m1', { at: createdAt, order: 3_001, serverTime: true, delivery: { type: 'sent' } }),
        serverId: 's1',
      });
    }
  });

  it('puts it below what was heard while it waited, where it is seen', () => {
    const written = own('m1', { order: 3_001, delivery: { type: 'sending' } });
    const places = { last: 5_000, hasGap: false };
    expect(merge(echo('m1', 's1'), seen(written, { places })).order).toBe(5_001);
  });

  it('puts it above the answer that was heard before it was acknowledged', () => {
    const written = own('m1', { order: 3_001, delivery: { type: 'sending' } });
    const answer = { to: written.id, id: messageId('s2'), after: 3_001, order: 3_002 };
    const orderWith = (at: number | undefined): number => {
      const places = { last: 5_000, hasGap: false, answer: { ...answer, at } };
      return merge(echo('m1', 's1', { createdAt: 2_000 }), seen(written, { places })).order;
    };
    // In one second of a server that tells no less, too.
    for (const at of [2_000, 2_001, undefined]) {
      expect(orderWith(at)).toBeGreaterThan(3_001);
      expect(orderWith(at)).toBeLessThan(3_002);
    }
    // What was said before it is no answer.
    expect(orderWith(1_999)).toBe(5_001);
  });

  it('puts it in place of what was taken for another client’s', () => {
    const written = own('m1', { order: 3_001, delivery: { type: 'sending' } });
    const holder = own('s1', { serverId: serverId('s1'), text: written.text, order: 7_000 });
    expect(merge(echo('m1', 's1'), seen(written, { holder })).order).toBe(7_000);
  });

  it('does not move it once it is settled, also where no time was told until then', () => {
    const settled = own('m1', { at: 9_000, serverId: serverId('s1'), delivery: { type: 'sent' } });
    const written = own('m1', { at: 9_000, delivery: { type: 'sending' } });
    expect(merge(echo('m1', 's1', { createdAt: undefined }), seen(written))).toEqual(settled);
    expect(merge(echo('m1', 's1', { createdAt: 1 }), seen(settled))).toEqual(settled);
  });

  it('does not give it the id of another message', () => {
    const sending = own('m1', { delivery: { type: 'sending' } });
    const merged = merge(echo('m1', 's1'), seen(sending, { holder: other('s1') }));
    expect(merged).toMatchObject({ delivery: { type: 'sent' } });
    expect(merged.serverId).toBeUndefined();
    const sent = own('m1', { serverId: serverId('s0'), delivery: { type: 'sent' } });
    expect(merge(echo('m1', 's1'), seen(sent, { holder: other('s1') }))).toMatchObject({
      serverId: 's0',
      delivery: { type: 'sent' },
    });
    // Itself, come before without the id that it was sent under, has none that is another's.
    const twin = own('s1', { serverId: serverId('s1'), text: sending.text, delivery: { type: 'sent' } });
    expect(merge(echo('m1', 's1'), seen(sending, { holder: twin }))).toMatchObject({ serverId: 's1' });
  });

  it('stays ours although the room’s identity has changed since', () => {
    const room = { ...ROOM, entityId: entityId('another-me') };
    expect(merge(echo('m1', 's1'), seen(own('m1'), { room }))).toMatchObject({ type: 'own' });
  });
});

describe('a reply that has the client id of what it answers', () => {
  const sending = own('m1', { delivery: { type: 'sending' } });
  const reply = wire({ clientId: messageId('m1'), serverId: serverId('s2'), text: 'a reply' });

  it('is a message of its own, under its own id', () => {
    const found = recognise(reply, seen(sending));
    expect(merge(found.wire, found.known)).toMatchObject({
      type: 'other',
      id: 's2',
      serverId: 's2',
      text: 'a reply',
    });
    const named = recognise({ ...reply, senderId: undefined }, seen(sending));
    expect(merge(named.wire, named.known)).toMatchObject({ type: 'other', id: 's2' });
    const bare = recognise({ ...reply, serverId: undefined }, seen(sending));
    expect(merge(bare.wire, bare.known)).toMatchObject({ type: 'other', id: 'minted' });
  });

  it('closes its own stream', () => {
    const streaming = other('s2', { reply: 'streaming', text: 'a re' });
    const found = recognise(reply, seen(sending, { holder: streaming }));
    expect(found.known.stored).toBe(streaming);
    expect(merge(found.wire, found.known)).toMatchObject({ id: 's2', text: 'a reply', reply: 'complete' });
  });

  it('is none where it says the same, is said to be ours, or has the id of ours', () => {
    for (const over of [
      { text: ` ${sending.text}\n` },
      { senderId: ROOM.entityId },
      { senderId: undefined, senderName: undefined },
    ]) {
      const found = recognise({ ...reply, ...over }, seen(sending));
      expect(merge(found.wire, found.known)).toMatchObject({ id: 'm1', text: sending.text });
    }
    const sent = own('m1', { serverId: serverId('s2'), delivery: { type: 'sent' } });
    for (const stored of [sent, own('s2')]) {
      const found = recognise(reply, seen(stored));
      expect(merge(found.wire, found.known)).toBe(stored);
    }
  });
});

describe('a second row of the same message', () => {
  const first = own('m1', {
    serverId: serverId('s1'),
    at: 2_000,
    serverTime: true,
    delivery: { type: 'sent' },
  });

  it('does not move it, keeps its first id and says that it is there twice', () => {
    const second = echo('m1', 's2', { createdAt: 7_000 });
    expect(merge(second, seen(first))).toEqual({ ...first, delivery: { type: 'sent', twice: 'yes' } });
  });

  // Else a server could put it above all that was said, out of sight. The replies stand below the row that was
  // heard first; where two rows are read at once, the earlier one comes first.
  it('does not move it up either, where its time is an earlier one', () => {
    const earlier = echo('m1', 's0', { createdAt: 1_500 });
    expect(merge(earlier, seen(first))).toEqual({ ...first, delivery: { type: 'sent', twice: 'yes' } });
  });

  it('is still there twice once the first row is seen again', () => {
    const twice = own('m1', { ...first, delivery: { type: 'sent', twice: 'yes' } });
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
        delivery: { type: 'sent' },
      }),
    );
  });

  it('keeps the id that the other client sent it under', () => {
    expect(merge(echo('theirs', 's1'), seen(undefined))).toMatchObject({ id: 'theirs', serverId: 's1' });
  });
});

describe('a message of somebody else', () => {
  it('takes the place of its stream, and brings the server’s time', () => {
    const streaming = other('s1', { text: 'Hel', at: 40_000, reply: 'streaming' });
    expect(merge(wire({ text: 'Hello.', thought: 'hm', actions: ['REPLY'] }), seen(streaming))).toEqual(
      other('s1', {
        text: 'Hello.',
        at: 2_000,
        order: 40_000,
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
    expect(merge(wire({ senderId: ROOM.entityId, senderName: 'Ann' }), seen(other('s1')))).toMatchObject({
      type: 'other',
      authorId: 'agent',
      authorName: 'Eliza',
    });
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
      type: 'other',
      id: 'minted',
      roomId: ROOM.id,
      authorName: 'Eliza',
      text: 'hello',
      at: 90_000,
      order: 90_000,
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
    const sent = own('m1', { at: 1_700, serverTime: true, delivery: { type: 'sent' } });
    expect(merge(echo('m1', 's1', { createdAt: undefined }), seen(sent))).toMatchObject({
      at: 1_700,
      serverTime: true,
    });
  });
});

describe('what a delivery becomes once the server has the message', () => {
  it.each([
    [{ type: 'queued' }, { type: 'sent' }],
    [{ type: 'sending' }, { type: 'sent' }],
    [
      { type: 'sending', again: true },
      { type: 'sent', twice: 'maybe' },
    ],
    [{ type: 'unconfirmed' }, { type: 'sent' }],
    [
      { type: 'sent', twice: 'maybe' },
      { type: 'sent', twice: 'maybe' },
    ],
  ] as const)('%j becomes %j', (before, after) => {
    expect(acknowledgedDelivery(before)).toEqual(after);
  });
});
