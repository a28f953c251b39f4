import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../src/delivery/entry.ts';
import { compareMessages, type Message } from '../../src/model/message.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import { isAlreadyStored, type Store, type Write } from '../../src/store/store.ts';
import { messageId, other, own, profileId, ROOM, roomId, serverId } from '../harness/nouns.ts';
import { roomIn, STORES, storedRoom } from '../harness/store.ts';

const US = profileId('p1');
const THEM = profileId('p2');
const put = (message: Message): Write => ({ type: 'message', message });
const entry = (id: string, over: Partial<OutboxEntry> = {}): OutboxEntry => ({
  roomId: ROOM.id,
  messageId: messageId(id),
  seq: 1,
  text: 'x',
  attachments: [],
  after: 0,
  attempts: 0,
  phase: { type: 'queued' },
  ...over,
});
const idsOf = (messages: readonly Message[]): string[] => messages.map(({ id }) => id);

describe.each(STORES)('a store in %s', { timeout: 30_000 }, (_name, open) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  const commit = (...writes: Write[]): Promise<void> => store.commit(US, writes);
  const all = async (room = ROOM.id): Promise<string[]> =>
    idsOf((await store.page(US, room, 1_000)).messages);

  describe('pages', () => {
    it('are in reading order, what waits to go out last', async () => {
      await commit(
        put(own('waits', { at: 1 })),
        put(other('late', { at: 30 })),
        put(own('failed', { at: 20, delivery: { type: 'failed', reason: { type: 'refused', error: '' } } })),
        put(own('unsure', { at: 25, delivery: { type: 'unconfirmed' } })),
        put(other('early', { at: 10 })),
        put(own('goes', { at: 2, delivery: { type: 'sending' } })),
      );
      expect(await all()).toEqual(['early', 'failed', 'unsure', 'late', 'waits', 'goes']);
    });

    it('move a message to its place when it is settled', async () => {
      await commit(put(own('m1', { at: 99 })), put(other('s1', { at: 50 })));
      await commit(put(own('m1', { at: 10, serverTime: true, delivery: { type: 'sent' } })));
      expect(await all()).toEqual(['m1', 's1']);
    });

    it('are the newest, and say whether there are older ones', async () => {
      await commit(...[1, 2, 3].map((at) => put(other(`s${at}`, { at }))));
      expect(await store.page(US, ROOM.id, 2)).toMatchObject({
        messages: [{ id: 's2' }, { id: 's3' }],
        more: true,
      });
      expect(await store.page(US, ROOM.id, 3)).toMatchObject({ more: false });
      expect(await store.page(US, roomId('empty'), 3)).toEqual({ messages: [], more: false });
    });

    it('before a message hold what stands above it, and not the message', async () => {
      await commit(...[1, 2, 3].map((at) => put(other(`s${at}`, { at }))), put(own('m1', { at: 0 })));
      const above = async (message: Message) => idsOf((await store.page(US, ROOM.id, 9, message)).messages);
      expect(await above(other('s3', { at: 3 }))).toEqual(['s1', 's2']);
      expect(await above(own('m1', { at: 0 }))).toEqual(['s1', 's2', 's3']);
      expect(await above(other('s1', { at: 1 }))).toEqual([]);
    });

    it('of one millisecond follow one another without a gap', async () => {
      const same = ['a', 'b', 'c', 'd', 'e'].map((id) => other(id, { at: 7 }));
      await commit(...same.map(put));
      const last = await store.page(US, ROOM.id, 2);
      const first = last.messages[0];
      expect(idsOf(last.messages)).toEqual(['d', 'e']);
      expect(idsOf((await store.page(US, ROOM.id, 2, first)).messages)).toEqual(['b', 'c']);
    });

    it('read one after the other hold every message once, in order, whatever is in the room', async () => {
      const message = fc.record({ at: fc.integer({ min: 0, max: 6 }), kind: fc.nat(3) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(message, { maxLength: 25 }),
          fc.integer({ min: 1, max: 7 }),
          async (rows, size) => {
            const fresh = await open();
            const messages = rows.map(({ at, kind }, index) =>
              kind === 0 ? own(`m${index}`, { at }) : other(`m${index}`, { at }),
            );
            await fresh.commit(US, messages.map(put));
            const read: Message[] = [];
            for (let more = true; more; ) {
              const page = await fresh.page(US, ROOM.id, size, read[0]);
              read.unshift(...page.messages);
              more = page.more;
            }
            expect(idsOf(read)).toEqual(idsOf([...messages].sort(compareMessages)));
          },
        ),
        { numRuns: 40 },
      );
    });
  });

  describe('a message', () => {
    const sent = own('m1', { serverId: serverId('s1'), delivery: { type: 'sent' } });

    it('is found by the id that it was sent under, by the server’s, and by both', async () => {
      await commit(put(sent));
      const find = (ids: Parameters<Store['message']>[2]) => store.message(US, ROOM.id, ids);
      expect(await find({ clientId: messageId('m1') })).toEqual(sent);
      expect(await find({ serverId: serverId('s1') })).toEqual(sent);
      expect(await find({ clientId: messageId('m1'), serverId: serverId('another') })).toEqual(sent);
      expect(await find({ clientId: messageId('another'), serverId: serverId('s1') })).toEqual(sent);
      expect(await find({ clientId: messageId('s1') })).toBeUndefined();
      expect(await find({})).toBeUndefined();
    });

    it('that has no other id is found by the one it has', async () => {
      const { serverId: _, ...bare } = other('s1');
      await commit(put(bare));
      expect(await store.message(US, ROOM.id, { serverId: serverId('s1') })).toEqual(bare);
    });

    it('is found in its own room alone', async () => {
      await commit(put(sent));
      expect(await store.message(US, roomId('r2'), { clientId: messageId('m1') })).toBeUndefined();
    });

    it('is replaced by the next of its id, and removed by it', async () => {
      await commit(put(sent), put(other('s2', { at: 2 })));
      await commit(put({ ...sent, delivery: { type: 'sent', twice: 'yes' } }));
      expect(await store.message(US, ROOM.id, { clientId: messageId('m1') })).toMatchObject({
        delivery: { twice: 'yes' },
      });
      await commit({ type: 'remove-message', roomId: ROOM.id, id: messageId('m1') });
      expect(await all()).toEqual(['s2']);
    });
  });

  it('knows the replies that were being written, until they are not', async () => {
    await commit(
      put(other('s1', { reply: 'streaming' })),
      put(other('s2', { reply: 'incomplete' })),
      put(own('m1')),
      put(other('s3', { reply: 'streaming', roomId: roomId('r2') })),
    );
    expect(idsOf(await store.unfinished(US)).sort()).toEqual(['s1', 's3']);
    expect(await store.unfinished(THEM)).toEqual([]);
    await commit(put(other('s1')), put(other('s3', { roomId: roomId('r2') })));
    expect(await store.unfinished(US)).toEqual([]);
  });

  it('counts the complete messages of others that came after a moment, in one room', async () => {
    await commit(
      put(other('s1', { at: 10 })),
      put(other('s2', { at: 20 })),
      put(other('s3', { at: 30, reply: 'streaming' })),
      put(other('s4', { at: 30, reply: 'superseded' })),
      put(own('m1', { at: 40, delivery: { type: 'sent' } })),
      put(other('elsewhere', { at: 50, roomId: roomId('r2') })),
    );
    expect(await store.unread(US, ROOM.id, undefined)).toBe(2);
    expect(await store.unread(US, ROOM.id, 10)).toBe(1);
    expect(await store.unread(US, ROOM.id, 20)).toBe(0);
    expect(await store.unread(THEM, ROOM.id, 0)).toBe(0);
    await commit(put(other('s3', { at: 30 })), {
      type: 'remove-message',
      roomId: ROOM.id,
      id: messageId('s2'),
    });
    expect(await store.unread(US, ROOM.id, 0)).toBe(2);
  });

  describe('clearing a room', () => {
    it('keeps what the server does not have', async () => {
      await commit(
        put(own('queued')),
        put(own('sending', { delivery: { type: 'sending' } })),
        put(own('unsure', { delivery: { type: 'unconfirmed' } })),
        put(own('failed', { delivery: { type: 'failed', reason: { type: 'refused', error: '' } } })),
        put(own('sent', { delivery: { type: 'sent' } })),
        put(other('s1')),
        put(other('\uffff\uffff')),
        put(other('s2', { reply: 'streaming' })),
      );
      await commit({ type: 'clear-room', roomId: ROOM.id });
      expect((await all()).sort()).toEqual(['failed', 'queued', 'sending', 'unsure']);
    });

    it('leaves other rooms, the outbox, and what is written in the same breath', async () => {
      await commit(
        put(other('s1')),
        put(other('s2', { roomId: roomId('r2') })),
        { type: 'outbox', entry: entry('m1') },
        { type: 'room', room: storedRoom() },
      );
      await commit({ type: 'clear-room', roomId: ROOM.id }, put(other('s3')));
      expect(await all()).toEqual(['s3']);
      expect(await all(roomId('r2'))).toEqual(['s2']);
      expect(await store.outbox(US)).toHaveLength(1);
      expect(await store.rooms(US)).toHaveLength(1);
    });
  });

  it('removes a room with all that belongs to it, and nothing of another', async () => {
    const elsewhere = { ...ROOM, id: roomId('r2') };
    await commit(
      { type: 'room', room: storedRoom() },
      { type: 'room', room: storedRoom({ room: elsewhere }) },
      put(own('m1')),
      put(other('s1')),
      put(other('s2', { roomId: elsewhere.id })),
      { type: 'outbox', entry: entry('m1') },
      { type: 'outbox', entry: entry('m2', { roomId: elsewhere.id }) },
      { type: 'draft', roomId: ROOM.id, text: 'a' },
      { type: 'draft', roomId: elsewhere.id, text: 'b' },
    );
    await commit({ type: 'remove-room', roomId: ROOM.id });
    expect((await store.rooms(US)).map(({ room }) => room.id)).toEqual(['r2']);
    expect(await all()).toEqual([]);
    expect(await all(elsewhere.id)).toEqual(['s2']);
    expect((await store.outbox(US)).map(({ messageId: id }) => id)).toEqual(['m2']);
    expect(await store.draft(US, ROOM.id)).toEqual({ text: '', at: 0 });
    expect(await store.draft(US, elsewhere.id)).toEqual({ text: 'b', at: 0 });
  });

  it('takes any number for a time and an order, and pages by the order', async () => {
    await commit(
      put(other('s1', { at: 500 })),
      put(other('evil', { at: 1e300, order: Number.NaN })),
      put(other('early', { at: -1e300, order: -1e300 })),
      put(other('half', { at: 499.5 })),
    );
    const read: Message[] = [];
    for (let more = true; more; ) {
      const page = await store.page(US, ROOM.id, 1, read[0]);
      read.unshift(...page.messages);
      more = page.more;
    }
    expect(read.map(({ id, at }) => [id, at])).toEqual([
      ['early', 0],
      ['half', 499],
      ['s1', 500],
      ['evil', LAST_TIME],
    ]);
  });

  describe('outbox, rooms and drafts', () => {
    it('writes nothing of a commit whose new message is stored already', async () => {
      const first = own('m1', { text: 'first' });
      await store.commit(US, [{ type: 'message', message: first, isNew: true }]);
      const again: Write[] = [
        { type: 'message', message: other('s1') },
        { type: 'message', message: own('m1', { text: 'again' }), isNew: true },
        { type: 'draft', roomId: ROOM.id, text: '', at: 9 },
      ];
      const error: unknown = await store.commit(US, again).catch((reason: unknown) => reason);
      expect(isAlreadyStored(error)).toBe(true);
      expect((await store.page(US, ROOM.id, 9)).messages).toEqual([first]);
      expect(await store.draft(US, ROOM.id)).toEqual({ text: '', at: 0 });
    });

    it('keeps the draft that was written last, whichever is saved last', async () => {
      for (const [text, at] of [
        ['b', 5],
        ['a', 4],
        ['a', 5],
      ] as const) {
        await store.commit(US, [{ type: 'draft', roomId: ROOM.id, text, at }]);
        expect(await store.draft(US, ROOM.id)).toEqual({ text: 'b', at: 5 });
      }
      await store.commit(US, [{ type: 'draft', roomId: ROOM.id, text: '', at: 6 }]);
      expect(await store.draft(US, ROOM.id)).toEqual({ text: '', at: 6 });
    });

    it('keeps an entry through its phases, and lets it go when it is settled', async () => {
      await commit({ type: 'outbox', entry: entry('m1') }, { type: 'outbox', entry: entry('m2') });
      const refusal = { type: 'too-large', bytes: 9 } as const;
      for (const phase of [
        { type: 'in-flight', connectionId: 'c1', at: 5 },
        { type: 'uncertain', since: 6, refusal: { type: 'refused', error: 'no' } },
        { type: 'uncertain', since: 6, absentAt: 7, refusal },
      ] as const) {
        const next = entry('m1', { attempts: 1, again: true, suspect: 2, phase });
        await commit({ type: 'outbox', entry: next });
        expect(await store.outbox(US)).toEqual(expect.arrayContaining([next, entry('m2')]));
      }
      await commit({ type: 'remove-from-outbox', roomId: ROOM.id, messageId: messageId('m1') });
      expect(await store.outbox(US)).toEqual([entry('m2')]);
      await commit({ type: 'remove-from-outbox', roomId: ROOM.id, messageId: messageId('m1') });
    });

    it('keeps rooms and what is being written in them', async () => {
      await commit(
        { type: 'room', room: storedRoom({ headAt: 5, preview: 'hi' }) },
        { type: 'draft', roomId: ROOM.id, text: 'half a sen' },
      );
      expect(await roomIn(store, US, ROOM.id)).toMatchObject({ room: ROOM, headAt: 5, preview: 'hi' });
      expect(await roomIn(store, US, roomId('r2'))).toBeUndefined();
      expect(await store.draft(US, ROOM.id)).toEqual({ text: 'half a sen', at: 0 });
      expect(await store.draft(US, roomId('r2'))).toEqual({ text: '', at: 0 });
    });
  });

  it('commits all or nothing', async () => {
    await commit(put(other('s0')), { type: 'outbox', entry: entry('m0') });
    const unwritable = put(other('s2', { text: (() => 'no text') as unknown as string }));
    await expect(
      commit(
        put(other('s1')),
        { type: 'remove-from-outbox', roomId: ROOM.id, messageId: messageId('m0') },
        { type: 'clear-room', roomId: ROOM.id },
        unwritable,
        put(other('s3')),
      ),
    ).rejects.toThrow();
    expect(await all()).toEqual(['s0']);
    expect(await store.outbox(US)).toEqual([entry('m0')]);
    await commit(put(other('s4', { at: 2_000 })));
    expect(await all()).toEqual(['s0', 's4']);
  });

  it('never mixes two servers, though rooms, messages and agents have the same ids there', async () => {
    const everything = (text: string): Write[] => [
      put(own('m1', { text })),
      put(other('s1', { text, reply: 'streaming' })),
      { type: 'room', room: storedRoom({ preview: text }) },
      { type: 'outbox', entry: entry('m1', { text }) },
      { type: 'draft', roomId: ROOM.id, text },
    ];
    await store.commit(US, everything('ours'));
    await store.commit(THEM, everything('theirs'));
    const textsOf = async (profile: typeof US) => [
      ...(await store.page(profile, ROOM.id, 9)).messages.map(({ text }) => text),
      (await store.message(profile, ROOM.id, { clientId: messageId('m1') }))?.text,
      (await store.message(profile, ROOM.id, { serverId: serverId('s1') }))?.text,
      ...(await store.unfinished(profile)).map(({ text }) => text),
      ...(await store.rooms(profile)).map(({ preview }) => preview),
      ...(await store.outbox(profile)).map(({ text }) => text),
      (await store.draft(profile, ROOM.id)).text,
    ];
    expect(new Set(await textsOf(US))).toEqual(new Set(['ours']));
    expect(new Set(await textsOf(THEM))).toEqual(new Set(['theirs']));
    await store.commit(THEM, [
      { type: 'remove-from-outbox', roomId: ROOM.id, messageId: messageId('m1') },
      { type: 'clear-room', roomId: ROOM.id },
      { type: 'remove-message', roomId: ROOM.id, id: messageId('m1') },
    ]);
    expect(await textsOf(US)).toHaveLength(8);
    expect(await store.page(THEM, ROOM.id, 9)).toEqual({ messages: [], more: false });
  });

  it('forgets one server and all that is its own', async () => {
    const everything: Write[] = [
      put(own('m1')),
      put(other('s1', { reply: 'streaming' })),
      { type: 'room', room: storedRoom() },
      { type: 'outbox', entry: entry('m1') },
      { type: 'draft', roomId: ROOM.id, text: 'half a thought' },
    ];
    await store.commit(US, everything);
    await store.commit(THEM, everything);
    await store.forget(US);
    const kept = async (profile: typeof US) => [
      (await store.rooms(profile)).length,
      (await store.page(profile, ROOM.id, 9)).messages.length,
      (await store.unfinished(profile)).length,
      (await store.outbox(profile)).length,
      (await store.draft(profile, ROOM.id)).text.length,
    ];
    expect(await kept(US)).toEqual([0, 0, 0, 0, 0]);
    expect(await kept(THEM)).toEqual([1, 2, 1, 1, 14]);
    await store.forget(US);
  });
});
