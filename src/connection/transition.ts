import { isEqual } from '../model/equal.ts';
import { later } from '../model/time.ts';
import { FRAME_LIMIT } from '../wire/encode.ts';
import { announce, backOff, closeEffects, lose, openRoute, refuse } from './attempt.ts';
import { confirmJoin, denialOf, expireJoins, forgetDenials, joinDeadline, refuseJoin } from './joins.ts';
import {
  type Circumstances,
  connectionStateOf,
  deadlineOf,
  type Input,
  isOpen,
  type Machine,
  type Opening,
  type OpenMachine,
  type Transition,
} from './machine.ts';
import { answerJoin, joinRooms, KEEP_AWAKE_EVERY_MS, openRooms } from './rooms.ts';
import { type ConnectionTarget, fitRoutes, hasSameRooms, isSameServer } from './target.ts';
import { beginTrial, endTrial } from './trial.ts';

/** The next state, and the effects that lead there. Pure. */
export const transition = (machine: Machine, input: Input, circumstances: Circumstances): Transition => {
  switch (input.type) {
    case 'target-set':
      return setTarget(machine, input.target, circumstances);
    case 'retry-requested':
      if (isOpen(machine)) return joinDenied(machine, circumstances);
      return machine.type === 'waiting' || machine.type === 'refused'
        ? openRoute(machine.common, { ...machine.goal, failures: 0, unfit: [] }, 0, circumstances)
        : [machine];
    case 'refusal-withdrawn':
      return machine.type === 'refused' ? backOff(machine.common, machine.goal, circumstances) : [machine];
    case 'disconnect-requested':
      return 'connectionId' in machine ? lose(machine, input.reason, false, circumstances) : [machine];
    case 'network-changed':
      return changeNetwork(machine, input.online, circumstances);
    case 'time-passed':
      return passTime(machine, circumstances);
    case 'trial-ended': {
      const isCurrent =
        isOpen(machine) && machine.upgrade?.type === 'trying' && machine.upgrade.trialId === input.trialId;
      return isCurrent ? endTrial(machine, input.isFound, circumstances) : [machine];
    }
    case 'transport-opened':
    case 'transport-closed':
    case 'transport-refused':
    case 'room-joined':
    case 'join-refused':
      return 'connectionId' in machine && machine.connectionId === input.connectionId
        ? hear(machine, input, circumstances)
        : [machine];
    default:
      return input satisfies never;
  }
};

/** Takes what the present transport reports. */
const hear = (
  machine: Opening | OpenMachine,
  input: Extract<Input, { connectionId: string }>,
  circumstances: Circumstances,
): Transition => {
  const { goal, route } = machine;
  const { foremost } = goal.target;
  switch (input.type) {
    case 'transport-opened':
      return machine.type === 'opening' ? openRooms(machine, input.details, circumstances) : [machine];
    case 'transport-closed': {
      // The last fit route is kept, fit or not: there must be one.
      const isDropped = input.isUnfit && fitRoutes(goal).length > 1;
      const next = isDropped ? { ...machine, goal: { ...goal, unfit: [...goal.unfit, route] } } : machine;
      return lose(next, input.error, true, circumstances);
    }
    case 'transport-refused':
      return refuse(machine, input.error, circumstances);
    case 'room-joined':
      return isOpen(machine)
        ? answerJoin(machine, confirmJoin(machine.joins, input.roomId, foremost), circumstances)
        : [machine];
    case 'join-refused':
      return isOpen(machine)
        ? answerJoin(machine, refuseJoin(machine.joins, input.error, foremost), circumstances)
        : [machine];
    default:
      return input satisfies never;
  }
};

/** Joins the rooms of `next`, and announces a state that the views have not been told of. */
const joinAnew = (machine: OpenMachine, next: OpenMachine, circumstances: Circumstances): Transition => {
  const [after, ...effects] = joinRooms(next, circumstances);
  const isTold =
    effects.some(({ type }) => type === 'state') ||
    isEqual(connectionStateOf(after), connectionStateOf(machine));
  return [after, ...effects, ...(isTold ? [] : [announce(after)])];
};

/** Asks once more for the foremost room, where the server denied it. */
const joinDenied = (machine: OpenMachine, circumstances: Circumstances): Transition => {
  const isDenied = denialOf(machine.joins, machine.goal.target.foremost) !== undefined;
  return isDenied
    ? joinAnew(machine, { ...machine, joins: forgetDenials(machine.joins) }, circumstances)
    : [machine];
};

const setTarget = (
  machine: Machine,
  target: ConnectionTarget | undefined,
  circumstances: Circumstances,
): Transition => {
  const before = machine.type === 'idle' ? undefined : machine.goal.target;
  if (machine.type !== 'idle' && target && isSameServer(machine.goal.target, target)) {
    const next = { ...machine, goal: { ...machine.goal, target } };
    if (isOpen(next) && isOpen(machine)) return joinAnew(machine, next, circumstances);
    // A refusal may have been of the foremost room alone.
    const isAnotherRoom = machine.type === 'refused' && !hasSameRooms(machine.goal.target, target);
    return isAnotherRoom ? openRoute(next.common, next.goal, 0, circumstances) : [next];
  }
  const common =
    target?.address === before?.address ? machine.common : { ...machine.common, maxPayload: FRAME_LIMIT };
  const idle: Machine = { type: 'idle', common };
  const [next, ...effects]: Transition = target
    ? openRoute(common, { target, failures: 0, unfit: [] }, 0, circumstances)
    : [idle, announce(idle)];
  return [next, ...closeEffects(machine), ...effects];
};

const changeNetwork = (machine: Machine, online: boolean, circumstances: Circumstances): Transition => {
  const next = { ...machine, common: { ...machine.common, online } };
  if (next.type !== 'waiting') return [next];
  return online
    ? openRoute(next.common, { ...next.goal, failures: 0 }, 0, circumstances)
    : [next, announce(next)];
};

const passTime = (machine: Machine, circumstances: Circumstances): Transition => {
  if (deadlineOf(machine) > circumstances.now) return [machine];
  switch (machine.type) {
    case 'idle':
    case 'refused':
      return [machine];
    case 'opening':
      return lose(machine, 'timeout', true, circumstances);
    case 'waiting':
      return openRoute(machine.common, machine.goal, 0, circumstances);
    case 'joining':
    case 'connected':
      return passOpenTime(machine, circumstances);
    default:
      return machine satisfies never;
  }
};

const passOpenTime = (machine: OpenMachine, circumstances: Circumstances): Transition => {
  const { now } = circumstances;
  const { joins, keepAwakeAt = Infinity, upgrade, goal } = machine;
  if (joinDeadline(joins) <= now) {
    return answerJoin(machine, expireJoins(joins, now, goal.target.foremost), circumstances);
  }
  if (keepAwakeAt <= now) {
    return [{ ...machine, keepAwakeAt: later(now, KEEP_AWAKE_EVERY_MS) }, { type: 'keep-awake' }];
  }
  return upgrade?.type === 'trying'
    ? endTrial(machine, false, circumstances)
    : beginTrial(machine, circumstances);
};
