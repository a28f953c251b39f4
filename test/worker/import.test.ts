import { beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeConversation, encodeConversation } from '../../src/model/conversation-file.ts';
import type { Message } from '../../src/model/message.ts';
import { importConversation } from '../../src/views/transfer/import-conversation.ts';
import { summaries } from '../../src/worker/session-reads.ts';
import { messageId, other, own, ROOM, roomId, serverId } from '../harness/nouns.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
});

const NEW = { ...ROOM, id: roomId('r9'), title: 'Plans' };
const many = Array.from({ length: 450 }, (_, index): Message => {
  const over = { roomId: NEW.id, at: 1_000 + index, serverTime: true as const };
  const id = `m${String(index).padStart(3, '0')}`;
  return index % 2 === 0 ? own(id, { ...over, delivery: { type: 'sent' } }) : other(id, over);
});

const take = async (room: typeof ROOM, messages: readonly Message[]) => {
  const read = decodeConversation(encodeConversation(room, messages));
  if (!read.ok) throw new Error(read.reason);
  return importConversation({ execute: parts.execute }, PROFILE, read.file);
};
const stored = async (room = NEW): Promise<Message[]> =>
  (await parts.store.page(PROFILE.id, room.id, 1_000)).messages;

describe('importing a conversation', () => {
  it('that is not known keeps all of it, with its last words, and counts nothing as unread', async () => {
    expect(await take(NEW, many)).toEqual({ ok: true });
    expect(await stored()).toEqual(many);
    expect(summaries(parts.session).find(({ room }) => room.id === NEW.id)).toEqual({
      room: NEW,
      preview: 'text of m449',
      readOrder: 1449,
      at: 1_449,
      unread: 0,
      waiting: 0,
    });
    // What was said since can be read from the server without a gap.
    expect(parts.session.rooms.get(NEW.id)?.headAt).toBe(1_449);
  });

  it('twice is the same as once', async () => {
    await take(NEW, many);
    await take(NEW, many);
    expect(await stored()).toEqual(many);
  });

  it('leaves what is here as it is, also under another id, and the room as well', async () => {
    await parts.apply([
      { type: 'put', message: other('ours', { serverId: serverId('s1'), text: 'as it is here', at: 5 }) },
    ]);
    await take({ ...ROOM, title: 'Another title' }, [
      other('older', { at: 2 }),
      other('theirs', { serverId: serverId('s1'), text: 'as it was', at: 5 }),
    ]);
    expect((await stored(ROOM)).map(({ id, text }) => [id, text])).toEqual([
      ['older', 'text of older'],
      ['ours', 'as it is here'],
    ]);
    expect(parts.session.rooms.get(ROOM.id)?.room.title).toBe(ROOM.title);
  });

  it('shows what came with it where the room is open', async () => {
    parts.announced.length = 0;
    await take(ROOM, [other('older', { at: 2 })]);
    expect(parts.announced).toMatchObject([{ type: 'open', open: { messages: [{ id: 'older' }] } }]);
  });

  it('takes a few transactions for thousands, says how far it is, and looks nothing up one by one', async () => {
    const thousands = Array.from({ length: 4_500 }, (_, index) =>
      other(`n${index}`, { roomId: NEW.id, at: 1_000 + index }),
    );
    const commits = vi.spyOn(parts.disk, 'commit');
    const lookUps = vi.spyOn(parts.disk, 'message');
    const told: number[] = [];
    const file = { room: NEW, messages: thousands };
    const onProgress = (done: number): void => void told.push(done);
    await importConversation({ execute: parts.execute }, PROFILE, file, { onProgress });
    expect(commits).toHaveBeenCalledTimes(5);
    expect(lookUps).not.toHaveBeenCalled();
    expect(told).toEqual([1_000, 2_000, 3_000, 4_000, 4_500]);
  });

  it('keeps what it has when it is stopped, and the file imported again adds the rest', async () => {
    const thousands = Array.from({ length: 2_500 }, (_, index) =>
      other(`n${index}`, { roomId: NEW.id, at: 1_000 + index }),
    );
    const file = { room: NEW, messages: thousands };
    const stop = new AbortController();
    const options = { onProgress: () => stop.abort(), signal: stop.signal };
    await importConversation({ execute: parts.execute }, PROFILE, file, options);
    expect(await parts.store.page(PROFILE.id, NEW.id, 9_999)).toMatchObject({
      messages: thousands.slice(-1_000).map(({ id }) => ({ id })),
    });
    await importConversation({ execute: parts.execute }, PROFILE, file);
    expect((await parts.store.page(PROFILE.id, NEW.id, 9_999)).messages).toHaveLength(2_500);
  });

  it('hands over few messages at a time where they are long', async () => {
    const long = Array.from({ length: 6 }, (_, index) =>
      other(`n${index}`, { roomId: NEW.id, at: index, text: 'x'.repeat(900_000) }),
    );
    const told: number[] = [];
    const onProgress = (done: number): void => void told.push(done);
    const execute = async () => ({ ok: true as const });
    await importConversation({ execute }, PROFILE, { room: NEW, messages: long }, { onProgress });
    expect(told).toEqual([2, 4, 6]);
  });

  it('sends nothing, whatever was on its way', async () => {
    await take(NEW, [own('m1', { roomId: NEW.id, delivery: { type: 'queued' } })]);
    expect(await stored()).toMatchObject([{ id: messageId('m1'), delivery: { type: 'unconfirmed' } }]);
    expect(parts.session.outbox.entries.size).toBe(0);
    expect(await parts.store.outbox(PROFILE.id)).toEqual([]);
  });

  it('that is empty keeps the room', async () => {
    expect(await take(NEW, [])).toEqual({ ok: true });
    expect(parts.session.rooms.get(NEW.id)?.room.title).toBe('Plans');
  });
});
