import { setTimeout as after } from 'node:timers/promises';
import { named } from './backend.ts';
import { createChronicle } from './chronicle.ts';
import { PHASES, type Phase } from './facts.ts';
import { type Evidence, isClean, judge, type Shown, type Verdict } from './judge.ts';
import { readLog } from './look.ts';
import { createPerson, type Person } from './person.ts';
import {
  type Fault,
  pick,
  type Size,
  type Step,
  scheduleOf,
  seeded,
  strikeAt,
  VICTIMS,
  type Victim,
} from './schedule.ts';
import { strike } from './strike.ts';
import { createWorld, type World } from './world.ts';

export interface RunOptions {
  seed: number;
  size: Size;
  dist: string;
  server: 'elizaos' | 'room';
  /** Hears each line of the chronicle as it is written. */
  say: (line: string) => void;
}

/** How many kills struck in each phase, by what was killed. */
export type Strikes = Record<Phase, Record<Victim, number>>;

export interface RunResult {
  verdict: Verdict;
  strikes: Strikes;
  seconds: number;
  /** Where the verdict is not clean: what was noted around the messages concerned. */
  account: readonly string[];
  lines: readonly string[];
}

/** An agent that has said nothing for so long has answered. */
const ANSWER_MS = 1_000;
const SETTLE_MS = 60_000;
const CATCH_UP_MS = 20_000;

/** A strike is a race, and may come too late for its phase: so many more are made for each that is wanted. */
const MOST_MORE = 3;

export const countOf = (strikes: Strikes, phase: Phase): number =>
  Object.values(strikes[phase]).reduce((sum, count) => sum + count, 0);

/** One line per phase: how many kills struck in it, and what they killed. */
export const strikeTable = (strikes: Strikes): string =>
  PHASES.map((phase) => {
    const victims = VICTIMS.map((victim) => `${victim} ${strikes[phase][victim]}`).join(', ');
    return `  killed ${phase.padEnd(17)} ${String(countOf(strikes, phase)).padStart(3)}  (${victims})`;
  }).join('\n');

const noStrikes = (): Strikes => {
  const none = (): Record<Victim, number> => ({ worker: 0, server: 0, browser: 0 });
  return {
    'before the commit': none(),
    committed: none(),
    emitted: none(),
    acknowledged: none(),
    'mid-stream': none(),
  };
};

/** Inflicts a fault; resolves when it is over. */
const suffer = async ({ proxy }: World, fault: Fault): Promise<void> => {
  switch (fault.fault) {
    case 'cut':
      return proxy.cut();
    case 'stall':
      proxy.stall();
      await after(fault.ms);
      return proxy.resume();
    case 'hold':
      return proxy.hold(fault.ms, fault.ending);
    case 'half-close':
      return proxy.halfClose(fault.way);
    case 'delay':
      proxy.delay(fault.ms);
      await after(fault.forMs);
      return proxy.delay(0);
    case 'blackhole':
      proxy.blackhole();
      await after(fault.ms);
      return proxy.heal();
    case 'refuse':
      await proxy.refuse();
      await after(fault.ms);
      return proxy.heal();
    default:
      return fault satisfies never;
  }
};

const doStep = async (step: Step, world: World, person: Person, strikes: Strikes): Promise<void> => {
  const { chronicle } = world;
  chronicle.note(`· ${JSON.stringify(step)}`);
  switch (step.type) {
    case 'say':
      for (let count = 0; count < step.count; count += 1)
        await person.say(step.view, person.newText(step.long));
      return;
    case 'say at once':
      return person.sayAtOnce(['tab', step.view]);
    case 'go to a room': {
      const room = person.rooms[Math.floor(step.dice * person.rooms.length)];
      if (room !== undefined) await person.goTo(room);
      return;
    }
    case 'new room':
      return person.newRoom();
    case 'close':
      return world.close(step.view);
    case 'reload':
      return world.reload(step.view);
    case 'let settle':
      await settle(world, person);
      // The agent answers in peace.
      return world.quiet(ANSWER_MS);
    case 'suffer': {
      const suffering = suffer(world, step);
      for (let count = 0; count < step.meanwhile; count += 1) await person.say('tab', person.newText(false));
      return suffering;
    }
    case 'strike': {
      const phase = await strike(world, person, step);
      strikes[phase][step.victim] += 1;
      chronicle.note(`struck the ${step.victim}: ${phase}`);
      return;
    }
    default:
      return step satisfies never;
  }
};

/** Until all of our messages in the open room are sent, or will not be. */
const settle = async (world: World, person: Person): Promise<void> => {
  await world.restoreServer();
  await world.proxy.heal();
  const page = await world.view('tab');
  await page.waitForRole('textbox', 'Message');
  await page.waitFor(
    () => document.querySelector('article[data-state=queued], article[data-state=sending]') === null,
    [],
    { timeout: SETTLE_MS },
  );
  world.chronicle.note(`settled ${person.room()}`);
};

const gather = async (world: World, person: Person): Promise<Evidence> => {
  for (const room of person.rooms) {
    await person.goTo(room);
    await settle(world, person);
    await person.lookAtComposer();
  }
  await world.quiet(3_000);
  const typedIn = new Map(person.typed.map(({ token, room }) => [token, room]));
  const stored = named(await world.backend.rows(), typedIn);
  const shown: Shown[] = [];
  const page = await world.view('tab');
  for (const room of person.rooms) {
    await person.goTo(room);
    // It is read from the server once the room is joined: the last rows may need a moment.
    const newest = stored.findLast((row) => row.room === room);
    if (newest) {
      await page
        .waitFor(
          (id, token) =>
            [...document.querySelectorAll<HTMLElement>('article')].some(
              (article) =>
                article.dataset.messageId === id ||
                (token !== '' && article.querySelector('.bubble')?.textContent?.startsWith(token)),
            ),
          [newest.id, newest.token ?? ''],
          { timeout: CATCH_UP_MS },
        )
        .catch(() => world.chronicle.note(`the newest row of ${room} is not shown: ${newest.id}`));
    }
    shown.push(...(await readLog(page, room)));
  }
  return { typed: person.typed, stored, shown, back: person.back, mustArrive: world.backend.hasHistory };
};

/** One run of a schedule against a new server and a new profile. */
export const run = async ({ seed, size, dist, server, say }: RunOptions): Promise<RunResult> => {
  const chronicle = createChronicle(Date.now, say);
  const started = Date.now();
  const world = await createWorld({ dist, server, chronicle });
  try {
    await world.backend.start();
    const person = createPerson(world);
    const strikes = noStrikes();
    await person.connect();
    for (const step of scheduleOf(seed, size)) await doStep(step, world, person, strikes);
    const random = seeded(seed + 1);
    for (let more = 0; more < size.strikes.emitted * MOST_MORE; more += 1) {
      const phase = PHASES.find((each) => countOf(strikes, each) < size.strikes[each]);
      if (!phase) break;
      await doStep(
        { type: 'strike', ...strikeAt(random, phase, pick(random, VICTIMS), more) },
        world,
        person,
        strikes,
      );
    }
    const evidence = await gather(world, person);
    const verdict = judge(evidence);
    const concerned = Object.values(verdict.faults).flat();
    return {
      verdict,
      strikes,
      seconds: Math.round((Date.now() - started) / 1000),
      account: isClean(verdict) ? [] : chronicle.around(concerned, 6),
      lines: chronicle.all(),
    };
  } finally {
    await world.end();
  }
};
