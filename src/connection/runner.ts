import type { Chance } from '../model/chance.ts';
import type { Clock } from '../model/clock.ts';
import { deadlineOf, type Effect, type Input, idleMachine, type Machine } from './machine.ts';
import { transition } from './transition.ts';

export interface RunnerDeps {
  clock: Clock;
  chance: Chance;
  /** Whether the browser says that it has a network. */
  online: boolean;
  /** Whether something is under way that a route upgrade should not interrupt. */
  isBusy: () => boolean;
}

/** A machine in the world: its present state, and the way to tell it what happens. */
export interface Runner {
  machine(): Machine;
  dispatch(input: Input): void;
}

/** Hands a machine its inputs, one after the other, and the time when it is due; `run` carries out each effect. */
export const createRunner = (
  { clock, chance, online, isBusy }: RunnerDeps,
  run: (effect: Effect) => void,
): Runner => {
  let machine = idleMachine(online);
  let nextId = chance.uuid();
  let cancelTimer = (): void => {};
  const inputs: Input[] = [];
  let isRunning = false;

  const step = (input: Input): void => {
    const circumstances = { now: clock.now(), dice: chance.dice(), nextId, isBusy: isBusy() };
    const [next, ...effects] = transition(machine, input, circumstances);
    machine = next;
    if ('connectionId' in machine && machine.connectionId === nextId) nextId = chance.uuid();
    for (const effect of effects) run(effect);
    setTimer();
  };

  const setTimer = (): void => {
    cancelTimer();
    const deadline = deadlineOf(machine);
    cancelTimer =
      deadline === Infinity
        ? () => {}
        : clock.after(Math.max(0, deadline - clock.now()), () => dispatch({ type: 'time-passed' }));
  };

  /** An effect may bring the next input at once: it is taken after the present step. */
  const dispatch = (input: Input): void => {
    inputs.push(input);
    if (isRunning) return;
    isRunning = true;
    try {
      for (let next = inputs.shift(); next; next = inputs.shift()) step(next);
    } finally {
      isRunning = false;
    }
  };

  return { machine: () => machine, dispatch };
};
