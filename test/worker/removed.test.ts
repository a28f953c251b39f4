import { beforeEach, describe, expect, it } from 'vitest';
import { messageId, own, ROOM, serverId, wire } from '../harness/nouns.ts';
import { roomIn } from '../harness/store.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
});

const row = (at: number) => wire({ serverId: serverId(`s${at}`), text: `${at}`, createdAt: at });
const texts = async (): Promise<string[]> => (await parts.messages()).map(({ text }) => text);
const remove = (id: string) => parts.execute({ type: 'discard', roomId: ROOM.id, messageId: messageId(id) });
const catchUp = () => parts.history.catchUp(ROOM.id, () => true);
const preview = async () => (await roomIn(parts.store, PROFILE.id, ROOM.id))?.preview;

describe('a message that was deleted here', () => {
  beforeEach(async () => {
    parts.rows = [row(3), row(2), row(1)];
    await catchUp();
  });

  it('goes from storage, from the views and from the last words of its room', async () => {
    expect(await remove('s3')).toEqual({ ok: true });
    expect(await texts()).toEqual(['1', '2']);
    expect(parts.announced).toContainEqual({ type: 'removed', roomId: ROOM.id, id: 's3' });
    expect(await preview()).toBe('2');
  });

  it('is brought back neither by the history, nor by its broadcast, nor by the next worker', async () => {
    await remove('s3');
    await catchUp();
    await parts.inbound.handle({ type: 'broadcast', message: row(3) });
    await parts.settle();
    expect(await texts()).toEqual(['1', '2']);

    parts = await startWorkerParts(parts.store);
    parts.rows = [row(4), row(3), row(2), row(1)];
    await catchUp();
    expect(await texts()).toEqual(['1', '2', '4']);
  });

  it('that was being written is not written on', async () => {
    const chunk = (text: string, index: number) =>
      parts.inbound.handle({
        type: 'stream-chunk',
        serverId: serverId('s9'),
        roomId: ROOM.id,
        senderId: 'agent' as never,
        chunk: text,
        index,
      });
    await chunk('Hel', 0);
    await remove('s9');
    await chunk('lo', 1);
    await parts.inbound.handle({ type: 'broadcast', message: wire({ ...row(9), text: 'Hello' }) });
    parts.clock.pass(1_000);
    await parts.settle();
    expect(await texts()).toEqual(['1', '2', '3']);
  });
});

describe('a message of ours', () => {
  it('that was sent is known under both its ids', async () => {
    await parts.apply([
      { type: 'put', message: own('m1', { delivery: { type: 'sent' }, serverId: serverId('s1') }) },
    ]);
    await remove('m1');
    parts.rows = [wire({ ...row(1), senderId: ROOM.entityId })];
    await catchUp();
    expect(await texts()).toEqual([]);
  });

  it('is not deleted while it is on its way: it would come back', async () => {
    await parts.joinAs('a');
    await parts.outbound.queue(ROOM.id, messageId('m1'), 'text of m1');
    expect(await remove('m1')).toEqual({ ok: false, failure: { type: 'not-found', what: 'message' } });
    expect(await texts()).toEqual(['text of m1']);
  });

  it('that waits is deleted, and does not go out', async () => {
    await parts.outbound.queue(ROOM.id, messageId('m1'), 'not this');
    await remove('m1');
    await parts.joinAs('a');
    parts.outbound.pump();
    await parts.settle();
    expect(parts.emitted).toEqual([]);
    expect(await texts()).toEqual([]);
    expect(await parts.store.outbox(PROFILE.id)).toEqual([]);
  });
});

it('what a view threw is written down', async () => {
  expect(await parts.execute({ type: 'note-fault', words: 'RangeError: Invalid time value' })).toEqual({
    ok: true,
  });
  const report = await parts.execute({ type: 'diagnose' });
  expect(report.ok && report.report?.log).toMatchObject([
    { direction: 'note', name: 'fault', detail: 'RangeError: Invalid time value' },
  ]);
});
