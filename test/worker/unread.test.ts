import { beforeEach, describe, expect, it } from 'vitest';
import { summaries } from '../../src/worker/session-reads.ts';
import { echo, ROOM, roomId, serverId, wire } from '../harness/nouns.ts';
import { roomIn, storedRoom } from '../harness/store.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
});

/** The order of the message. */
const orderOf = async (id: string): Promise<number> => {
  const message = await parts.known.find(ROOM.id, { serverId: serverId(id) });
  if (!message) throw new Error('it is not here');
  return message.order;
};
const hear = (message: ReturnType<typeof wire>): Promise<void> =>
  parts.inbound.handle({ type: 'broadcast', message });
const unread = (): number | undefined => summaries(parts.session)[0]?.unread;
const announcedUnread = (): number | undefined =>
  parts.announced.flatMap((change) => (change.type === 'room' ? [change.summary] : [])).at(-1)?.unread;

describe('unread', () => {
  it('are the complete messages of others, as they come and as they are announced', async () => {
    await hear(wire({ serverId: serverId('s1'), createdAt: 10 }));
    await hear(echo('m1', 's2', { createdAt: 11 }));
    await hear(wire({ serverId: serverId('s3'), createdAt: 12 }));
    await hear(wire({ serverId: serverId('s3'), createdAt: 12, text: 'brought up to date' }));
    expect(unread()).toBe(2);
    expect(announcedUnread()).toBe(2);
  });

  it('are announced with the words that they count', async () => {
    await hear(wire({ text: 'the last words', createdAt: 10 }));
    const room = parts.announced.find(({ type }) => type === 'room');
    expect(room).toMatchObject({ summary: { preview: 'the last words', unread: 1, at: 10 } });
  });
});

describe('marking a room as read', () => {
  beforeEach(async () => {
    for (const at of [10, 20, 30]) await hear(wire({ serverId: serverId(`s${at}`), createdAt: at }));
    parts.announced.length = 0;
  });

  it('leaves what came after', async () => {
    const order = await orderOf('s20');
    expect(await parts.execute({ type: 'mark-read', roomId: ROOM.id, order })).toEqual({ ok: true });
    expect(unread()).toBe(1);
    expect(announcedUnread()).toBe(1);
    expect(await roomIn(parts.store, PROFILE.id, ROOM.id)).toMatchObject({ readOrder: order });
  });

  it('never moves back, and says nothing where nothing changed', async () => {
    await parts.execute({ type: 'mark-read', roomId: ROOM.id, order: await orderOf('s30') });
    parts.announced.length = 0;
    await parts.execute({ type: 'mark-read', roomId: ROOM.id, order: await orderOf('s10') });
    expect(unread()).toBe(0);
    expect(parts.announced).toEqual([]);
  });

  it('beyond its end reaches no further than what is there', async () => {
    const order = await orderOf('s30');
    await parts.execute({ type: 'mark-read', roomId: ROOM.id, order: Number.MAX_SAFE_INTEGER });
    expect(await roomIn(parts.store, PROFILE.id, ROOM.id)).toMatchObject({ readOrder: order });
    await hear(wire({ serverId: serverId('s31'), createdAt: 31 }));
    expect(unread()).toBe(1);
  });

  it('of another room leaves this one', async () => {
    const another = { ...ROOM, id: roomId('r2') };
    await parts.commit({ writes: [{ type: 'room', room: storedRoom({ room: another, lastOrder: 50 }) }] });
    await parts.execute({ type: 'mark-read', roomId: another.id, order: Number.MAX_SAFE_INTEGER });
    expect(summaries(parts.session).find(({ room }) => room.id === ROOM.id)?.unread).toBe(3);
  });
});

it('what was said before the room was first opened here is no news', async () => {
  parts.rows = [wire({ serverId: serverId('s2'), createdAt: 20 }), wire({ createdAt: 10 })];
  await parts.history.catchUp(ROOM.id, () => true);
  expect(unread()).toBe(0);
  parts.rows = [wire({ serverId: serverId('s3'), createdAt: 30 }), ...parts.rows];
  await parts.history.catchUp(ROOM.id, () => true);
  expect(unread()).toBe(1);
});
