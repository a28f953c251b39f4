import { JOIN_NOT_CONFIRMED } from '../model/connection.ts';
import { isEqual } from '../model/equal.ts';
import { later } from '../model/time.ts';
import type { TransportDetails } from '../transport/transport.ts';
import { announce, log, lose, refuse } from './attempt.ts';
import { denialOf, forgetDenials, isJoining, type JoinOutcome, NO_JOINS, requestJoins } from './joins.ts';
import {
  type Circumstances,
  connectionStateOf,
  type Effect,
  type Opening,
  type OpenMachine,
  type Transition,
} from './machine.ts';
import { capabilitiesOf } from './target.ts';
import { firstUpgrade } from './upgrade.ts';

/** Pings at this interval or a longer one, in milliseconds, do not keep a service worker alive (measured: 28 s do). */
const PING_KEEPS_AWAKE_MS = 30_000;
/** The interval at which the worker is kept awake where the pings do not do it, in milliseconds. */
export const KEEP_AWAKE_EVERY_MS = 20_000;

/** Takes over a transport that has opened, and joins the rooms on it. */
export const openRooms = (
  { common, goal, connectionId, routeIndex, route }: Opening,
  details: TransportDetails,
  circumstances: Circumstances,
): Transition => {
  const { now } = circumstances;
  const { transport, pingInterval, pingTimeout, maxPayload = common.maxPayload } = details;
  const isKeptAwake = transport !== 'polling' && pingInterval < PING_KEEPS_AWAKE_MS;
  const open: OpenMachine = {
    type: 'joining',
    common: { ...common, deliveryBoundMs: pingInterval + 2 * pingTimeout, maxPayload },
    goal,
    connectionId,
    routeIndex,
    route,
    details,
    joins: NO_JOINS,
    keepAwakeAt: isKeptAwake ? undefined : later(now, KEEP_AWAKE_EVERY_MS),
    upgrade: routeIndex > 0 ? firstUpgrade(now) : undefined,
  };
  const [next, ...effects] = joinRooms(open, circumstances);
  return [next, log('open', transport, details), ...effects];
};

/** Requests the joins of the target's rooms that are not joined yet. */
export const joinRooms = (machine: OpenMachine, circumstances: Circumstances): Transition => {
  const { target } = machine.goal;
  const { confirmsJoin } = capabilitiesOf(target);
  const { joins, requested } = requestJoins(
    forgetDenials(machine.joins, target.foremost),
    target.rooms,
    target.foremost,
    confirmsJoin,
    circumstances.now,
  );
  const joined = confirmsJoin ? [] : requested;
  const outcome: JoinOutcome = { type: 'changed', joins, joined, leftOut: [] };
  const [next, ...effects] = answerJoin(machine, outcome, circumstances);
  const rooms = target.rooms.filter(({ id }) => requested.includes(id));
  return [next, ...rooms.map((room): Effect => ({ type: 'join', room })), ...effects];
};

/** Applies the outcome of an answer to a join. */
export const answerJoin = (
  machine: OpenMachine,
  outcome: JoinOutcome,
  circumstances: Circumstances,
): Transition => {
  switch (outcome.type) {
    case 'refused':
      return refuse(machine, outcome.error, circumstances);
    case 'unanswered':
      return lose(machine, JOIN_NOT_CONFIRMED, false, circumstances);
    case 'changed': {
      const { joins, joined, leftOut } = outcome;
      const isComplete = machine.type === 'joining' && !isJoining(joins);
      const next: OpenMachine = isComplete
        ? { ...machine, type: 'connected', joins, since: circumstances.now }
        : { ...machine, joins };
      const denial = denialOf(joins, machine.goal.target.foremost);
      const isNews = isComplete || !isEqual(connectionStateOf(next), connectionStateOf(machine));
      return [
        next,
        ...leftOut.map((id) => log('not joined', id)),
        ...(denial !== undefined && leftOut.length > 0 ? [log('refused', denial)] : []),
        ...(isNews ? [announce(next)] : []),
        ...joined.map((roomId): Effect => ({ type: 'room-joined', roomId })),
      ];
    }
    default:
      return outcome satisfies never;
  }
};
