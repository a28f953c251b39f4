import { beforeEach, describe, expect, it } from 'vitest';
import { THINKING_MS } from '../../src/chat/activity.ts';
import { STREAM_IDLE_MS } from '../../src/chat/stream.ts';
import type { ViewChange } from '../../src/relay/to-view.ts';
import type { WireEvent } from '../../src/wire/events.ts';
import { roomStateOf } from '../../src/worker/session.ts';
import { echo, entityId, messageId, ROOM, roomId, serverId, wire } from '../harness/nouns.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
});

const chunk = (text: string, index = 0, id = 's1'): WireEvent => ({
  type: 'stream-chunk',
  serverId: serverId(id),
  roomId: ROOM.id,
  senderId: entityId('agent'),
  chunk: text,
  index,
});
const hear = async (...events: WireEvent[]): Promise<void> => {
  for (const event of events) await parts.inbound.handle(event);
};
const pass = async (ms: number): Promise<void> => {
  parts.clock.pass(ms);
  await parts.settle();
};
const texts = async (): Promise<string[]> => (await parts.messages()).map(({ text }) => text);
const of = <T extends ViewChange['type']>(type: T): Extract<ViewChange, { type: T }>[] =>
  parts.announced.filter((change): change is Extract<ViewChange, { type: T }> => change.type === type);

describe('a stream', () => {
  it('is announced at once, and committed a few times a second', async () => {
    await hear(chunk('Hel'), chunk('lo ', 1), chunk('you', 2));
    expect(of('append').map(({ text }) => text)).toEqual(['lo ', 'you']);
    expect(await texts()).toEqual(['Hel']);
    await pass(300);
    expect(await texts()).toEqual(['Hello you']);
  });

  it('gives way to its closing broadcast, which nothing that was still to be committed undoes', async () => {
    await hear(chunk('Hel'), chunk('lo ', 1), { type: 'broadcast', message: wire({ text: 'Hello, you.' }) });
    await pass(1_000);
    expect(await parts.messages()).toMatchObject([{ text: 'Hello, you.', reply: 'complete' }]);
  });

  it('says where chunks were missed', async () => {
    await hear(chunk('Hel'), chunk('you', 4), chunk('!', 5));
    await pass(300);
    expect(await texts()).toEqual(['Hel … you!']);
  });

  it('that falls silent is called incomplete, and goes on when it does', async () => {
    await hear(chunk('Hel'));
    for (let ms = 0; ms <= STREAM_IDLE_MS; ms += 1_000) await pass(1_000);
    expect(await parts.messages()).toMatchObject([{ text: 'Hel', reply: 'incomplete' }]);
    await hear(chunk('lo', 1));
    await pass(1_000);
    expect(await parts.messages()).toMatchObject([{ text: 'Hel … lo', reply: 'streaming' }]);
  });

  it('that the line took along keeps its words, all of them', async () => {
    await hear(chunk('Hel'), chunk('lo', 1));
    await parts.inbound.connectionLost();
    await pass(1_000);
    expect(await parts.messages()).toMatchObject([{ text: 'Hello', reply: 'incomplete' }]);
    expect(roomStateOf(parts.session, ROOM.id).streams.size).toBe(0);
  });

  it.each<[string, WireEvent]>([
    ['its deletion', { type: 'message-deleted', roomId: ROOM.id, serverId: serverId('s1') }],
    ['the clearing of its room', { type: 'channel-cleared', roomId: ROOM.id }],
  ])('does not come back after %s', async (_what, event) => {
    await hear(chunk('Hel'), chunk('lo', 1), event);
    await pass(1_000);
    await pass(STREAM_IDLE_MS);
    await pass(1_000);
    expect(await texts()).toEqual([]);
    expect(of('put').map(({ message }) => message.text)).toEqual(['Hel']);
  });

  it('that a newer answer replaced does not grow any more, here or in the views', async () => {
    await hear(chunk('one'), chunk('two', 0, 's2'), {
      type: 'broadcast',
      message: wire({ serverId: serverId('s2'), text: 'two.' }),
    });
    parts.announced.length = 0;
    await hear(chunk(' more', 1));
    await pass(1_000);
    expect(parts.announced).toEqual([]);
    expect(await parts.messages()).toMatchObject([
      { text: 'one', reply: 'superseded' },
      { text: 'two.', reply: 'complete' },
    ]);
  });
});

describe('what is said', () => {
  it('without a time, all in one millisecond, stays in its order', async () => {
    const bare = { serverId: undefined, createdAt: undefined, senderId: undefined };
    const said = Array.from({ length: 12 }, (_, index) => `part ${index}`);
    await hear(...said.map((text): WireEvent => ({ type: 'broadcast', message: wire({ ...bare, text }) })));
    expect(await texts()).toEqual(said);
  });

  it('in a room that is not ours is left out', async () => {
    await hear({ type: 'broadcast', message: wire({ roomId: roomId('r9') }) });
    expect(await texts()).toEqual([]);
    expect(parts.announced).toEqual([]);
  });

  it('is committed before it is announced', async () => {
    const stored: number[] = [];
    const { commit } = parts.store;
    parts.store.commit = async (profile, writes) => {
      stored.push(of('put').length);
      await commit(profile, writes);
    };
    await hear({ type: 'broadcast', message: wire() });
    expect(stored).toEqual([0]);
    expect(of('put')).toHaveLength(1);
  });

  it('changes nothing where it cannot be stored, and the next is heard all the same', async () => {
    const { commit } = parts.store;
    parts.store.commit = async () => {
      throw new Error('no space left');
    };
    await expect(hear({ type: 'broadcast', message: wire() })).rejects.toThrow('no space left');
    expect(parts.announced).toEqual([]);
    parts.store.commit = commit;
    await hear({ type: 'broadcast', message: wire({ serverId: serverId('s2'), text: 'next' }) });
    expect(await texts()).toEqual(['next']);
  });

  it('at once, in many events, is taken one after the other', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        parts.inbound.handle({ type: 'broadcast', message: echo('m1', 's1') }),
      ),
    );
    expect(await parts.store.page(PROFILE.id, ROOM.id, 9)).toMatchObject({ messages: [{ id: 'm1' }] });
  });
});

describe('thinking', () => {
  it('begins with what we sent, and ends by itself when nothing comes back', async () => {
    await parts.inbound.showThinking(ROOM.id);
    expect(of('activity').at(-1)?.activity.thinking).toMatchObject({ name: 'Eliza' });
    for (let ms = 0; ms <= THINKING_MS; ms += 1_000) await pass(1_000);
    expect(of('activity').at(-1)?.activity).toEqual({ typing: [] });
    expect(parts.clock.waiting()).toBe(0);
  });
});

describe('what the user stops', () => {
  const stop = (ended = false) => parts.inbound.stopReplies(ROOM.id, ended);

  it('stays as it stood for who reads it, and grows where it is kept', async () => {
    await hear(chunk('Hel'));
    await stop();
    await hear(chunk('lo', 1), { type: 'broadcast', message: wire({ text: 'Hello, you.' }) });
    expect(await parts.messages()).toMatchObject([{ text: 'Hello, you.', reply: 'complete', stoppedAt: 3 }]);
    await parts.inbound.showWholeReply(ROOM.id, messageId('s1'));
    expect(of('put').at(-1)?.message).not.toHaveProperty('stoppedAt');
    expect(await texts()).toEqual(['Hello, you.']);
  });

  it('has ended where the route could end it', async () => {
    await hear(chunk('Hel'));
    await stop(true);
    expect(await parts.messages()).toMatchObject([{ text: 'Hel', reply: 'incomplete', stoppedAt: 3 }]);
    await parts.inbound.showThinking(ROOM.id);
    await stop(true);
    expect(of('activity').at(-1)?.activity).toEqual({ typing: [] });
  });

  it('can be shown while it is still written, and goes on to be', async () => {
    await hear(chunk('Hel'));
    await stop();
    await hear(chunk('lo', 1));
    await parts.inbound.showWholeReply(ROOM.id, messageId('s1'));
    expect(of('put').at(-1)?.message).toMatchObject({ text: 'Hello', reply: 'streaming' });
    await hear(chunk('!', 2));
    expect(of('append').at(-1)?.text).toBe('!');
  });

  it('before it has begun is not seen to begin; what is sent next is answered again', async () => {
    await parts.inbound.showThinking(ROOM.id);
    await stop();
    expect(of('activity').at(-1)?.activity).toEqual({ typing: [], stopped: true });
    await hear(chunk('Hel'));
    expect(of('put').at(-1)?.message).toMatchObject({ text: 'Hel', stoppedAt: 0 });

    await stop();
    await parts.inbound.showThinking(ROOM.id);
    await hear(chunk('Yes', 0, 's2'));
    expect(of('put').at(-1)?.message).not.toHaveProperty('stoppedAt');
  });
});
