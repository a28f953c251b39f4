import { beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/model/message.ts';
import { echo, messageId, own, ROOM, serverId, wire } from '../harness/nouns.ts';
import { startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
});

/** How ElizaOS broadcasts a message of ours to a line that it was not sent on. */
const unattributed = wire({ serverId: serverId('s1'), senderId: ROOM.entityId, text: 'text of c1' });
const queue = (): Promise<void> => parts.apply([{ type: 'put', message: own('c1') }]);
const stateOf = (message: Message) => (message.type === 'own' ? message.delivery : undefined);
const shown = async (): Promise<string[]> => (await parts.messages()).map(({ id }) => id);

describe('a message of ours that comes back without the id that it was sent under', () => {
  it('is asked for in the history, once', async () => {
    await queue();
    await parts.inbound.handle({ type: 'broadcast', message: echo('c1', 's2') });
    await parts.inbound.handle({ type: 'broadcast', message: wire({ serverId: serverId('s3') }) });
    expect(parts.unattributed).toEqual([]);
    await parts.inbound.handle({ type: 'broadcast', message: unattributed });
    expect(parts.unattributed).toEqual([ROOM.id]);
  });

  it('stands once when a row of the history has both ids', async () => {
    await queue();
    await parts.inbound.handle({ type: 'broadcast', message: unattributed });
    expect(await shown()).toEqual(['s1', 'c1']);
    parts.announced.length = 0;
    await parts.history.mergeRows(ROOM.id, [echo('c1', 's1')]);
    expect(await shown()).toEqual(['c1']);
    expect(parts.announced).toContainEqual({ type: 'removed', roomId: ROOM.id, id: messageId('s1') });
  });

  it('stands once when it is acknowledged after all', async () => {
    await queue();
    await parts.inbound.handle({ type: 'broadcast', message: unattributed });
    await parts.inbound.handle({
      type: 'acknowledged',
      clientId: messageId('c1'),
      serverId: serverId('s1'),
      roomId: ROOM.id,
    });
    expect(await shown()).toEqual(['c1']);
    // It stands where it was heard: an acknowledgement tells no time, and no later row moves it.
    expect(await parts.messages()).toMatchObject([{ at: unattributed.createdAt, serverTime: true }]);
  });

  it('stands once when it comes late', async () => {
    await queue();
    await parts.history.mergeRows(ROOM.id, [echo('c1', 's1')]);
    await parts.inbound.handle({ type: 'broadcast', message: unattributed });
    expect(await shown()).toEqual(['c1']);
  });

  it('stands once, and is said to be there twice, when it is one of two rows', async () => {
    const rows = [echo('c1', 's2'), echo('c1', 's1')];
    const deliveries = async () => (await parts.messages()).map((each) => [each.id, stateOf(each)]);
    await queue();
    await parts.inbound.handle({ type: 'broadcast', message: unattributed });
    await parts.inbound.handle({ type: 'broadcast', message: echo('c1', 's2') });
    await parts.history.mergeRows(ROOM.id, rows);
    expect(await deliveries()).toEqual([['c1', { type: 'sent', twice: 'yes' }]]);
    // And when it comes after both rows were read.
    await parts.apply([
      { type: 'put', message: own('s1', { serverId: serverId('s1'), text: unattributed.text }) },
    ]);
    await parts.history.mergeRows(ROOM.id, rows);
    expect(await deliveries()).toEqual([['c1', { type: 'sent', twice: 'yes' }]]);
  });

  it('stays where it is another client’s', async () => {
    await queue();
    await parts.inbound.handle({ type: 'broadcast', message: unattributed });
    await parts.history.mergeRows(ROOM.id, [echo('c1', 's2')]);
    expect((await shown()).sort()).toEqual(['c1', 's1']);
  });
});
