import { beforeEach, describe, expect, it } from 'vitest';
import { decodeConversation, encodeConversation } from '../../src/model/conversation-file.ts';
import { isTime, LAST_TIME } from '../../src/model/time.ts';
import { readToView } from '../../src/relay/to-view.ts';
import { readToWorker } from '../../src/relay/to-worker.ts';
import { importConversation } from '../../src/views/transfer/import-conversation.ts';
import { decodeEvent } from '../../src/wire/decode.ts';
import { roomStateOf } from '../../src/worker/session.ts';
import { messageId, other, ROOM, roomId } from '../harness/nouns.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
});

const hear = async (name: string, payload: object): Promise<void> => {
  const decoded = decodeEvent(name, [{ roomId: ROOM.id, ...payload }]);
  if (!decoded.ok) throw new Error(decoded.reason);
  await parts.inbound.handle(decoded.value);
};
const broadcast = (id: string, createdAt: unknown, over: object = {}): Promise<void> =>
  hear('messageBroadcast', { id, senderId: 'agent', text: id, createdAt, ...over });
const chunk = (id: string, index: unknown = 0): Promise<void> =>
  hear('messageStreamChunk', { messageId: id, agentId: 'agent', chunk: `${index}`, index });
const ids = async (): Promise<string[]> => (await parts.messages()).map(({ id }) => id);

/** What was stored and told to the views holds times alone, and none that would be mended on its way. */
const expectTimes = async (): Promise<void> => {
  for (const { at } of await parts.messages()) expect(isTime(at)).toBe(true);
  for (const { headAt = 0, updatedAt, lastAt = 0, readOrder = 0 } of await parts.store.rooms(PROFILE.id)) {
    expect([headAt, updatedAt, lastAt].every(isTime)).toBe(true);
    expect(Number.isFinite(readOrder)).toBe(true);
  }
  for (const entry of await parts.store.outbox(PROFILE.id)) expect(isTime(entry.after)).toBe(true);
  const changes = parts.announced;
  expect(readToView({ type: 'changes', changes }, () => {})).toEqual({ type: 'changes', changes });
};

describe('a time that is none', () => {
  it.each([8.64e15, 8.64e15 + 1, 1e300, -1, 'soon', LAST_TIME + 1])(
    'such as %s counts as not told, and the conversation goes on below it',
    async (createdAt) => {
      await broadcast('s1', 5_000);
      await broadcast('s2', createdAt);
      await chunk('s3');
      await broadcast('s3', createdAt);
      await parts.outbound.queue(ROOM.id, messageId('m1'), 'hi');
      expect(await ids()).toEqual(['s1', 's2', 's3', 'm1']);
      expect(parts.session.rooms.get(ROOM.id)?.lastAt).toBe(5_000);
      await expectTimes();
    },
  );

  it('has nothing after the last one, and so much can be said in it', async () => {
    await broadcast('s1', LAST_TIME);
    await chunk('s2');
    await chunk('s2', 1e300);
    await chunk('s2', -7);
    parts.clock.pass(300);
    await parts.settle();
    await parts.outbound.queue(ROOM.id, messageId('m1'), 'hi');
    expect(await ids()).toEqual(['s1', 's2', 'm1']);
    expect((await parts.messages())[1]).toMatchObject({ text: '0 … 1e+300 … -7' });
    await expectTimes();
  });

  it('in a file, or in what a view says, leaves the conversation as it is', async () => {
    const room = { ...ROOM, id: roomId('r9') };
    const message = other('m1', { roomId: room.id, serverTime: true });
    const text = encodeConversation(room, [message]).replace('"at": 1000', '"at": 1e300');
    const read = decodeConversation(text);
    if (!read.ok) throw new Error(read.reason);
    expect(await importConversation({ execute: parts.execute }, PROFILE, read.file)).toEqual({ ok: true });
    await expectTimes();
    expect((await parts.store.page(PROFILE.id, room.id, 9)).messages).toMatchObject([{ id: 'm1', at: 1 }]);

    const command = {
      type: 'import-room',
      room,
      messages: [{ ...message, id: 'm2', serverId: 's2', at: 1e300 }],
    };
    const asked = readToWorker({ requestId: 1, command });
    if (!asked) throw new Error('not of the contract');
    await parts.execute(asked.command);
    await expectTimes();
    expect((await parts.store.page(PROFILE.id, room.id, 9)).messages).toHaveLength(2);
  });
});

describe('a clock that is set back', () => {
  it('does not put what is heard from then on into the time that was', async () => {
    parts.clock.pass(3_600_000);
    await broadcast('s1', undefined);
    parts.clock.setBack(3_600_000);
    await broadcast('s2', undefined);
    const now = parts.clock.now();
    // What came first stays above.
    expect((await parts.messages()).map(({ id, at }) => [id, at])).toEqual([
      ['s1', now + 3_600_000],
      ['s2', now],
    ]);
  });

  it('does not send again what the server refused', async () => {
    parts.clock.pass(3_600_000);
    await parts.joinAs('a');
    await parts.outbound.queue(ROOM.id, messageId('m1'), 'hi');
    await parts.settle();
    await parts.outbound.uncertain(messageId('m1'), { type: 'refused', error: 'No' });
    parts.clock.setBack(3_600_000);
    for (let times = 0; times < 6; times += 1) {
      parts.clock.pass(1_000);
      parts.outbound.pump();
      await parts.settle();
    }
    expect(parts.emitted).toHaveLength(1);
    expect(await parts.messages()).toMatchObject([{ delivery: { type: 'failed', reason: { error: 'No' } } }]);
  });

  it('ends what goes on in its own time, and sends what waits', async () => {
    parts.clock.pass(3_600_000);
    await parts.joinAs('a');
    await chunk('s1');
    await hear('userTyping', { userId: 'bob', userName: 'Bob', isTyping: true });
    await parts.outbound.queue(ROOM.id, messageId('m1'), 'hi');
    await parts.settle();
    parts.lose();
    await parts.settle();
    await parts.joinAs('b');
    parts.clock.setBack(3_600_000);
    for (let ms = 0; ms < 60_000; ms += 1_000) {
      parts.clock.pass(1_000);
      parts.outbound.pump();
      await parts.settle();
    }
    const { streams, activity } = roomStateOf(parts.session, ROOM.id);
    expect({ streams: streams.size, typing: activity.typing }).toEqual({ streams: 0, typing: [] });
    expect(parts.emitted.length).toBeGreaterThan(1);
  });
});
