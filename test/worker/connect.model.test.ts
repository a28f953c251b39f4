import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { ConnectionState } from '../../src/model/connection.ts';
import type { OpenLine } from '../../src/transport/transport.ts';
import { type Connection, createConnection } from '../../src/worker/connect.ts';
import { fixedChance, handClock } from '../harness/clock.ts';
import { lineTwin } from '../harness/line.ts';
import { ROOM } from '../harness/nouns.ts';

type Backoff = typeof import('../../src/transport/backoff.ts').backoff;
/** What a mutant puts in place of the rule. */
const rule = vi.hoisted((): { backoff: Backoff | undefined } => ({ backoff: undefined }));
vi.mock(import('../../src/transport/backoff.ts'), async (original) => {
  const real = await original();
  return { backoff: (attempt, dice) => (rule.backoff ?? real.backoff)(attempt, dice) };
});
const { backoff } = await vi.importActual<{ backoff: Backoff }>('../../src/transport/backoff.ts');

/** How long a line may take to open, and a join to be confirmed, in milliseconds. */
const OPENING_MS = 10_000;
const STEADY_MS = 10_000;

/** What ought to be so. `dueAt`: when the try that is waited for begins, or what is under way is given up. */
interface Model {
  now: number;
  online: boolean;
  phase: 'waiting' | 'opening' | 'joining' | 'connected' | 'refused';
  dueAt: number;
  joinedAt: number;
  /** How many tries in a row have failed. */
  attempt: number;
  dice: number;
  /** How many lines have been opened. */
  lines: number;
}

const begin = (model: Model): void => {
  Object.assign(model, { phase: 'opening', dueAt: model.now + OPENING_MS, lines: model.lines + 1 });
};
const lose = (model: Model): void => {
  if (model.phase === 'connected' && model.now - model.joinedAt >= STEADY_MS) model.attempt = 0;
  const window = Math.min(30_000, 1_000 * 2 ** model.attempt);
  Object.assign(model, {
    phase: 'waiting',
    dueAt: model.now + Math.round(model.dice * window),
    attempt: model.attempt + 1,
  });
};
const atOnce = (model: Model): void => {
  model.attempt = 0;
  begin(model);
};
const pass = (model: Model, ms: number): void => {
  const until = model.now + ms;
  while (model.phase !== 'connected' && model.phase !== 'refused' && model.dueAt <= until) {
    model.now = model.dueAt;
    if (model.phase === 'waiting') begin(model);
    else lose(model);
  }
  model.now = until;
};
const stateOf = ({ phase, online, dueAt }: Model): Partial<ConnectionState> => {
  switch (phase) {
    case 'waiting':
      return online ? { state: 'waiting', until: dueAt } : { state: 'offline' };
    case 'opening':
    case 'joining':
      return { state: 'connecting' };
    case 'connected':
      return { state: 'connected', transport: 'websocket' };
    case 'refused':
      return { state: 'refused' };
    default:
      return phase satisfies never;
  }
};

/** The connection, broken on purpose or not, with the far ends of its lines. */
interface Real {
  connection: Connection;
  clock: ReturnType<typeof handClock>;
  chance: ReturnType<typeof fixedChance>;
  twin: ReturnType<typeof lineTwin>;
}
interface Mutation {
  backoff?: Backoff;
  openLine?: (openLine: OpenLine) => OpenLine;
  connection?: (connection: Connection) => Connection;
  /** Hears of each state. */
  onState?: (state: ConnectionState, connection: Connection) => void;
}

const start = (mutation: Mutation): { model: Model; real: Real } => {
  rule.backoff = mutation.backoff;
  const clock = handClock();
  const chance = fixedChance();
  const twin = lineTwin();
  const deps = {
    openLine: mutation.openLine?.(twin.openLine) ?? twin.openLine,
    clock,
    chance,
    online: true,
  };
  const connection: Connection = createConnection(deps, {
    onState: (state) => mutation.onState?.(state, connection),
    onJoined: () => {},
    onEvent: () => {},
    onUndecodable: () => {},
    onUnsettled: () => {},
    onAnsweredElsewhere: () => {},
    isBusy: () => false,
    onLost: () => {},
    keepAwake: () => {},
    log: () => {},
  });
  connection.aim({
    address: 'http://localhost:3000',
    entityId: 'me',
    key: undefined,
    confirmsJoin: true,
    hasHistory: true,
    roads: [{ by: 'socket', transport: 'websocket', posts: false }],
    rooms: [ROOM],
  });
  const model: Model = {
    now: clock.now(),
    online: true,
    phase: 'opening',
    dueAt: clock.now() + OPENING_MS,
    joinedAt: 0,
    attempt: 0,
    dice: chance.roll,
    lines: 1,
  };
  const broken = mutation.connection?.(connection) ?? connection;
  return { model, real: { connection: broken, clock, chance, twin } };
};

const verify = (model: Model, { connection, twin }: Real): void => {
  expect(connection.state()).toMatchObject(stateOf(model));
  expect(twin.lines).toHaveLength(model.lines);
  expect(connection.epochOf(ROOM.id) !== undefined).toBe(model.phase === 'connected');
};

interface Step {
  name: string;
  when?: readonly Model['phase'][];
  model: (model: Model) => void;
  real: (real: Real) => void;
}
const command = ({ name, when, model: expected, real: act }: Step): fc.Command<Model, Real> => ({
  check: ({ phase }) => when?.includes(phase) ?? true,
  run: (model, real) => {
    expected(model);
    act(real);
    verify(model, real);
  },
  toString: () => name,
});

const ON_A_LINE = ['opening', 'joining', 'connected'] as const;
const ended = (words: string): fc.Arbitrary<fc.Command<Model, Real>> =>
  fc.constant(
    command({ name: words, when: ON_A_LINE, model: lose, real: ({ twin }) => twin.last().cut(words) }),
  );

const commands = fc.commands(
  [
    fc.constant(
      command({
        name: 'the line opens',
        when: ['opening'],
        model: (model) => Object.assign(model, { phase: 'joining', dueAt: model.now + OPENING_MS }),
        real: ({ twin }) => twin.last().open(),
      }),
    ),
    fc.constant(
      command({
        name: 'the join is confirmed',
        when: ['joining'],
        model: (model) => Object.assign(model, { phase: 'connected', joinedAt: model.now }),
        real: ({ twin }) => twin.last().say('channel_joined', { roomId: ROOM.id }),
      }),
    ),
    ended('transport close'),
    ended('ping timeout'),
    ended('io server disconnect'),
    fc.constant(
      command({
        name: 'the handshake is refused for good',
        when: ['opening'],
        model: (model) => Object.assign(model, { phase: 'refused' }),
        real: ({ twin }) => twin.last().refuse('Invalid or missing API Key'),
      }),
    ),
    fc.constant(
      command({
        name: 'the handshake is refused for now',
        when: ['opening'],
        model: lose,
        real: ({ twin }) => twin.last().refuse('Service unavailable'),
      }),
    ),
    fc.constant(
      command({
        name: 'a line of before tells something',
        model: () => {},
        real: ({ twin }) => {
          for (const line of twin.lines.slice(0, -1)) {
            line.open();
            line.cut();
            line.refuse('Invalid or missing API Key');
          }
        },
      }),
    ),
    fc.constant(
      command({
        name: 'the network comes',
        model: (model) => {
          model.online = true;
          if (model.phase === 'waiting') atOnce(model);
        },
        real: ({ connection }) => connection.networkChanged(true),
      }),
    ),
    fc.constant(
      command({
        name: 'the network goes',
        model: (model) => {
          model.online = false;
        },
        real: ({ connection }) => connection.networkChanged(false),
      }),
    ),
    fc.constant(
      command({
        name: 'try now',
        when: ['waiting', 'refused'],
        model: atOnce,
        real: ({ connection }) => connection.tryNow(),
      }),
    ),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map((dice) =>
      command({
        name: `the dice show ${dice}`,
        model: (model) => {
          model.dice = dice;
        },
        real: ({ chance }) => {
          chance.roll = dice;
        },
      }),
    ),
    fc.oneof(fc.nat(2_000), fc.integer({ min: 9_000, max: 90_000 })).map((ms) =>
      command({
        name: `${ms} ms pass`,
        model: (model) => pass(model, ms),
        real: ({ clock }) => clock.pass(ms),
      }),
    ),
  ],
  { maxCommands: 60, size: 'max' },
);

const follows = (mutation: Mutation = {}) =>
  fc.property(commands, (steps) => fc.modelRun(() => start(mutation), steps));
const RUNS = 2_000;

describe('the connection, whatever the server, the network and the user do', { timeout: 60_000 }, () => {
  it('comes back for ever by its rules, and stops for a refusal alone', () => {
    fc.assert(follows(), { numRuns: RUNS });
  });

  /** The connection, but for what stands in `over`. */
  const but =
    (over: Partial<Connection>) =>
    (connection: Connection): Connection => ({ ...connection, ...over });

  it.each<[string, Mutation]>([
    ['waits without chance', { backoff: (attempt) => backoff(attempt, 0.5) }],
    ['waits ever longer', { backoff: (attempt, dice) => Math.round(dice * 1_000 * 2 ** attempt) }],
    ['always waits as after the first loss', { backoff: (_attempt, dice) => backoff(0, dice) }],
    [
      'gives up after the fifth try',
      { backoff: (attempt, dice) => (attempt < 5 ? backoff(attempt, dice) : 1e12) },
    ],
    [
      'leaves a line alone that the server ended, as socket.io-client does',
      {
        openLine: (openLine) => (options, handlers) =>
          openLine(options, {
            ...handlers,
            onClosed: (error) => {
              if (error !== 'io server disconnect') handlers.onClosed(error);
            },
          }),
      },
    ],
    ['does not hear the network come', { connection: but({ networkChanged: () => {} }) }],
    ['does not try when it is told to', { connection: but({ tryNow: () => {} }) }],
    [
      'tries on after a refusal',
      {
        onState: ({ state }, connection) => {
          if (state === 'refused') connection.tryNow();
        },
      },
    ],
  ])('does not when it %s', (_name, mutation) => {
    const { errorInstance } = fc.check(follows(mutation), { numRuns: RUNS, seed: 1 });
    expect(String(errorInstance)).toMatch(/^AssertionError/);
  });
});
