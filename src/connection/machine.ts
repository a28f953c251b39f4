import type { ConnectionState, RefusalCode } from '../model/connection.ts';
import type { RoomId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import type { Route } from '../transport/routes.ts';
import type { TransportDetails, TransportOptions } from '../transport/transport.ts';
import { FRAME_LIMIT } from '../wire/encode.ts';
import type { Announcement } from './events.ts';
import { denialOf, joinDeadline, type RoomJoins } from './joins.ts';
import type { ConnectionTarget, Goal } from './target.ts';
import { type Upgrade, upgradeDeadline } from './upgrade.ts';

/** The delivery bound, in milliseconds, by the default pings of Socket.IO: 25 s, and twice 20 s. */
const DEFAULT_BOUND_MS = 65_000;

/** The part of a machine that every state has. */
export interface Common {
  /** Whether the browser reports a network. */
  online: boolean;
  /** How long after its end the latest connection can still deliver what it held, in milliseconds. */
  deliveryBoundMs: number;
  /** How many bytes the server's socket took at once, by its latest handshake. */
  maxPayload: number;
}

/** A transport, from the try to open it to its end. */
interface Link {
  common: Common;
  goal: Goal;
  connectionId: string;
  /** The place of the route among those that are fit. */
  routeIndex: number;
  route: Route;
}

export interface Opening extends Link {
  type: 'opening';
  /** Whether there is no other route to this server. */
  isOnly: boolean;
  /** When the try is given up, in milliseconds since the epoch. */
  deadline: number;
}

interface Open extends Link {
  details: TransportDetails;
  joins: RoomJoins;
  /** When the worker must be kept awake next, in milliseconds since the epoch; absent where the pings do that. */
  keepAwakeAt: number | undefined;
  upgrade: Upgrade | undefined;
}

/**
 * `joining`: some joins are unanswered; a room that is joined can be used. `connected`: all joins were answered, at
 * `since`, in milliseconds since the epoch.
 */
export type OpenMachine = Open & ({ type: 'joining' } | { type: 'connected'; since: number });

/** The state of the connection to a server. */
export type Machine =
  | { type: 'idle'; common: Common }
  | Opening
  | OpenMachine
  /** The next try begins at `until`, in milliseconds since the epoch. */
  | { type: 'waiting'; common: Common; goal: Goal; until: number }
  /** Stopped until the user acts. */
  | { type: 'refused'; common: Common; goal: Goal; code: RefusalCode; error: string };

/** What happens to a connection. An input with the id of an old connection changes nothing. */
export type Input =
  | { type: 'target-set'; target: ConnectionTarget | undefined }
  | { type: 'retry-requested' }
  /** The refusal was not the server's. */
  | { type: 'refusal-withdrawn' }
  | { type: 'disconnect-requested'; reason: string }
  | { type: 'network-changed'; online: boolean }
  | { type: 'transport-opened'; connectionId: string; details: TransportDetails }
  /** `isUnfit`: the route does not lead to this server. */
  | { type: 'transport-closed'; connectionId: string; error: string; isUnfit: boolean }
  | { type: 'transport-refused'; connectionId: string; error: string }
  | { type: 'room-joined'; connectionId: string; roomId: RoomId }
  | { type: 'join-refused'; connectionId: string; error: string }
  | { type: 'trial-ended'; trialId: string; isFound: boolean }
  /** The time that `deadlineOf` named has come. */
  | { type: 'time-passed' };

/** A side effect of a transition; effects are run in their order. */
export type Effect =
  | Announcement
  | { type: 'open'; connectionId: string; options: TransportOptions }
  | { type: 'join'; room: Room }
  /** Closes the transport and announces the end of its connection. `byItself`: it was not ended from here. */
  | { type: 'close'; connectionId: string; byItself: boolean }
  | { type: 'open-trial'; trialId: string; options: TransportOptions }
  | { type: 'close-trial' };

/** What a transition depends on besides state and input. */
export interface Circumstances {
  /** In milliseconds since the epoch. */
  now: number;
  /** Uniform in [0, 1). */
  dice: number;
  /** The id of the next connection. */
  nextId: string;
  /** Whether something is under way that a route upgrade should not interrupt. */
  isBusy: boolean;
}

export type Transition = readonly [Machine, ...Effect[]];

/** The state at start. */
export const idleMachine = (online: boolean): Machine => ({
  type: 'idle',
  common: { online, deliveryBoundMs: DEFAULT_BOUND_MS, maxPayload: FRAME_LIMIT },
});

/** The state that the views show. */
export const connectionStateOf = (machine: Machine): ConnectionState => {
  switch (machine.type) {
    case 'idle':
      return { type: 'idle' };
    case 'opening':
    case 'joining':
      return { type: 'connecting' };
    case 'connected': {
      const error = denialOf(machine.joins, machine.goal.target.foremost);
      return error === undefined
        ? { type: 'connected', transport: machine.details.transport }
        : { type: 'refused', code: 'access-denied', error };
    }
    case 'waiting':
      // The tries go on without a network: a server on this machine needs none.
      return machine.common.online ? { type: 'waiting', until: machine.until } : { type: 'offline' };
    case 'refused':
      return { type: 'refused', code: machine.code, error: machine.error };
    default:
      return machine satisfies never;
  }
};

/** When `time-passed` is due, in milliseconds since the epoch; infinite where it never is. */
export const deadlineOf = (machine: Machine): number => {
  switch (machine.type) {
    case 'idle':
    case 'refused':
      return Infinity;
    case 'opening':
      return machine.deadline;
    case 'waiting':
      return machine.until;
    case 'joining':
    case 'connected': {
      const { joins, keepAwakeAt = Infinity, upgrade } = machine;
      return Math.min(joinDeadline(joins), keepAwakeAt, upgrade ? upgradeDeadline(upgrade) : Infinity);
    }
    default:
      return machine satisfies never;
  }
};

/** Whether the transport is open. */
export const isOpen = (machine: Machine): machine is OpenMachine =>
  machine.type === 'joining' || machine.type === 'connected';
