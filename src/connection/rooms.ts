import { JOIN_NOT_CONFIRMED } from '../model/connection.ts';
import { later } from '../model/time.ts';
import type { LineDetails } from '../transport/transport.ts';
import { announce, log, lose, refuse } from './attempt.ts';
import { isJoining, type JoinOutcome, NO_JOINS, requestJoins } from './joins.ts';
import type { Circumstances, Effect, Opening, OpenMachine, Transition } from './machine.ts';
import { firstUpgrade } from './upgrade.ts';

/** Pings that are rarer do not keep a service worker alive (measured: 28 s do, 30 s do not). */
const PING_KEEPS_AWAKE_MS = 30_000;
/** How often the worker is kept awake where the pings do not do it, in milliseconds. */
export const KEEP_AWAKE_EVERY_MS = 20_000;

/** The transport has opened: the rooms are to be joined. */
export const openRooms = (
  { common, goal, connectionId, routeIndex, route }: Opening,
  details: LineDetails,
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

/** Asks for the rooms of the target that are not joined yet. */
export const joinRooms = (machine: OpenMachine, circumstances: Circumstances): Transition => {
  const { rooms, confirmsJoin } = machine.goal.target;
  const { joins, requested } = requestJoins(machine.joins, rooms, confirmsJoin, circumstances.now);
  const joined = confirmsJoin ? [] : requested;
  const outcome: JoinOutcome = { type: 'changed', joins, joined, leftOut: [] };
  const [next, ...effects] = answerJoin(machine, outcome, circumstances);
  return [next, ...requested.map((roomId): Effect => ({ type: 'join', roomId })), ...effects];
};

/** Takes over what came of the answers to joins. */
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
      return [
        next,
        ...leftOut.map((id) => log('not joined', id)),
        ...(isComplete ? [announce(next)] : []),
        ...joined.map((roomId): Effect => ({ type: 'announce-joined', roomId })),
      ];
    }
    default:
      return outcome satisfies never;
  }
};
