import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/model/message.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { WireMessage } from '../../src/wire/events.ts';
import { modelRuns, modelTimeout, mutantRuns } from '../harness/mutants.ts';
import { ROOM, serverId, wire } from '../harness/nouns.ts';
import { PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

/** What can be done next. */
interface Model {
  isOnLine: boolean;
  /** A page of a catch-up is waited for. */
  isReading: boolean;
  /** The history was read for the first time. */
  isRead: boolean;
}

type Query = Parameters<NonNullable<WorkerParts['answer']>>[0];
type Page = Awaited<ReturnType<NonNullable<WorkerParts['answer']>>>;

const FAILURE: Page = { ok: false, error: { type: 'network' } };

/** What a mutant does in place of the rule. */
interface Mutation {
  /** Whether what is heard is on the line that the history was read for. */
  isOnLine?: (isSo: boolean) => boolean;
  /** Whether the end of a line is heard of. */
  hearsOfLoss?: false;
  /** Whether the history is read on each connect. */
  reads?: false;
  ask?: (page: Query) => Query;
  failure?: Page;
  /** How far our clock is ahead (ms). */
  ahead?: number;
}

/** What comes one after the other comes so far apart (ms). */
const APART_MS = 10_000;
const HOUR_MS = 3_600_000;

/** A room on a server that nobody loses a message of, and one worker after the other that follows it. */
const createFollower = async (mutation: Mutation) => {
  const store = createMemoryStore();
  /** Oldest first. */
  const said: WireMessage[] = [];
  let now = 1_000_000;
  /** How far the server's clock is ahead (ms). */
  let ahead = 0;
  let hasJumped = false;
  let line = 0;
  let isHeard = false;
  let waiting: ((fails: boolean) => void) | undefined;
  /** Our clock shows the time, unless it is wrong. */
  const setClock = (): void => parts.clock.pass(now + (mutation.ahead ?? 0) - parts.clock.now());
  let parts = await startWorkerParts(store);
  setClock();

  const served = (page: Query): Page => {
    const { limit, before = Number.POSITIVE_INFINITY } = mutation.ask?.(page) ?? page;
    const older = said.filter(({ createdAt = 0 }) => createdAt < before).reverse();
    const messages = older.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0)).slice(0, limit);
    return { ok: true, value: { messages, rows: messages.length, reasons: [] } };
  };
  /** The next page is held until it is let go. */
  const hold = (): void => {
    parts.answer = (page) =>
      new Promise((resolve) => {
        waiting = (fails) => {
          waiting = undefined;
          resolve(fails ? (mutation.failure ?? FAILURE) : served(page));
        };
      });
  };
  const read = (): void => {
    if (mutation.reads === false) return;
    const on = line;
    hold();
    const isOnLine = (): boolean => isHeard && line === on;
    const isCurrent = (): boolean => mutation.isOnLine?.(isOnLine()) ?? isOnLine();
    void parts.history.catchUp(ROOM.id, isCurrent).then(async (result) => {
      if (result.type === 'ended') await parts.history.closeGaps(ROOM.id, isCurrent);
    });
  };
  const follower = {
    said,
    isReading: (): boolean => waiting !== undefined,
    isRead: (): boolean => parts.session.rooms.get(ROOM.id)?.headAt !== undefined,
    say: async (count: number, inOneMoment: boolean): Promise<void> => {
      for (let more = 0; more < count; more += 1) {
        if (!inOneMoment || more === 0) now += APART_MS;
        setClock();
        const id = serverId(`s${10_000 + said.length}`);
        const message = wire({ serverId: id, text: 'so', createdAt: now + ahead });
        said.push(message);
        if (isHeard) await parts.inbound.handle({ type: 'broadcast', message });
      }
    },
    open: async (): Promise<void> => {
      line += 1;
      isHeard = true;
      read();
      await parts.settle();
    },
    readAgain: async (): Promise<void> => {
      read();
      await parts.settle();
    },
    hasJumped: (): boolean => hasJumped,
    setServerClock: async (ms: number): Promise<void> => {
      hasJumped ||= ms !== ahead;
      ahead = ms;
    },
    lose: async (): Promise<void> => {
      isHeard = false;
      if (mutation.hearsOfLoss !== false) await parts.inbound.connectionLost();
    },
    answer: async (fails: boolean): Promise<void> => {
      waiting?.(fails);
      await parts.settle();
    },
    kill: async (): Promise<void> => {
      isHeard = false;
      waiting = undefined;
      parts = await startWorkerParts(store);
      setClock();
    },
    /** What a view shows that scrolls back as far as there is anything. */
    scrollBack: async (pages = Number.POSITIVE_INFINITY): Promise<Message[]> => {
      const held = parts.answer;
      parts.answer = async (page) => served(page);
      const { messages } = await store.page(PROFILE.id, ROOM.id, 50);
      let shown = messages;
      let hasOlder = true;
      for (let page = 0; page < pages && hasOlder; page += 1) {
        const [oldest] = shown;
        if (!oldest) break;
        const older = await parts.history.loadOlder(ROOM.id, oldest);
        if (!('messages' in older)) throw new Error('the history was not read');
        if (older.hasOlder && older.messages.length === 0) throw new Error('older messages never come');
        shown = [...older.messages, ...shown];
        hasOlder = older.hasOlder;
      }
      parts.answer = held;
      return shown;
    },
  };
  return follower;
};
type Follower = Awaited<ReturnType<typeof createFollower>>;

const command = (
  name: string,
  check: (model: Model) => boolean,
  act: (follower: Follower, model: Model) => Promise<unknown>,
): fc.AsyncCommand<Model, Follower> => ({
  check,
  run: async (model, follower) => {
    await act(follower, model);
    model.isReading = follower.isReading();
    model.isRead = follower.isRead();
  },
  toString: () => name,
});

const commands = fc.commands(
  [
    fc
      .tuple(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 40, max: 120 })), fc.boolean())
      .map(([count, inOneMoment]) =>
        command(
          `${count} are said${inOneMoment ? ' in one moment' : ''}`,
          () => true,
          (follower) => follower.say(count, inOneMoment),
        ),
      ),
    ...[
      command(
        'the line opens',
        ({ isOnLine }) => !isOnLine,
        (follower, model) => {
          model.isOnLine = true;
          return follower.open();
        },
      ),
      command(
        'the line is lost',
        ({ isOnLine }) => isOnLine,
        (follower, model) => {
          model.isOnLine = false;
          return follower.lose();
        },
      ),
      command(
        'a page comes',
        ({ isReading }) => isReading,
        (follower) => follower.answer(false),
      ),
      command(
        'a page fails',
        ({ isReading }) => isReading,
        (follower) => follower.answer(true),
      ),
      command(
        'it is read again',
        ({ isOnLine, isReading }) => isOnLine && !isReading,
        (follower) => follower.readAgain(),
      ),
      command(
        'the server’s clock is set ahead',
        ({ isRead }) => isRead,
        (follower) => follower.setServerClock(HOUR_MS),
      ),
      command(
        'the server’s clock is set right',
        () => true,
        (follower) => follower.setServerClock(0),
      ),
      command(
        'the worker is killed',
        () => true,
        (follower, model) => {
          model.isOnLine = false;
          return follower.kill();
        },
      ),
      command(
        'the user scrolls back',
        () => true,
        (follower) => follower.scrollBack(1),
      ),
    ].map((each) => fc.constant(each)),
  ],
  { maxCommands: 40, size: 'max' },
);

const follows = (mutation: Mutation = {}) =>
  fc.asyncProperty(commands, async (steps) => {
    const follower = await createFollower(mutation);
    const model: Model = { isOnLine: false, isReading: false, isRead: false };
    await fc.asyncModelRun(() => ({ model, real: follower }), steps);
    // Calm: the line holds, and the history answers.
    await follower.lose();
    await follower.open();
    while (follower.isReading()) await follower.answer(false);
    const shown = (await follower.scrollBack()).map((message) => message.serverId);
    const said = follower.said.map((message) => message.serverId);
    // What was missed from a clock that jumped stands as the server orders it.
    if (follower.hasJumped()) expect(shown.sort()).toEqual(said.sort());
    else expect(shown).toEqual(said);
  });

describe('a room that is followed, whatever the network, the browser and the user do', () => {
  it('is shown whole, each message once and in its order', modelTimeout(60_000), async () => {
    await fc.assert(follows(), modelRuns(1_000));
  });

  it.each<[string, Mutation, seed?: number]>([
    ['the history is not read on a new line', { reads: false }],
    ['an old line’s catch-up vouches for a new one', { isOnLine: () => true }],
    ['nobody hears of the end of a line', { hearsOfLoss: false }, 8],
    [
      'pages are strictly before the oldest row',
      { ask: ({ before, ...page }) => (before === undefined ? page : { ...page, before: before - 1 }) },
    ],
    ['our clock is wrong, and the server’s jumps', { ahead: 10 * HOUR_MS }],
    ['a page is not widened', { ask: (page) => ({ ...page, limit: Math.min(page.limit, 50) }) }],
    [
      'a page that failed is taken for the last one',
      { failure: { ok: true, value: { messages: [], rows: 0, reasons: [] } } },
    ],
  ])('is not when %s', modelTimeout(60_000), async (_name, mutation, seed) => {
    const { errorInstance } = await fc.check(follows(mutation), mutantRuns(3_000, seed));
    expect(String(errorInstance)).toMatch(/^AssertionError|never come/);
  });
});
