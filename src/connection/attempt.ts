import { later } from '../model/time.ts';
import { openingTime } from '../transport/routes.ts';
import { refusalOf } from '../wire/refusal.ts';
import { backoff } from './backoff.ts';
import { isJoining } from './joins.ts';
import {
  type Circumstances,
  type Common,
  connectionStateOf,
  type Effect,
  isOpen,
  type Machine,
  type Opening,
  type OpenMachine,
  type Transition,
} from './machine.ts';
import { fitRoutes, type Goal, transportOptions } from './target.ts';

/** How long a connection must have stood for its loss to reset the backoff, in milliseconds. */
const STEADY_MS = 10_000;

/** Begins to open a transport on the fit route at `routeIndex`. */
export const openRoute = (
  common: Common,
  goal: Goal,
  routeIndex: number,
  { now, nextId: connectionId }: Circumstances,
): Transition => {
  const routes = fitRoutes(goal);
  const route = routes[routeIndex];
  if (!route) return [{ type: 'idle', common }];
  const isOnly = routes.length === 1;
  const deadline = later(now, openingTime(routes, routeIndex));
  const next: Opening = { type: 'opening', common, goal, connectionId, routeIndex, route, isOnly, deadline };
  return [
    next,
    announce(next),
    { type: 'open', connectionId, options: transportOptions(goal.target, route, isOnly) },
  ];
};

/** Ends the present try or connection, and begins the next try. `byItself`: it was not ended from here. */
export const lose = (
  machine: Opening | OpenMachine,
  error: string,
  byItself: boolean,
  circumstances: Circumstances,
): Transition => {
  const { common, goal, routeIndex } = machine;
  const wasSteady = machine.type === 'connected' && circumstances.now - machine.since >= STEADY_MS;
  const next = wasSteady ? { ...goal, failures: 0 } : goal;
  // A try that failed goes on with the next route; a connection that was lost is tried from the best one again.
  const hasNext = machine.type === 'opening' && routeIndex < fitRoutes(goal).length - 1;
  const [state, ...effects] = hasNext
    ? openRoute(common, next, routeIndex + 1, circumstances)
    : backOff(common, next, circumstances);
  return [state, log('closed', error), ...closeEffects(machine, byItself), ...effects];
};

/** Stops for a refusal that another try cannot change, else waits for the next try. */
export const refuse = (
  machine: Opening | OpenMachine,
  error: string,
  circumstances: Circumstances,
): Transition => {
  const { common, goal } = machine;
  const code = isOpen(machine) && isJoining(machine.joins) ? 'access-denied' : refusalOf(error);
  const refusal: Machine | undefined = code && { type: 'refused', common, goal, code, error };
  const [next, ...effects]: Transition = refusal
    ? [refusal, announce(refusal)]
    : backOff(common, goal, circumstances);
  return [next, log('refused', error), ...closeEffects(machine), ...effects];
};

/** Waits for the next try; the window grows with each one that failed. */
export const backOff = (common: Common, goal: Goal, { now, dice }: Circumstances): Transition => {
  const { failures } = goal;
  const until = later(now, backoff(failures, dice));
  const next: Machine = { type: 'waiting', common, goal: { ...goal, failures: failures + 1 }, until };
  return [next, announce(next)];
};

/** Closes the transports that are open: the connection's and a trial's. */
export const closeEffects = (machine: Machine, byItself = false): Effect[] => {
  if (!('connectionId' in machine)) return [];
  const { connectionId } = machine;
  const close: Effect = { type: 'close', connectionId, byItself };
  return isOpen(machine) && machine.upgrade?.type === 'trying' ? [{ type: 'close-trial' }, close] : [close];
};

/** Announces the state. */
export const announce = (machine: Machine): Effect => ({
  type: 'state',
  state: connectionStateOf(machine),
});

export const log = (name: string, detail: string, payload?: unknown): Effect => ({
  type: 'log',
  direction: 'note',
  name,
  detail,
  payload,
});
