import { availableParallelism, loadavg } from 'node:os';
import { REOPEN_EVERY } from './bounds.ts';
import { type Collected, collect, noEvidence } from './collect.ts';
import { frameAt } from './frames.ts';
import { gather, weighViews } from './gather.ts';
import { judge, type Range, type Verdict } from './judge.ts';
import type { Link } from './link.ts';
import { sayOrdinary, sendOne } from './ordinary.ts';
import type { Context } from './payloads.ts';
import { answerWrongly, streamWrongly } from './requests.ts';
import { type FrameWay, stretchAt } from './stretch.ts';
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

/** Says one stretch of frames, then what is ordinary, and notes what is seen of it. */
const sayStretch = async (
  world: World,
  seed: number,
  range: Range,
  way: FrameWay,
  into: Collected,
): Promise<void> => {
  if (way === 'answers') await answerWrongly(world, seed, range, contextOf(world));
  else if (way === 'stream') await streamWrongly(world, seed, range, contextOf(world), into);
  else {
    world.server.letIn(way);
    for (let next = range.from; next < range.to; ) next = await speak(world, seed, next, range.to, into);
  }
  await sayOrdinary(world, into, range, crowd());
  if (range.to % SEND_EVERY === 0) await sendOne(world, into, range);
  await collect(world, into, range);
};

/** Speaks to the built extension, frame after frame, and judges it by what can be seen from outside. */
export const run = async ({ seed, from, count, dist, say }: RunOptions): Promise<RunResult> => {
  const started = Date.now();
  const world = await createWorld(dist);
  const into = noEvidence();
  const end = from + count;
  let range: Range = { from, to: from };
  try {
    await sendOne(world, into, range);
    while (range.to < end) {
      const { way, to } = stretchAt(range.to, end);
      range = { from: range.to, to };
      await sayStretch(world, seed, range, way, into);
      say(`${to}: shown after ${into.shown.at(-1)?.ms} ms, sent after ${into.sent.at(-1)?.ms} ms`);
      if (to % REOPEN_EVERY === 0 && to < end) {
        await weighViews(world, into);
        await world.reopenViews();
      }
    }
    await sendOne(world, into, range);
    await collect(world, into, range);
    await gather(world, into, { from, to: end });
  } catch (error) {
    // A page or the worker is gone, or the room is not joined any more: all else is judged nevertheless.
    into.stuck.push({ what: String(error).slice(0, 1_000), ...range });
  } finally {
    await world.end();
  }
  const evidence = {
    ...into,
    frames: range.to - from,
    expected: into.expected.size,
    bounds: [...into.bounds.values()],
  };
  return { verdict: judge(evidence), seconds: Math.round((Date.now() - started) / 1000) };
};
