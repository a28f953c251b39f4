import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Connection, createConnection } from '../../src/connection/connection.ts';
import type { ConnectionTarget } from '../../src/connection/target.ts';
import type { ConnectionState } from '../../src/model/connection.ts';
import type { Room } from '../../src/model/room.ts';
import { routesFor } from '../../src/transport/routes.ts';
import type { OpenTransport } from '../../src/transport/transport.ts';
import { fixedChance, handClock } from '../harness/clock.ts';
import { type FarEnd, memoryTransports } from '../harness/memory-transport.ts';
import { modelRuns, modelTimeout, mutantRuns } from '../harness/mutants.ts';
import { ROOM, roomId } from '../harness/nouns.ts';
import {
  confirm,
  endTrial,
  firstModel,
  isOpen,
  lookAt,
  lose,
  type Model,
  open,
  pass,
  ROOM_NAMES,
  type RoomName,
  refuse,
  refuseJoin,
  stateOf,
  tryAtOnce,
} from './model.ts';

type Backoff = typeof import('../../src/connection/backoff.ts').backoff;
/** What a mutant puts in place of the rule. */
const rule = vi.hoisted((): { backoff: Backoff | undefined } => ({ backoff: undefined }));
vi.mock(import('../../src/connection/backoff.ts'), async (original) => {
  const real = await original();
  return { backoff: (attempt, dice) => (rule.backoff ?? real.backoff)(attempt, dice) };
});
const { backoff } = await vi.importActual<{ backoff: Backoff }>('../../src/connection/backoff.ts');

const OTHER: Room = { ...ROOM, id: roomId('r2') };
const ROOMS: Readonly<Record<RoomName, Room>> = { r1: ROOM, r2: OTHER };
const targetAt = (foremost: RoomName): ConnectionTarget => ({
  address: 'http://localhost:3000',
  entityId: 'me',
  key: undefined,
  dialect: 'modern',
  routes: routesFor('socket', 'automatic'),
  rooms: foremost === 'r1' ? [ROOM, OTHER] : [OTHER, ROOM],
  foremost: ROOMS[foremost].id,
});

/** The connection, broken on purpose or not, with the far ends of its transports. */
interface Real {
  connection: Connection;
  clock: ReturnType<typeof handClock>;
  chance: ReturnType<typeof fixedChance>;
  twin: ReturnType<typeof memoryTransports>;
  world: { isBusy: boolean };
}
interface Mutation {
  backoff?: Backoff;
  openTransport?: (open: OpenTransport) => OpenTransport;
  connection?: (connection: Connection) => Connection;
  /** Hears of each state. */
  onState?: (state: ConnectionState, connection: Connection) => void;
}

const start = (mutation: Mutation): { model: Model; real: Real } => {
  rule.backoff = mutation.backoff;
  const clock = handClock();
  const chance = fixedChance();
  const twin = memoryTransports();
  const world = { isBusy: false };
  const deps = {
    openTransport: mutation.openTransport?.(twin.openTransport) ?? twin.openTransport,
    clock,
    chance,
    online: true,
    isBusy: () => world.isBusy,
  };
  const connection: Connection = createConnection(deps, (event) => {
    if (event.type === 'state') mutation.onState?.(event.state, connection);
  });
  connection.setTarget(targetAt('r1'));
  const model = firstModel(clock.now(), chance.roll);
  const broken = mutation.connection?.(connection) ?? connection;
  return { model, real: { connection: broken, clock, chance, twin, world } };
};

const verify = (model: Model, { connection, twin }: Real): void => {
  expect(connection.state()).toMatchObject(stateOf(model));
  expect(twin.farEnds).toHaveLength(model.opened);
  const open = twin.farEnds.flatMap(({ isClosed }, index) => (isClosed ? [] : [index]));
  expect(open).toEqual([model.current, model.trial].filter((index) => index !== undefined && index >= 0));
  for (const room of ROOM_NAMES) {
    expect([room, connection.connectionIdOf(ROOMS[room].id) !== undefined]).toEqual([
      room,
      model.joined.has(room),
    ]);
  }
};

interface Step {
  name: string;
  when?: (model: Model) => boolean;
  model: (model: Model) => void;
  /** `model`: as it was before the step. */
  real: (real: Real, model: Readonly<Model>) => void;
}
const command = ({ name, when, model: expected, real: act }: Step): fc.Command<Model, Real> => ({
  check: (model) => when?.(model) ?? true,
  run: (model, real) => {
    act(real, { ...model });
    expected(model);
    verify(model, real);
  },
  toString: () => name,
});
const always = (step: Step): fc.Arbitrary<fc.Command<Model, Real>> => fc.constant(command(step));

const farEndAt = ({ twin }: Real, index: number | undefined): FarEnd => {
  const far = twin.farEnds[index ?? -1];
  if (!far) throw new Error(`there is no transport ${index}`);
  return far;
};
const onTransport = ({ phase }: Model): boolean => phase !== 'waiting' && phase !== 'refused';
const isOpening = ({ phase }: Model): boolean => phase === 'opening';
const isTrying = ({ trial }: Model): boolean => trial !== undefined;
const cut = (words: string): fc.Arbitrary<fc.Command<Model, Real>> =>
  always({
    name: words,
    when: onTransport,
    model: lose,
    real: (real, { current }) => farEndAt(real, current).cut(words),
  });
const room = fc.constantFrom(...ROOM_NAMES);

const commands = fc.commands(
  [
    always({
      name: 'the transport opens',
      when: isOpening,
      model: open,
      real: (real, { current, route }) =>
        farEndAt(real, current).open({ transport: route === 0 ? 'websocket' : 'polling' }),
    }),
    room.map((name) =>
      command({
        name: `the join of ${name} is confirmed`,
        when: isOpen,
        model: (model) => confirm(model, name),
        real: (real, { current }) => farEndAt(real, current).say('channel_joined', { roomId: name }),
      }),
    ),
    always({
      name: 'a join is refused',
      when: isOpen,
      model: refuseJoin,
      real: (real, { current }) => farEndAt(real, current).say('messageError', { error: 'Access denied' }),
    }),
    room.map((name) =>
      command({
        name: `${name} is looked at`,
        model: (model) => lookAt(model, name),
        real: ({ connection }) => connection.setTarget(targetAt(name)),
      }),
    ),
    cut('transport close'),
    cut('ping timeout'),
    cut('io server disconnect'),
    always({
      name: 'the handshake is refused for good',
      when: isOpening,
      model: refuse,
      real: (real, { current }) => farEndAt(real, current).refuse('Invalid or missing API Key'),
    }),
    always({
      name: 'the handshake is refused for now',
      when: isOpening,
      // Another route would bring the same refusal.
      model: (model) => lose(Object.assign(model, { route: 1 })),
      real: (real, { current }) => farEndAt(real, current).refuse('Service unavailable'),
    }),
    always({
      name: 'it was something else that refused',
      when: ({ phase }) => phase === 'refused',
      model: lose,
      real: ({ connection }) => connection.tryAgain(),
    }),
    always({
      name: 'the best route is open again',
      when: isTrying,
      model: (model) => endTrial(model, true),
      real: (real, { trial }) => farEndAt(real, trial).open(),
    }),
    always({
      name: 'the best route is still shut',
      when: isTrying,
      model: (model) => endTrial(model, false),
      real: (real, { trial }) => farEndAt(real, trial).cut(),
    }),
    always({
      name: 'the worse route connects, and stands until the better one is tried',
      when: ({ phase, route }) => phase === 'opening' && route === 0,
      model: (model) => {
        lose(model);
        open(model);
        for (const name of ROOM_NAMES) confirm(model, name);
        pass(model, 5_000);
      },
      real: (real, { current }) => {
        farEndAt(real, current).cut();
        const far = real.twin.last();
        far.open({ transport: 'polling' });
        for (const name of ROOM_NAMES) far.say('channel_joined', { roomId: name });
        real.clock.pass(5_000);
      },
    }),
    fc.boolean().map((isBusy) =>
      command({
        name: isBusy ? 'a message is in flight' : 'nothing is in flight',
        model: (model) => {
          model.busy = isBusy;
        },
        real: ({ world }) => {
          world.isBusy = isBusy;
        },
      }),
    ),
    always({
      name: 'the transports of before tell something',
      model: () => {},
      real: ({ twin }, { current, trial }) => {
        for (const [index, far] of twin.farEnds.entries()) {
          if (index === current || index === trial) continue;
          far.open();
          far.say('channel_joined', { roomId: 'r1' });
          far.say('messageError', { error: 'Access denied' });
          far.cut();
          far.refuse('Invalid or missing API Key');
        }
      },
    }),
    always({
      name: 'the network comes',
      model: (model) => {
        model.online = true;
        if (model.phase === 'waiting') tryAtOnce(model);
      },
      real: ({ connection }) => connection.networkChanged(true),
    }),
    always({
      name: 'the network goes',
      model: (model) => {
        model.online = false;
      },
      real: ({ connection }) => connection.networkChanged(false),
    }),
    always({
      name: 'try now',
      when: ({ phase, denied }) => phase === 'waiting' || phase === 'refused' || denied !== undefined,
      model: tryAtOnce,
      real: ({ connection }) => connection.tryNow(),
    }),
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
    fc
      .oneof(
        fc.nat(2_000),
        fc.constantFrom(3_999, 4_000, 9_999, 10_000, 15_000),
        fc.integer({ min: 3_000, max: 90_000 }),
      )
      .map((ms) =>
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

describe('the connection, whatever the server, the network and the user do', modelTimeout(60_000), () => {
  it('comes back for ever by its rules, and stops for a refusal alone', () => {
    fc.assert(follows(), modelRuns(RUNS));
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
      'leaves a transport alone that the server ended, as socket.io-client does',
      {
        openTransport: (openTransport) => (options, onEvent) =>
          openTransport(options, (event) => {
            if (event.type !== 'closed' || event.error !== 'io server disconnect') onEvent(event);
          }),
      },
    ],
    ['does not hear the network come', { connection: but({ networkChanged: () => {} }) }],
    ['does not try when it is told to', { connection: but({ tryNow: () => {} }) }],
    [
      'tries on after a refusal',
      {
        onState: ({ type: state }, connection) => {
          if (state === 'refused') connection.tryNow();
        },
      },
    ],
  ])('does not when it %s', (_name, mutation) => {
    const { errorInstance } = fc.check(follows(mutation), mutantRuns(RUNS));
    expect(String(errorInstance)).toMatch(/^AssertionError/);
  });
});
