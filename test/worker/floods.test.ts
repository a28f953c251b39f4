import { beforeEach, describe, expect, it } from 'vitest';
import { PEOPLE_LIMIT } from '../../src/chat/activity.ts';
import { STREAM_IDLE_MS, STREAMS_LIMIT } from '../../src/chat/stream.ts';
import { LIMITS } from '../../src/model/shorten.ts';
import type { ViewChange } from '../../src/relay/to-view.ts';
import type { WireEvent } from '../../src/wire/events.ts';
import { roomStateOf } from '../../src/worker/session.ts';
import { entityId, ROOM, serverId, wire } from '../harness/nouns.ts';
import { startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
});

const joined = (index: number): WireEvent => ({
  type: 'presence',
  roomId: ROOM.id,
  entityId: entityId(`user-${index}`),
  name: `User ${index}`,
  joined: true,
});
const typing = (index: number): WireEvent => ({
  type: 'typing',
  roomId: ROOM.id,
  entityId: entityId(`user-${index}`),
  name: `User ${index}`,
  typing: true,
});
const chunk = (index: number, text = 'word', at = 0): WireEvent => ({
  type: 'stream-chunk',
  serverId: serverId(`s${index}`),
  roomId: ROOM.id,
  senderId: entityId('agent'),
  chunk: text,
  index: at,
});
const hear = async (count: number, event: (index: number) => WireEvent): Promise<void> => {
  for (let index = 0; index < count; index += 1) await parts.inbound.handle(event(index));
};
const activity = () => roomStateOf(parts.session, ROOM.id).activity;
const sizeOf = (changes: readonly ViewChange[]): number => JSON.stringify(changes).length;

describe('a flood', () => {
  it.each([
    ['of people who come', joined],
    ['of people who type', typing],
    ['of replies', chunk],
  ])('%s: each event costs the same, and nothing grows', async (_what, event) => {
    await hear(200, event);
    const stored = (await parts.messages()).length;
    parts.announced.length = 0;
    await hear(400, (index) => event(200 + index));
    const early = sizeOf(parts.announced);
    parts.announced.length = 0;
    await hear(400, (index) => event(20_000 + index));
    // Ids of two digits more.
    expect(sizeOf(parts.announced)).toBeLessThan(1.2 * early + 1);
    expect(activity().typing.length).toBeLessThanOrEqual(PEOPLE_LIMIT);
    expect(activity().presence?.length ?? 0).toBeLessThanOrEqual(PEOPLE_LIMIT);
    expect(roomStateOf(parts.session, ROOM.id).streams.size).toBeLessThanOrEqual(STREAMS_LIMIT);
    expect(await parts.messages()).toHaveLength(stored);
  });

  it('of people is counted, and what was left out is known', async () => {
    await hear(1_000, joined);
    expect(activity()).toMatchObject({ presenceCount: 1_000 });
    expect(activity().presence?.at(-1)).toMatchObject({ who: 'user-999' });
    await hear(PEOPLE_LIMIT, typing);
    expect(activity().crowdUntil).toBeUndefined();
    await parts.inbound.handle(typing(PEOPLE_LIMIT));
    expect(activity().crowdUntil).toBeGreaterThan(parts.clock.now());
    for (let ms = 0; ms <= 7_000; ms += 1_000) {
      parts.clock.pass(1_000);
      await parts.settle();
    }
    expect(activity()).toMatchObject({ typing: [] });
    expect(activity()).not.toHaveProperty('crowdUntil');
  });

  it('that says again what is known changes nothing', async () => {
    await hear(3, joined);
    parts.announced.length = 0;
    await hear(3, joined);
    expect(parts.announced).toEqual([]);
  });
});

describe('more replies at once than are followed', () => {
  it('are told of, not stored and not looked up; each is shown when it is complete', async () => {
    await hear(STREAMS_LIMIT, chunk);
    const known = parts.disk.message;
    let lookUps = 0;
    parts.disk.message = async (...args) => {
      lookUps += 1;
      return known(...args);
    };
    await hear(100, (index) => chunk(1_000 + index));
    expect(lookUps).toBe(0);
    expect(activity().moreRepliesUntil).toBeGreaterThan(parts.clock.now());
    expect(await parts.messages()).toHaveLength(STREAMS_LIMIT);
    await parts.inbound.handle({
      type: 'broadcast',
      message: wire({ serverId: serverId('s1000'), text: 'whole', senderId: entityId('another') }),
    });
    expect((await parts.messages()).map(({ text }) => text)).toContain('whole');
  });

  it('leave those that are followed alone, and are told of no longer than they are written', async () => {
    await hear(STREAMS_LIMIT, chunk);
    await parts.inbound.handle(chunk(1_000));
    parts.announced.length = 0;
    await parts.inbound.handle(chunk(3, ' more', 1));
    expect(parts.announced).toMatchObject([{ type: 'append', text: ' more' }]);
    for (let ms = 0; ms <= STREAM_IDLE_MS + 1_000; ms += 1_000) {
      parts.clock.pass(1_000);
      await parts.settle();
    }
    expect(activity()).not.toHaveProperty('moreRepliesUntil');
    await parts.inbound.handle(chunk(2_000));
    expect(roomStateOf(parts.session, ROOM.id).streams.size).toBe(1);
  });
});

describe('a reply without end', () => {
  it('is kept up to a bound, says that something is missing, and costs nothing from then on', async () => {
    const piece = 'x'.repeat(LIMITS.text / 2);
    await parts.inbound.handle(chunk(0, piece));
    await parts.inbound.handle(chunk(0, piece.slice(1), 1));
    await parts.inbound.handle(chunk(0, 'yz', 2));
    parts.announced.length = 0;
    await hear(50, (index) => chunk(0, 'more', 3 + index));
    expect(parts.announced).toEqual([]);
    const [message] = await parts.messages();
    expect(message?.text).toHaveLength(LIMITS.text);
    expect(message?.text.endsWith('xy')).toBe(true);
    expect(message?.leftOut).toEqual({ characters: 1, attachments: 0 });
  });
});
