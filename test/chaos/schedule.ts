import { PHASES, type Phase } from './facts.ts';

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export type Random = () => number;

export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const pick = <T>(random: Random, from: readonly [T, ...T[]]): T =>
  from[Math.floor(random() * from.length)] ?? from[0];

const between = (random: Random, least: number, most: number): number =>
  Math.round(least + random() * (most - least));

export type ViewName = 'tab' | 'popup' | 'panel';
export type Victim = 'worker' | 'server' | 'browser';
export const VICTIMS = ['worker', 'server', 'browser'] as const;

/** How the proxy delays a frame with a message, so that a strike hits while it is in flight. */
export type Grip =
  /** Nothing: it is a race. */
  | { grip: 'none' }
  /** The frame is held back for so long and then delivered, even if its sender has ended meanwhile, or dropped. */
  | { grip: 'hold'; ms: number; ending: 'deliver' | 'drop' }
  /** The frame that is seen is the first that does not get through, until the strike is over. */
  | { grip: 'before' }
  /** The frame that is seen is the last that gets through, until the strike is over. */
  | { grip: 'after' }
  /** There is no connection. */
  | { grip: 'refuse' };

export type Strike = { victim: Victim; phase: Phase; grip: Grip };

export type Fault =
  | { fault: 'cut' }
  | { fault: 'stall'; ms: number }
  | { fault: 'hold'; ms: number; ending: 'deliver' | 'drop' }
  | { fault: 'half-close'; way: 'up' | 'down' }
  | { fault: 'delay'; ms: number; forMs: number }
  | { fault: 'blackhole'; ms: number }
  | { fault: 'refuse'; ms: number };

export type Step =
  /** So many messages, one after the other, in one view. */
  | { type: 'say'; view: ViewName; count: number; long: boolean }
  /** One in each of two views, at the same moment. */
  | { type: 'say at once'; view: 'popup' | 'panel' }
  | { type: 'go to a room'; dice: number }
  | { type: 'new room' }
  | { type: 'close'; view: ViewName }
  | { type: 'reload'; view: ViewName }
  | { type: 'let settle' }
  | ({ type: 'suffer'; meanwhile: number } & Fault)
  | ({ type: 'strike' } & Strike);

/** Below W (2 s): what a network holds for longer nobody can promise anything about. */
const LONGEST_HOLD_MS = 900;

/** Each grip in its turn: the first is the one that a client which is careless most surely falls for. */
const gripsFor = (random: Random, phase: Phase): readonly [Grip, ...Grip[]] => {
  const hold = (ending: 'deliver' | 'drop'): Grip => ({
    grip: 'hold',
    ms: between(random, 50, LONGEST_HOLD_MS),
    ending,
  });
  switch (phase) {
    case 'before the commit':
      return [{ grip: 'none' }];
    case 'committed':
      return [{ grip: 'refuse' }, { grip: 'none' }, { grip: 'refuse' }];
    case 'emitted':
      return [hold('drop'), { grip: 'after' }, hold('deliver'), { grip: 'before' }, { grip: 'none' }];
    case 'acknowledged':
    case 'mid-stream':
      return [{ grip: 'none' }, { grip: 'after' }];
    default:
      return phase satisfies never;
  }
};

/** The strike number `index` of its phase. */
export const strikeAt = (random: Random, phase: Phase, victim: Victim, index: number): Strike => {
  const grips = gripsFor(random, phase);
  return { victim, phase, grip: grips[index % grips.length] ?? grips[0] };
};

const FAULTS = ['cut', 'stall', 'hold', 'half-close', 'delay', 'blackhole', 'refuse'] as const;

const faultOf = (random: Random, fault: (typeof FAULTS)[number], index: number, longest: number): Fault => {
  switch (fault) {
    case 'cut':
      return { fault };
    case 'stall':
    case 'blackhole':
    case 'refuse':
      return { fault, ms: between(random, 200, longest) };
    case 'hold':
      return {
        fault,
        ms: between(random, 50, LONGEST_HOLD_MS),
        ending: index % 2 === 0 ? 'drop' : 'deliver',
      };
    case 'half-close':
      return { fault, way: random() < 0.5 ? 'up' : 'down' };
    case 'delay':
      return { fault, ms: between(random, 20, 300), forMs: between(random, 500, 3_000) };
    default:
      return fault satisfies never;
  }
};

export interface Size {
  messages: number;
  /** How many strikes in each phase. */
  strikes: Record<Phase, number>;
  /** Of each type of fault. */
  perFault: number;
  newRooms: number;
  /** How often a view is closed, and as often reloaded. */
  closings: number;
  /** The longest stall, blackhole or refusal, in ms. */
  longestMs: number;
}

/** So many strikes in each phase. */
export const strikesInEach = (count: number): Record<Phase, number> => ({
  'before the commit': count,
  committed: count,
  emitted: count,
  acknowledged: count,
  'mid-stream': count,
});

export const LONG: Size = {
  messages: 1_000,
  strikes: strikesInEach(24),
  perFault: 8,
  newRooms: 4,
  closings: 12,
  longestMs: 6_000,
};

export const SHORT: Size = {
  messages: 40,
  // A message that was emitted may have arrived or not: one of each.
  strikes: { ...strikesInEach(1), emitted: 2 },
  perFault: 1,
  newRooms: 1,
  closings: 1,
  longestMs: 1_500,
};

const shuffled = <T>(random: Random, items: readonly T[]): T[] => {
  const left = [...items];
  for (let last = left.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [left[last], left[other]];
    if (a === undefined || b === undefined) continue;
    left[last] = b;
    left[other] = a;
  }
  return left;
};

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Half of all strikes kill the worker, which costs least; the others share the rest. */
const VICTIM_TURNS = ['worker', 'server', 'worker', 'browser'] as const;

/** The events of a run in order, which depend on seed and size alone. */
export const scheduleOf = (seed: number, size: Size): Step[] => {
  const random = seeded(seed);
  const rough: Step[] = [
    ...PHASES.flatMap((phase, row) =>
      times(size.strikes[phase], (index): Step => {
        const victim = VICTIM_TURNS[(index + row) % VICTIM_TURNS.length] ?? 'worker';
        return { type: 'strike', ...strikeAt(random, phase, victim, index) };
      }),
    ),
    ...FAULTS.flatMap((fault) =>
      times(size.perFault, (index): Step => {
        const meanwhile = between(random, 1, 4);
        return { type: 'suffer', meanwhile, ...faultOf(random, fault, index, size.longestMs) };
      }),
    ),
    ...times(size.newRooms, (): Step => ({ type: 'new room' })),
    ...times(size.closings, (): Step => ({ type: 'close', view: pick(random, ['tab', 'popup', 'panel']) })),
    ...times(size.closings, (): Step => ({ type: 'reload', view: pick(random, ['tab', 'popup', 'panel']) })),
    ...times(size.closings * 2, (): Step => ({ type: 'go to a room', dice: random() })),
    ...times(size.closings, (): Step => ({ type: 'let settle' })),
    ...times(size.closings, (): Step => ({ type: 'say at once', view: pick(random, ['popup', 'panel']) })),
  ];
  const events = shuffled(random, rough);
  const inEvents = events.reduce((sum, step) => sum + messagesIn(step), 0);
  // The remaining messages are sent between the events, in bursts.
  let left = Math.max(0, size.messages - inEvents);
  const steps: Step[] = [];
  for (const [index, event] of events.entries()) {
    const count = Math.min(left, Math.ceil(left / (events.length - index)) + between(random, 0, 3));
    left -= count;
    const view = pick<ViewName>(random, ['tab', 'tab', 'tab', 'popup', 'panel']);
    if (count > 0) steps.push({ type: 'say', view, count, long: random() < 0.2 });
    steps.push(event);
  }
  return [...steps, { type: 'say', view: 'tab', count: left + 1, long: false }];
};

/** How many messages are typed in a step. */
export const messagesIn = (step: Step): number => {
  switch (step.type) {
    case 'say':
      return step.count;
    case 'say at once':
      return 2;
    case 'suffer':
      return step.meanwhile;
    case 'strike':
      return 1;
    case 'go to a room':
    case 'new room':
    case 'close':
    case 'reload':
    case 'let settle':
      return 0;
    default:
      return step satisfies never;
  }
};
