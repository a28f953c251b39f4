import { availableParallelism, loadavg } from 'node:os';
import { databaseBound, REOPEN_EVERY, VIEW_HEAP, WORKER_HEAP } from './bounds.ts';
import { type Collected, collect, noEvidence } from './collect.ts';
import { frameAt } from './frames.ts';
import { type Evidence, judge, type Range, type Verdict } from './judge.ts';
import type { Link } from './link.ts';
import { sayOrdinary, sendOne } from './ordinary.ts';
import type { Context } from './payloads.ts';
import { answerWrongly, streamWrongly } from './requests.ts';
import { stretchAt } from './stretch.ts';
import { ownShownIn, readDatabase } from './witness.ts';
import { createWorld, type World } from './world.ts';

export interface RunOptions {
  seed: number;
  /** The index of the first frame, and how many there are. */
  from: number;
  count: number;
  dist: string;
  /** Hears how long each ordinary message took. */
  say: (line: string) => void;
}

export interface RunResult {
  verdict: Verdict;
  seconds: number;
}

/** The user sends a message after so many frames. */
const SEND_EVERY = 1_000;
/** How long the client may take for all that was said before it answers a ping (ms). */
const ANSWER_MS = 60_000;
/** The same after a malformed packet, for which it may end the connection, or hear no more (ms). */
const SHORT_ANSWER_MS = 2_000;

/** How many times longer everything takes, since others use the machine too. */
const crowd = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

const contextOf = ({ server, elsewhere }: World): Context => ({
  room: server.room,
  agent: server.agent,
  me: server.me() ?? '',
  own: server.own.slice(-20),
  elsewhere: elsewhere.url,
  now: Date.now(),
});

/** The links on which something malformed was said: they may end for what follows it. */
const doubtful = new WeakSet<Link>();

/** Writes frames up to `to`, or to the first after which the connection may end; resolves to the next index. */
const speak = async (
  world: World,
  seed: number,
  first: number,
  to: number,
  into: Collected,
): Promise<number> => {
  const { server } = world;
  const link = await world.joined();
  let index = first;
  let mayEnd = false;
  for (; index < to && !mayEnd; index += 1) {
    const frame = frameAt(seed, index, contextOf(world));
    mayEnd = frame.mayEnd ?? false;
    if (frame.raw) link.spoil(frame.raw);
    link.write(frame.packets);
    if (frame.token) into.expected.add(frame.token);
    if (frame.row) server.keepRow(frame.row);
  }
  if (mayEnd) doubtful.add(link);
  if (await link.ping(mayEnd ? SHORT_ANSWER_MS : ANSWER_MS)) return index;
  if (!doubtful.has(link))
    into.dropped.push({ what: `the connection over ${link.transport} ended`, from: first, to: index });
  link.close();
  return index;
};

/** What the database and the views have of the user's messages, and what is in use, at the end. */
const gather = async ({ views, worker }: World, into: Collected, range: Range): Promise<Evidence> => {
  const [{ page }] = views;
  const stored = await readDatabase(page);
  into.foreign.push(...stored.foreign.map((token) => ({ what: `${token} in the database`, ...range })));
  const kept = stored.own.map((message) => ({ ...message, where: 'database' }));
  for (const { name, page } of views) {
    kept.push(...(await ownShownIn(page)).map((message) => ({ ...message, where: name })));
  }
  into.inUse('heap of the worker', await worker.heap(), WORKER_HEAP);
  for (const { name, witness } of views) into.inUse(`heap of the ${name}`, await witness.heap(), VIEW_HEAP);
  into.inUse('database', stored.bytes, databaseBound(into.expected.size));
  return {
    ...into,
    frames: range.to - range.from,
    expected: into.expected.size,
    reached: stored.reached.filter((token) => into.expected.has(token)).length,
    bounds: [...into.bounds.values()],
    kept,
  };
};

/** Speaks to the built extension, frame after frame, and judges it by what can be seen from outside. */
export const run = async ({ seed, from, count, dist, say }: RunOptions): Promise<RunResult> => {
  const started = Date.now();
  const world = await createWorld(dist);
  const into = noEvidence();
  try {
    await sendOne(world, into, { from, to: from });
    const end = from + count;
    for (let first = from; first < end; ) {
      const { way, to } = stretchAt(first, end);
      const range = { from: first, to };
      if (way === 'answers') await answerWrongly(world, seed, range, contextOf(world));
      else if (way === 'stream') await streamWrongly(world, seed, range, contextOf(world), into);
      else {
        world.server.letIn(way);
        for (let next = first; next < to; ) next = await speak(world, seed, next, to, into);
      }
      await sayOrdinary(world, into, range, crowd());
      if (to % SEND_EVERY === 0 || to === end) await sendOne(world, into, range);
      await collect(world, into, range);
      say(`${to}: shown after ${into.shown.at(-1)?.ms} ms, sent after ${into.sent.at(-1)?.ms} ms`);
      if (to % REOPEN_EVERY === 0 && to < end) {
        for (const { name, witness } of world.views)
          into.inUse(`heap of the ${name}`, await witness.heap(), VIEW_HEAP);
        await world.reopenViews();
      }
      first = to;
    }
    const evidence = await gather(world, into, { from, to: end });
    return { verdict: judge(evidence), seconds: Math.round((Date.now() - started) / 1000) };
  } finally {
    await world.end();
  }
};
