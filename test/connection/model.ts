import type { ConnectionState } from '../../src/model/connection.ts';

/** How long a route may take to open where there is another one, and where there is none, in milliseconds. */
const NEXT_ROUTE_MS = 4_000;
const LAST_ROUTE_MS = 10_000;
const JOIN_MS = 10_000;
const STEADY_MS = 10_000;
const FIRST_TRIAL_MS = 5_000;
const LONGEST_TRIAL_MS = 300_000;

export type RoomName = 'r1' | 'r2';
export const ROOM_NAMES: readonly RoomName[] = ['r1', 'r2'];
/** The routes, the best first. */
const ROUTES = ['websocket', 'polling'] as const;

/**
 * What ought to be so of a connection with two routes and two rooms, written down apart from the product: in
 * one place, by assignments, with the numbers spelled out.
 */
export interface Model {
  now: number;
  online: boolean;
  busy: boolean;
  phase: 'waiting' | 'opening' | 'joining' | 'connected' | 'refused';
  /** When the try that is waited for begins, or the one under way is given up. */
  dueAt: number;
  route: number;
  foremost: RoomName;
  /** The rooms that wait for an answer, and until when. */
  pending: Map<RoomName, number>;
  joined: Set<RoomName>;
  leftOut: Set<RoomName>;
  /** The foremost room, where it was refused and the connection stands for the other one. */
  denied: RoomName | undefined;
  refusals: number;
  connectedAt: number;
  /** How many tries in a row have failed. */
  failures: number;
  dice: number;
  /** How many transports have been opened, and which of them is the connection's, and which a trial's. */
  opened: number;
  current: number;
  trial: number | undefined;
  /** When the next trial begins, or the present one is given up; infinite on the best route. */
  trialDueAt: number;
  trials: number;
}

export const firstModel = (now: number, dice: number): Model => {
  const model: Model = {
    now,
    online: true,
    busy: false,
    phase: 'waiting',
    dueAt: now,
    route: 0,
    foremost: 'r1',
    pending: new Map(),
    joined: new Set(),
    leftOut: new Set(),
    denied: undefined,
    refusals: 0,
    connectedAt: 0,
    failures: 0,
    dice,
    opened: 0,
    current: -1,
    trial: undefined,
    trialDueAt: Number.POSITIVE_INFINITY,
    trials: 0,
  };
  begin(model, 0);
  return model;
};

export const isOpen = ({ phase }: Model): boolean => phase === 'joining' || phase === 'connected';

const end = (model: Model): void => {
  model.pending.clear();
  model.joined.clear();
  model.leftOut.clear();
  Object.assign(model, {
    denied: undefined,
    refusals: 0,
    current: -1,
    trial: undefined,
    trialDueAt: Number.POSITIVE_INFINITY,
    trials: 0,
  });
};

const begin = (model: Model, route: number): void => {
  end(model);
  const wait = route < ROUTES.length - 1 ? NEXT_ROUTE_MS : LAST_ROUTE_MS;
  Object.assign(model, { phase: 'opening', route, dueAt: model.now + wait, current: model.opened });
  model.opened += 1;
};

export const lose = (model: Model): void => {
  if (model.phase === 'connected' && model.now - model.connectedAt >= STEADY_MS) model.failures = 0;
  if (model.phase === 'opening' && model.route < ROUTES.length - 1) {
    begin(model, model.route + 1);
    return;
  }
  end(model);
  const window = Math.min(30_000, 1_000 * 2 ** model.failures);
  model.phase = 'waiting';
  model.dueAt = model.now + Math.round(model.dice * window);
  model.failures += 1;
};

export const refuse = (model: Model): void => {
  end(model);
  model.phase = 'refused';
};

export const tryAtOnce = (model: Model): void => {
  if (model.denied !== undefined) {
    model.pending.set(model.denied, model.now + JOIN_MS);
    model.denied = undefined;
    return;
  }
  model.failures = 0;
  begin(model, 0);
};

export const open = (model: Model): void => {
  model.phase = 'joining';
  for (const room of ROOM_NAMES) model.pending.set(room, model.now + JOIN_MS);
  if (model.route > 0) scheduleTrial(model);
};

const scheduleTrial = (model: Model): void => {
  model.trial = undefined;
  model.trialDueAt = model.now + Math.min(LONGEST_TRIAL_MS, FIRST_TRIAL_MS * 2 ** model.trials);
  model.trials += 1;
};

/** Nothing is waited for any more: the connection stands. */
const complete = (model: Model): void => {
  if (model.phase !== 'joining' || model.pending.size > 0) return;
  model.phase = 'connected';
  model.connectedAt = model.now;
};

const leaveOut = (model: Model, rooms: readonly RoomName[]): void => {
  for (const room of rooms) {
    model.pending.delete(room);
    model.leftOut.add(room);
  }
};

/** A refusal names no room: it is known which ones are meant once no more are left than refusals. */
const assign = (model: Model): void => {
  if (model.refusals > 0 && model.pending.size <= model.refusals) {
    if (model.pending.has(model.foremost)) {
      if (model.joined.size === 0) {
        refuse(model);
        return;
      }
      model.pending.delete(model.foremost);
      model.denied = model.foremost;
    }
    leaveOut(model, [...model.pending.keys()]);
    model.refusals = 0;
  }
  complete(model);
};

export const confirm = (model: Model, room: RoomName): void => {
  if (!model.pending.delete(room)) return;
  model.joined.add(room);
  assign(model);
};

/** Only as long as a join waits for its answer: what is refused later is a message. */
export const refuseJoin = (model: Model): void => {
  if (!isOpen(model) || model.pending.size === 0) return;
  model.refusals += 1;
  assign(model);
};

export const lookAt = (model: Model, room: RoomName): void => {
  const isOther = room !== model.foremost;
  model.foremost = room;
  if (model.denied !== undefined && model.denied !== room) {
    model.leftOut.add(model.denied);
    model.denied = undefined;
  }
  if (model.phase === 'refused' && isOther) begin(model, 0);
  else if (isOpen(model) && model.leftOut.delete(room)) model.pending.set(room, model.now + JOIN_MS);
};

export const endTrial = (model: Model, isFound: boolean): void => {
  if (isFound && !model.busy) begin(model, 0);
  else scheduleTrial(model);
};

const beginTrial = (model: Model): void => {
  if (model.busy) {
    scheduleTrial(model);
    return;
  }
  model.trial = model.opened;
  model.opened += 1;
  model.trialDueAt = model.now + NEXT_ROUTE_MS;
};

const expireJoins = (model: Model): void => {
  const overdue = [...model.pending].filter(([, at]) => at <= model.now).map(([room]) => room);
  if (overdue.includes(model.foremost)) lose(model);
  else {
    leaveOut(model, overdue);
    complete(model);
  }
};

/** Time passes: what is due is done, each at its own time. */
export const pass = (model: Model, ms: number): void => {
  const until = model.now + ms;
  for (;;) {
    const joinsDueAt = Math.min(...model.pending.values());
    const isTimed = model.phase === 'waiting' || model.phase === 'opening';
    const dueAt = isTimed ? model.dueAt : Math.min(joinsDueAt, model.trialDueAt);
    if (model.phase === 'refused' || dueAt > until) break;
    model.now = Math.max(model.now, dueAt);
    if (model.phase === 'waiting') begin(model, 0);
    else if (model.phase === 'opening') lose(model);
    else if (joinsDueAt <= model.now) expireJoins(model);
    else if (model.trial === undefined) beginTrial(model);
    else endTrial(model, false);
  }
  model.now = until;
};

/** What the connection ought to say of itself. */
export const stateOf = ({ phase, online, dueAt, route, denied }: Model): Partial<ConnectionState> => {
  switch (phase) {
    case 'waiting':
      return online ? { type: 'waiting', until: dueAt } : { type: 'offline' };
    case 'opening':
    case 'joining':
      return { type: 'connecting' };
    case 'connected':
      return denied === undefined
        ? { type: 'connected', transport: ROUTES[route] ?? 'rest' }
        : { type: 'refused' };
    case 'refused':
      return { type: 'refused' };
    default:
      return phase satisfies never;
  }
};
