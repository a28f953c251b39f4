import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory.ts';
import { MOST_UNREAD, type Store, type Write } from '../../src/store/store.ts';
import type { WireMessage } from '../../src/wire/events.ts';
import { messageId, ROOM, serverId, wire } from '../harness/nouns.ts';
import { roomIn } from '../harness/store.ts';
import { limited, PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

type Answer = Awaited<ReturnType<NonNullable<WorkerParts['answer']>>>;
type Query = { limit: number; before?: number };

const FAILURE: Answer = { ok: false, error: { type: 'network' } };

/** The commits that are made, and how often the store is asked for single messages. */
const counting = (store: Store) => {
  const commits: (readonly Write[])[] = [];
  let lookups = 0;
  const disk: Store = {
    ...store,
    message: (...args) => {
      lookups += 1;
      return store.message(...args);
    },
    commit: async (profile, writes) => {
      commits.push(writes);
      await store.commit(profile, writes);
    },
  };
  return { disk, commits, lookups: () => lookups };
};

let parts: WorkerParts;
let counted: ReturnType<typeof counting>;
let queries: Query[];

const row = (at: number): WireMessage => wire({ serverId: serverId(`s${at}`), text: `${at}`, createdAt: at });
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const served = ({ limit, before = Infinity }: Query): Answer => {
  const messages = parts.rows.filter(({ createdAt = 0 }) => createdAt < before).slice(0, limit);
  return { ok: true, value: { messages, rows: messages.length, reasons: [] } };
};
/** The server has the rows of these times. */
const has = (...times: number[]): void => {
  parts.rows = times.map(row).reverse();
};
const answerBy = (answer: (query: Query, request: number) => Answer | Promise<Answer>): void => {
  parts.answer = async (query) => {
    queries.push(query);
    return answer(query, queries.length);
  };
};
const allTimes = async (): Promise<number[]> =>
  (await parts.store.page(PROFILE.id, ROOM.id, 9_999)).messages.map(({ at }) => at);
const gaps = async () => (await roomIn(parts.store, PROFILE.id, ROOM.id))?.gaps ?? [];
const putTimes = (writes: readonly Write[]): number[] =>
  writes.flatMap((write) => (write.type === 'message' ? [write.message.at] : []));
/** Time passes until nothing more is read, a quarter of an hour at most. */
const letTimePass = async (): Promise<void> => {
  for (let seconds = 0; seconds < 900; seconds += 5) {
    parts.clock.pass(5_000);
    await parts.settle();
  }
};
const restart = async (): Promise<void> => {
  const { rows } = parts;
  counted = counting(parts.disk);
  parts = await startWorkerParts(counted.disk);
  parts.rows = rows;
};

/** A room that is in step with a server that has the rows 1 to 20. */
beforeEach(async () => {
  queries = [];
  parts = await startWorkerParts(createMemoryStore());
  has(...range(1, 20));
  await parts.history.catchUp(ROOM.id, () => true);
  await restart();
  answerBy(served);
  await parts.joinAs('a');
});

describe('catching up', () => {
  it('commits and announces the newest page before the second one is answered', async () => {
    has(...range(1, 600));
    answerBy((query, request) => (request === 1 ? served(query) : new Promise(() => {})));
    parts.sync.roomJoined(ROOM.id);
    await parts.settle();
    expect(queries).toHaveLength(2);
    const announced = parts.announced.flatMap((change) => (change.type === 'put' ? [change.message.at] : []));
    expect(announced.sort((a, b) => a - b)).toEqual(range(551, 600));
    expect(parts.announced).toContainEqual({ type: 'gaps', roomId: ROOM.id, gaps: await gaps() });
    expect(await gaps()).toMatchObject([{ above: 20, before: 552 }]);
  });

  it('makes one transaction a page, the newest first, and looks up no message by itself', async () => {
    has(...range(1, 520));
    parts.sync.roomJoined(ROOM.id);
    await parts.settle();
    expect(await allTimes()).toEqual(range(1, 520));
    expect(counted.commits).toHaveLength(queries.length);
    expect(queries.length).toBeLessThanOrEqual(4);
    const newest = counted.commits.map((writes) => Math.max(...putTimes(writes)));
    expect(newest).toEqual([...newest].sort((a, b) => b - a));
    expect(counted.lookups()).toBe(0);
    expect(await gaps()).toEqual([]);
  });

  it('on 5,000 takes at most 30 requests', async () => {
    has(...range(1, 5_020));
    parts.sync.roomJoined(ROOM.id);
    for (let turn = 0; turn < 20; turn += 1) await parts.settle();
    expect(await allTimes()).toHaveLength(5_020);
    expect(queries.length).toBeLessThanOrEqual(30);
    expect(await gaps()).toEqual([]);
  });

  it('loses nothing that was read where each seventh page fails, and goes on', async () => {
    has(...range(1, 3_020));
    answerBy((query, request) => (request % 7 === 0 ? FAILURE : served(query)));
    parts.sync.roomJoined(ROOM.id);
    for (let turn = 0; turn < 5; turn += 1) await parts.settle();
    expect((await allTimes()).length).toBeGreaterThan(1_000);
    await letTimePass();
    expect(await allTimes()).toEqual(range(1, 3_020));
    expect(await gaps()).toEqual([]);
  });

  it('waits out a limit of the server, the gap staying meanwhile', async () => {
    has(...range(1, 520));
    const until = parts.clock.now() + 60_000;
    answerBy((query, request) =>
      request > 1 && parts.clock.now() < until ? { ok: false, error: limited(until) } : served(query),
    );
    parts.sync.roomJoined(ROOM.id);
    await parts.settle();
    expect(await allTimes()).toEqual([...range(1, 20), ...range(471, 520)]);
    expect(await gaps()).toHaveLength(1);
    parts.clock.pass(59_000);
    await parts.settle();
    expect(queries).toHaveLength(2);
    parts.clock.pass(1_000);
    await parts.settle();
    expect(await allTimes()).toEqual(range(1, 520));
  });

  it('goes on from the gap that a killed worker left', async () => {
    has(...range(1, 520));
    answerBy((query, request) => (request === 1 ? served(query) : new Promise(() => {})));
    parts.sync.roomJoined(ROOM.id);
    await parts.settle();
    await restart();
    has(...range(1, 530));
    queries = [];
    answerBy(served);
    await parts.joinAs('b');
    parts.sync.roomJoined(ROOM.id);
    await parts.settle();
    expect(await allTimes()).toEqual(range(1, 530));
    expect(queries).toEqual([
      { limit: 50 },
      { limit: 50, before: 472 },
      { limit: 200, before: 423 },
      expect.anything(),
      expect.anything(),
    ]);
    expect(await gaps()).toEqual([]);
  });

  it('keeps the server’s order where the rest of a moment comes with a later page than its newest rows', async () => {
    const moment = Array.from({ length: 52 }, (_, index) =>
      wire({ serverId: serverId(`m${index}`), text: `m${index}`, createdAt: 900_000 }),
    );
    parts.rows = [...[...moment].reverse(), ...parts.rows];
    answerBy((query, request) => (request === 1 ? served(query) : FAILURE));
    await parts.history.catchUp(ROOM.id, () => true);
    await restart();
    await parts.history.catchUp(ROOM.id, () => true);
    const { messages } = await parts.store.page(PROFILE.id, ROOM.id, 52);
    expect(messages.map(({ text }) => text)).toEqual(moment.map(({ text }) => text));
  });

  it('places what was missed after what was heard before the history was read', async () => {
    for (const at of range(21, 25)) await parts.inbound.handle({ type: 'broadcast', message: row(at) });
    await parts.inbound.connectionLost();
    has(...range(1, 400));
    answerBy((query, request) => (request === 3 ? FAILURE : served(query)));
    await parts.history.catchUp(ROOM.id, () => true);
    expect(await allTimes()).toEqual([...range(1, 25), ...range(152, 400)]);
    await parts.history.closeGaps(ROOM.id, () => true);
    expect(await allTimes()).toEqual(range(1, 400));
  });

  it('knows what is here by its id: rows that were deleted here are not missed', async () => {
    has(...range(1, 70));
    await parts.history.catchUp(ROOM.id, () => true);
    const [message] = (await parts.store.page(PROFILE.id, ROOM.id, 1)).messages;
    if (!message) throw new Error('nothing is here');
    await parts.execute({ type: 'discard', roomId: ROOM.id, messageId: message.id });
    queries = [];
    await parts.history.catchUp(ROOM.id, () => true);
    expect(await allTimes()).toEqual(range(1, 69));
    expect(queries).toHaveLength(1);
  });
});

describe('an endless history', () => {
  const endless = (timeOf: (query: Query, index: number) => number): void => {
    let given = 0;
    answerBy((query) => {
      const messages = Array.from({ length: query.limit }, (_, index) =>
        wire({ serverId: serverId(`e${given++}`), text: 'more', createdAt: timeOf(query, index) }),
      );
      return { ok: true, value: { messages, rows: messages.length, reasons: [] } };
    });
  };

  it.each<[string, (query: Query, index: number) => number]>([
    ['fresh and never older', () => 900_000],
    ['ever newer', () => 900_000 + queries.length],
    ['ever older', ({ before = 900_000 }, index) => before - 1 - index],
  ])('of pages that are %s is read within bounds, and what was read is shown', async (_name, timeOf) => {
    endless(timeOf);
    parts.sync.roomJoined(ROOM.id);
    for (let turn = 0; turn < 10; turn += 1) await parts.settle();
    expect(queries.length).toBeLessThanOrEqual(30);
    expect((await allTimes()).length).toBeGreaterThan(50);
    expect(await gaps()).toHaveLength(1);
    const read = queries.length;
    await letTimePass();
    // Five pages of the gap after one, three, seven and fifteen minutes.
    expect(queries.length - read).toBeLessThanOrEqual(4 * 5);
  });

  it.each<[string, (query: Query, index: number) => number]>([
    ['fresh and never older', () => 900_000],
    ['ever newer', () => 900_000 + queries.length],
    ['ever older', ({ before = 900_000 }, index) => before - 1 - index],
  ])('of pages that were %s hides nothing once the server is mended', async (_name, timeOf) => {
    endless(timeOf);
    parts.sync.roomJoined(ROOM.id);
    for (let turn = 0; turn < 10; turn += 1) await parts.settle();
    has(...range(1, 520));
    answerBy(served);
    await parts.history.catchUp(ROOM.id, () => true);
    await parts.history.closeGaps(ROOM.id, () => true);
    const { messages } = await parts.store.page(PROFILE.id, ROOM.id, 99_999);
    const real = messages.filter(({ serverId: id }) => id?.startsWith('s'));
    expect(real.map(({ at }) => at)).toEqual(range(1, 520));
    expect(await gaps()).toEqual([]);
  });

  it('of pages that are always the newest ones is read by asking for more at once', async () => {
    has(...range(1, 520));
    answerBy(({ limit }) => served({ limit }));
    await parts.history.catchUp(ROOM.id, () => true);
    expect(await allTimes()).toEqual(range(1, 520));
    expect(await gaps()).toEqual([]);
    expect(queries.length).toBeLessThanOrEqual(8);
  });

  it('holds up no message', async () => {
    endless(({ before = 900_000 }, index) => before - 1 - index);
    let release = (): void => {};
    const { answer } = parts;
    parts.answer = async (query) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return answer?.(query) ?? FAILURE;
    };
    parts.sync.roomJoined(ROOM.id);
    await parts.outbound.queue(ROOM.id, messageId('m1'), 'hi');
    await parts.settle();
    expect(parts.emitted).toHaveLength(1);
    release();
    await parts.settle();
    expect(queries).toHaveLength(1);
  });
});

describe('a gap', () => {
  beforeEach(async () => {
    has(...range(1, 1_020));
    answerBy((query, request) => (request > 1 ? FAILURE : served(query)));
    await parts.history.catchUp(ROOM.id, () => true);
    queries = [];
    answerBy(served);
  });

  it('is read on from where it begins, when a view asks for it', async () => {
    expect(await parts.execute({ type: 'load-gap', roomId: ROOM.id, above: 20 })).toEqual({ ok: true });
    expect(queries[0]).toEqual({ limit: 50, before: 972 });
    expect(await allTimes()).toEqual([...range(1, 20), ...range(126, 1_020)]);
    expect(await gaps()).toMatchObject([{ above: 20, below: 126, before: 127 }]);
    await parts.execute({ type: 'load-gap', roomId: ROOM.id, above: 20 });
    expect(await allTimes()).toEqual(range(1, 1_020));
    expect(await gaps()).toEqual([]);
  });

  it('is read once, however many views ask for it', async () => {
    const ask = () => parts.execute({ type: 'load-gap', roomId: ROOM.id, above: 20 });
    await Promise.all([ask(), ask(), ask()]);
    expect(new Set(queries.map(({ before }) => before)).size).toBe(queries.length);
  });

  it('says why it cannot be read', async () => {
    answerBy(() => FAILURE);
    expect(await parts.execute({ type: 'load-gap', roomId: ROOM.id, above: 20 })).toMatchObject({
      ok: false,
      failure: { type: 'nothing-listens' },
    });
    answerBy(({ limit }) => {
      const messages: WireMessage[] = range(1, limit).map((id) =>
        wire({ serverId: serverId(`x${queries.length} ${id}`), createdAt: 990 }),
      );
      return { ok: true, value: { messages, rows: limit, reasons: [] } };
    });
    expect(await parts.execute({ type: 'load-gap', roomId: ROOM.id, above: 20 })).toMatchObject({
      ok: false,
      failure: { type: 'not-understood' },
    });
    expect(await gaps()).toHaveLength(1);
  });

  it('that is closed meanwhile leaves nothing to do', async () => {
    expect(await parts.execute({ type: 'load-gap', roomId: ROOM.id, above: 5 })).toEqual({ ok: true });
    expect(queries).toEqual([]);
  });

  it('counts what is above it and what comes as unread', async () => {
    const unread = async (): Promise<number> => {
      const { readOrder } = (await roomIn(parts.store, PROFILE.id, ROOM.id)) ?? {};
      return parts.store.unread(PROFILE.id, ROOM.id, readOrder);
    };
    expect(await unread()).toBe(50);
    await parts.history.closeGaps(ROOM.id, () => true);
    expect(await unread()).toBe(MOST_UNREAD);
  });
});

describe('a server whose clock jumps', () => {
  const HOUR = 3_600_000;
  const ids = async (): Promise<string[]> =>
    (await parts.store.page(PROFILE.id, ROOM.id, 9_999)).messages.map(({ text }) => text);
  const said = (text: string, createdAt: number): WireMessage =>
    wire({ serverId: serverId(text), text, createdAt });
  const rows = (name: string, count: number, from: number, apart = 1_000): WireMessage[] =>
    Array.from({ length: count }, (_, index) => said(`${name} ${index + 1}`, from + index * apart));
  /** The server has these, besides what it had. */
  const add = (more: readonly WireMessage[]): void => {
    parts.rows = [...parts.rows, ...more].sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  };
  const hear = async (heard: readonly WireMessage[]): Promise<void> => {
    add(heard);
    for (const message of heard) await parts.inbound.handle({ type: 'broadcast', message });
  };
  const words = (all: readonly WireMessage[]): string[] => all.map(({ text }) => text);
  const OLD = range(1, 20).map(String);

  beforeEach(async () => {
    await parts.history.catchUp(ROOM.id, () => true);
  });

  it.each<[string, number, number]>([
    ['one exchange', 2, 0],
    ['100 messages', 100, 0],
    ['100 messages, of which the time has come meanwhile', 100, 3 * HOUR],
    ['one exchange, of which the time has come meanwhile', 2, 3 * HOUR],
  ])(
    'three hours ahead for %s, and is set right: all 80 that were missed come, below the old ones',
    async (_what, count, later) => {
      const ahead = rows('ahead', count, parts.clock.now() + 3 * HOUR);
      await hear(ahead);
      await parts.inbound.connectionLost();
      const missed = rows('missed', 80, parts.clock.now() + 5_000);
      const latest = later > 0 ? rows('latest', 40, parts.clock.now() + later + HOUR) : [];
      parts.clock.pass(later + 2 * HOUR);
      add([...missed, ...latest]);
      parts.sync.roomJoined(ROOM.id);
      for (let turn = 0; turn < 4; turn += 1) await parts.settle();
      expect(await ids()).toEqual([...OLD, ...words(ahead), ...words(missed), ...words(latest)]);
      expect(await gaps()).toEqual([]);
    },
  );

  it('does so by the server’s own time, where that can be read and ours is wrong', async () => {
    const ahead = rows('ahead', 100, parts.clock.now() + 3 * HOUR);
    await hear(ahead);
    await parts.inbound.connectionLost();
    const missed = rows('missed', 80, parts.clock.now() + 5_000);
    const serverNow = parts.clock.now() + 600_000;
    parts.clock.pass(600_000);
    add(missed);
    answerBy((query) => {
      const page = served(query);
      return page.ok ? { ok: true, value: { ...page.value, serverNow } } : page;
    });
    await parts.history.catchUp(ROOM.id, () => true);
    expect(await ids()).toEqual([...OLD, ...words(ahead), ...words(missed)]);
  });

  it('ahead for good costs one request more', async () => {
    const ahead = rows('ahead', 100, parts.clock.now() + 3 * HOUR, 10_000);
    await hear(ahead);
    await parts.inbound.connectionLost();
    queries = [];
    await parts.history.catchUp(ROOM.id, () => true);
    expect(queries.length).toBeLessThanOrEqual(2);
  });

  it('of whole seconds loses nothing of the second in which it was left', async () => {
    const second = parts.clock.now() + 1_000;
    await hear(rows('heard', 3, second, 0));
    await parts.inbound.connectionLost();
    add(rows('missed', 60, second, 0));
    parts.sync.roomJoined(ROOM.id);
    await parts.settle();
    expect((await ids()).sort()).toEqual(
      [...OLD, ...words(rows('heard', 3, 0)), ...words(rows('missed', 60, 0))].sort(),
    );
  });
});
