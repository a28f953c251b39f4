import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_SUSPECT } from '../../src/delivery/entry.ts';
import type { OwnMessage } from '../../src/model/message.ts';
import type { Store, Write } from '../../src/store/store.ts';
import { weighted } from '../harness/commands.ts';
import { modelRuns, modelTimeout, mutantRuns } from '../harness/mutants.ts';
import { POISON, type Row } from './world/server.ts';
import { ACTIONS, type Action, createWorld, type Mutation, type World } from './world/world.ts';

const WEIGHTS: Partial<Record<Action, number>> = {
  type: 3,
  'open the line': 4,
  hear: 6,
  'answer a question': 4,
  'take a message': 3,
  'start the worker': 3,
};

/** The model is what can happen next; what may and may not come of it is judged at the end. */
type Model = Set<Action>;
const possible = (world: World): Action[] => ACTIONS.filter((action) => world.can(action));
const command = (action: Action): fc.AsyncCommand<Model, World> => ({
  check: (model) => model.has(action),
  run: async (model, world) => {
    await world.act(action);
    model.clear();
    for (const next of possible(world)) model.add(next);
  },
  toString: () => action,
});
const commandsOf = (actions: readonly Action[]) =>
  fc.commands(weighted(actions, WEIGHTS, command), { maxCommands: 120, size: 'max' });
/** Without what holds all up for a while, mutants are found sooner. */
const HARMLESS = ACTIONS.filter((action) => action !== 'type what ends its line');

const END_STATES: ReadonlySet<string> = new Set(['sent', 'failed']);

const CALM = ['start the worker', 'open the line', 'take a message', 'hear', 'answer a question'] as const;
/** The worker lives, the line holds, the history answers: until all has come to rest. */
const calm = async (world: World): Promise<void> => {
  world.spare();
  const isAtRest = (): boolean =>
    !world.isBusy() &&
    world.hasLine() &&
    world.shown().every((message) => message.type !== 'own' || END_STATES.has(message.delivery.type)) &&
    world.typed.length <= world.shown().filter(({ type: kind }) => kind === 'own').length;
  // And still so when what failed was tried again, and what was held has come.
  for (let rests = 0, turns = 0; rests < 2 && turns < 3_000; turns += 1) {
    const due = CALM.filter((action) => world.can(action));
    for (const action of due) if (world.can(action)) await world.act(action);
    if (due.length > 0) continue;
    const rested = isAtRest();
    await world.act(rested ? 'wait long' : 'wait');
    rests = rested && isAtRest() ? rests + 1 : 0;
  }
};

/** What a view ought to show of the rows: each message once, and what is there twice is said to be. */
const shownOf = (rows: readonly Row[]): unknown[] => {
  const ids = rows.map(({ id, clientId }) => clientId ?? id);
  return rows.flatMap(({ id: serverId, clientId, text }, index) => {
    const id = clientId ?? serverId;
    if (ids.indexOf(id) < index) return [];
    const isTwice = ids.lastIndexOf(id) > index;
    return { id, text, is: text.startsWith('reply') ? 'complete' : isTwice ? 'twice' : 'sent' };
  });
};
const failed = (world: World): OwnMessage[] =>
  world
    .shown()
    .flatMap((message) => (message.type === 'own' && message.delivery.type === 'failed' ? [message] : []));
const seen = (world: World): unknown[] =>
  world.shown().flatMap((message) => {
    const { id, text } = message;
    if (message.type === 'other') return [{ id, text, is: message.reply }];
    const { delivery } = message;
    const isTwice = delivery.type === 'sent' && delivery.twice === 'yes';
    return delivery.type === 'failed' ? [] : [{ id, text, is: isTwice ? 'twice' : delivery.type }];
  });

const holds = (actions: readonly Action[], mutation: Mutation = {}) =>
  fc.asyncProperty(commandsOf(actions), async (steps) => {
    const world = await createWorld(mutation);
    await fc.asyncModelRun(() => ({ model: new Set(possible(world)), real: world }), steps);
    const cuts = String(steps).split(/cut the line|what ends its line|long/).length - 1;
    await calm(world);
    const arrived = world.rows.filter(({ isLate }) => !isLate).flatMap(({ clientId }) => clientId ?? []);
    // What ends its line is said to have failed, and holds nothing else up; the network may look like it, rarely.
    const lost = failed(world);
    const ids = lost.map(({ id }) => id);
    expect(arrived).toEqual(world.typed.filter((id) => !ids.includes(id)));
    const innocent = lost.filter(({ text }) => !text.startsWith(POISON));
    if (innocent.length > 0) expect(cuts).toBeGreaterThanOrEqual(MOST_SUSPECT);
    for (const { delivery } of lost) expect(delivery).toMatchObject({ reason: { type: 'not-taken' } });
    expect(seen(world)).toEqual(shownOf(world.rows));
    // And so it is in the next worker's words.
    await world.act('kill the worker');
    await world.act('start the worker');
    expect(seen(world)).toEqual(shownOf(world.rows));
  });

describe('a worker, whatever the network, the server, the browser and the user do', {
  ...modelTimeout(120_000),
}, () => {
  it('brings each message to the server once, and shows what the server has', async () => {
    await fc.assert(holds(ACTIONS), modelRuns(400));
  });

  it('says that a message was delivered twice when the network held it for longer than W', async () => {
    const world = await createWorld();
    await calm(world);
    await world.act('type');
    for (const action of ['cut the line', 'hold what a lost line held'] as const) await world.act(action);
    await calm(world);
    expect(world.rows).toHaveLength(2);
    expect(seen(world)).toEqual([{ id: 'c1', text: 'text of c1', is: 'twice' }]);
  });

  it('says so too when what was held arrives before the copy that was sent again', async () => {
    const world = await createWorld();
    await calm(world);
    const until: Action[] = ['type', 'kill the worker', 'hold what a lost line held', 'wait long'];
    const verify: Action[] = ['wait', 'answer a question', 'wait', 'answer a question'];
    const again: Action[] = [
      'start the worker',
      'wait',
      'open the line',
      'hear',
      'answer a question',
      ...verify,
    ];
    for (const action of [...until, ...again, 'kill the worker', 'wait long'] as const) {
      if (world.can(action)) await world.act(action);
    }
    await calm(world);
    expect(world.rows.map(({ isLate }) => isLate)).toEqual([false, true]);
    expect(seen(world)).toEqual([{ id: 'c1', text: 'text of c1', is: 'twice' }]);
  });

  it('asks once whose messages are that come close together without their ids', async () => {
    const world = await createWorld();
    await calm(world);
    for (let count = 0; count < 5; count += 1) {
      await world.act('write by another client');
      await world.act('hear');
    }
    expect(world.can('answer a question')).toBe(false);
    for (let count = 0; count < 2; count += 1) await world.act('wait');
    await world.act('answer a question');
    expect(world.can('answer a question')).toBe(false);
    await world.act('wait long');
    expect(world.can('answer a question')).toBe(false);
  });

  /** A store that leaves out what `keeps` says no to. */
  const forgetting =
    (keeps: (write: Write) => boolean) =>
    (store: Store): Store => ({
      ...store,
      commit: (profile, writes) => store.commit(profile, writes.filter(keeps)),
    });

  it.each<[string, Mutation]>([
    ['the history does not tell under which id a message was sent', { told: () => undefined }],
    [
      'a message is emitted twice',
      {
        openSocket: (openSocket) => (options, onEvent) => {
          const socket = openSocket(options, onEvent);
          const send: typeof socket.send = (...args) => {
            socket.send(...args);
            socket.send(...args);
          };
          return { ...socket, send };
        },
      },
    ],
    [
      'it is not committed that a message goes out',
      { store: forgetting((write) => write.type !== 'outbox' || write.entry.phase.type !== 'in-flight') },
    ],
    [
      'a message that is settled stays in the outbox',
      { store: forgetting(({ type }) => type !== 'remove-from-outbox') },
    ],
    ['what is heard is not committed', { store: forgetting(({ type }) => type !== 'message') }],
    [
      'a commit is not waited for',
      {
        store: (store) => ({
          ...store,
          commit: async (...args) => {
            setImmediate(() => void store.commit(...args));
          },
        }),
      },
    ],
  ])('does not where %s', async (_where, mutation) => {
    const { errorInstance } = await fc.check(holds(HARMLESS, mutation), mutantRuns(1_000, 15));
    expect(String(errorInstance)).toMatch(/^AssertionError/);
  });
});
