import { beforeEach, describe, expect, it } from 'vitest';
import { UNCERTAIN_MS } from '../../src/delivery/state.ts';
import type { Message } from '../../src/model/message.ts';
import type { WireEvent } from '../../src/wire/events.ts';
import { echo, entityId, messageId, ROOM, roomId, serverId, wire } from '../harness/nouns.ts';
import { storedRoom } from '../harness/store.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
  await parts.joinAs('a');
});

const hear = async (...events: WireEvent[]): Promise<void> => {
  for (const event of events) {
    await parts.inbound.handle(event);
  }
  await parts.settle();
};
const broadcast = (message = wire()): WireEvent => ({ type: 'broadcast', message });
const ack = (client: string, server: string): WireEvent => ({
  type: 'acknowledged',
  clientId: messageId(client),
  serverId: serverId(server),
  roomId: ROOM.id,
});
const write = async (id: string): Promise<void> => {
  await parts.outbound.queue(ROOM.id, messageId(id), `text of ${id}`);
  await parts.settle();
};
const told = (message: Message): string =>
  `${message.id} ${message.text} (${message.type === 'own' ? message.delivery.type : 'theirs'})`;
const shown = async (): Promise<string[]> => (await parts.messages()).map(told);

const evil = {
  senderId: entityId('mallory'),
  senderName: 'Mallory',
  text: 'rewritten',
  createdAt: 1,
  attachments: [{ id: 'e', url: 'https://evil.example/evil.pdf', title: 'evil.pdf', contentType: '' }],
};

describe('a message of the user’s own', () => {
  it('is what was written, whatever is said and read under its ids', async () => {
    await hear(broadcast(wire({ serverId: serverId('s0'), createdAt: 1_500 })));
    await write('m1');
    await hear(broadcast(echo('m1', 's1', { createdAt: 2_000 })));
    const [, settled] = await parts.messages();
    await hear(
      broadcast(wire({ ...evil, serverId: serverId('s1') })),
      broadcast(echo('m1', 's1', evil)),
      broadcast(wire({ ...evil, serverId: serverId('m1') })),
      ack('m1', 's9'),
      {
        type: 'stream-chunk',
        serverId: serverId('s1'),
        roomId: ROOM.id,
        senderId: evil.senderId,
        chunk: 'x',
        index: 0,
      },
      {
        type: 'stream-error',
        serverId: serverId('s1'),
        roomId: ROOM.id,
        error: 'no',
        partialText: 'rewritten',
      },
    );
    await parts.history.mergeRows(ROOM.id, [
      wire({ ...evil, serverId: serverId('s1') }),
      echo('m1', 's1', evil),
    ]);
    expect((await parts.messages()).slice(1)).toEqual([settled]);
    expect(settled).toMatchObject({ id: 'm1', serverId: 's1', at: 2_000, serverTime: true });
  });

  it('does not come to stand above what was there when it was written', async () => {
    await hear(broadcast(wire({ createdAt: 5_000 })));
    await write('m1');
    await hear(broadcast(echo('m1', 's9', { createdAt: 7 })));
    expect(await shown()).toEqual(['s1 hello (theirs)', 'm1 text of m1 (sent)']);
    expect((await parts.messages())[1]).toMatchObject({ at: 7 });
  });

  it('outlives the deletion of a message that the server does not have', async () => {
    parts.lose();
    await write('m1');
    await hear({ type: 'message-deleted', roomId: ROOM.id, serverId: serverId('m1') });
    await hear({ type: 'channel-cleared', roomId: ROOM.id });
    expect(await shown()).toEqual(['m1 text of m1 (queued)']);
    expect(parts.session.outbox.entries.size).toBe(1);
  });

  it('is not settled by one of its id in another room', async () => {
    const elsewhere = { ...ROOM, id: roomId('r2') };
    await parts.commit({ writes: [{ type: 'room', room: storedRoom({ room: elsewhere }) }] });
    await write('m1');
    await hear(broadcast(echo('m1', 's1', { roomId: elsewhere.id })));
    expect(await shown()).toEqual(['m1 text of m1 (sending)']);
    expect([...parts.session.outbox.entries.keys()]).toEqual(['m1']);
    expect(await parts.store.outbox(PROFILE.id)).toMatchObject([{ messageId: 'm1' }]);
  });
});

describe('an acknowledgement that names the id of another message', () => {
  it('settles what it is for, and leaves the other where it is', async () => {
    await hear(broadcast(wire({ serverId: serverId('s9') })));
    await write('m1');
    await hear(ack('m1', 's9'));
    expect(await shown()).toEqual(['s9 hello (theirs)', 'm1 text of m1 (sent)']);
    expect((await parts.messages())[1]?.serverId).toBeUndefined();
    // So does a row of the history that names it.
    await parts.history.mergeRows(ROOM.id, [echo('m1', 's9')]);
    expect(await shown()).toEqual(['s9 hello (theirs)', 'm1 text of m1 (sent)']);
    expect((await parts.messages())[1]?.serverId).toBeUndefined();
    // The other can still be brought up to date.
    await hear(broadcast(wire({ serverId: serverId('s9'), text: 'hello again', source: 'agent_action' })));
    expect(await shown()).toEqual(['s9 hello again (theirs)', 'm1 text of m1 (sent)']);
  });

  it('does not take away what another client wrote', async () => {
    await hear(
      broadcast(wire({ serverId: serverId('s9'), senderId: ROOM.entityId, text: 'from elsewhere' })),
    );
    await write('m1');
    await hear(ack('m1', 's9'));
    expect(await shown()).toEqual(['s9 from elsewhere (sent)', 'm1 text of m1 (sent)']);
  });

  it('does not follow the stream of another', async () => {
    await write('m1');
    const chunk = { type: 'stream-chunk', serverId: serverId('s9'), roomId: ROOM.id, index: 0 } as const;
    await hear({ ...chunk, senderId: entityId('agent'), chunk: 'Hel' }, ack('m1', 's9'));
    expect((await shown()).sort()).toEqual(['m1 text of m1 (sent)', 's9 Hel (theirs)']);
  });
});

describe('a reply with the client id of what it answers', () => {
  const reply = wire({ clientId: messageId('m1'), serverId: serverId('s2'), text: 'a reply' });

  it('is heard and read as a message of its own, streamed or not', async () => {
    await write('m1');
    await hear(broadcast(echo('m1', 's1')));
    const chunk = { type: 'stream-chunk', serverId: serverId('s2'), roomId: ROOM.id, index: 0 } as const;
    await hear({ ...chunk, senderId: entityId('agent'), chunk: 'a re' }, broadcast(reply));
    const both = ['m1 text of m1 (sent)', 's2 a reply (theirs)'];
    expect((await shown()).sort()).toEqual(both);
    await parts.history.mergeRows(ROOM.id, [reply, echo('m1', 's1')]);
    expect((await shown()).sort()).toEqual(both);
    await hear({ type: 'message-deleted', roomId: ROOM.id, serverId: serverId('s2') });
    await parts.history.mergeRows(ROOM.id, [reply, echo('m1', 's1')]);
    expect((await shown()).sort()).toEqual(both);
  });

  it('is no proof that the server has what it answers: its row alone is', async () => {
    await write('m1');
    parts.lose();
    parts.rows = [reply];
    await parts.joinAs('b');
    await parts.settle();
    expect(await shown()).toEqual(['s2 a reply (theirs)', 'm1 text of m1 (sending)']);
    parts.clock.pass(UNCERTAIN_MS);
    await parts.settle();
    expect(parts.emitted.map(({ payload }) => payload.payload.messageId)).toEqual(['m1', 'm1']);
  });
});
