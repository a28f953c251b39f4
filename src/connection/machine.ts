import type { ConnectionState, RefusalCode } from '../model/connection.ts';
import type { RoomId } from '../model/ids.ts';
import type { NoteName } from '../model/note-name.ts';
import type { Road } from '../transport/choose.ts';
import type { LineDetails, LineOptions } from '../transport/transport.ts';
import { FRAME_LIMIT } from '../wire/encode.ts';
import { joinDeadline, type RoomJoins } from './joins.ts';
import type { ConnectionTarget, Goal } from './target.ts';
import { type Upgrade, upgradeDeadline } from './upgrade.ts';

/** With the defaults of a Socket.IO server: a ping every 25 s, 20 s to answer it. */
const DEFAULT_BOUND_MS = 65_000;

/** What holds in every state. */
export interface Common {
  /** Whether the browser says that it has a network. */
  online: boolean;
  /** How long after its end the latest connection can still deliver what it held, in milliseconds. */
  deliveryBoundMs: number;
  /** How many bytes the server's socket took at once when it was last heard of. */
  maxPayload: number;
}

/** A transport, from the try to open it to its end. */
interface Link {
  common: Common;
  goal: Goal;
  connectionId: string;
  /** The place of the route among those that are fit. */
  routeIndex: number;
  route: Road;
}

export interface Opening extends Link {
  type: 'opening';
  /** Whether there is no other route to this server. */
  isOnly: boolean;
  /** When the try is given up. */
  deadline: number;
}

interface Open extends Link {
  details: LineDetails;
  joins: RoomJoins;
  /** When the worker must be kept awake next; absent where the server's pings do that. */
  keepAwakeAt: number | undefined;
  upgrade: Upgrade | undefined;
}

/** `joining`: not every room has been answered for; one that is joined can be used. `connected`: since `since`. */
export type OpenMachine = Open & ({ type: 'joining' } | { type: 'connected'; since: number });

/** The connection to a server, from nothing wanted to all rooms joined. */
export type Machine =
  | { type: 'idle'; common: Common }
  | Opening
  | OpenMachine
  /** The next try begins at `until`. */
  | { type: 'waiting'; common: Common; goal: Goal; until: number }
  /** Stopped until the user acts. */
  | { type: 'refused'; common: Common; goal: Goal; code: RefusalCode; error: string };

/** What happens to a connection. What an old transport still says carries an old id, and changes nothing. */
export type Input =
  | { type: 'target-set'; target: ConnectionTarget | undefined }
  | { type: 'retry-requested' }
  /** It was something else than the server that refused. */
  | { type: 'refusal-withdrawn' }
  | { type: 'disconnect-requested'; reason: string }
  | { type: 'network-changed'; online: boolean }
  | { type: 'transport-opened'; connectionId: string; details: LineDetails }
  /** `unfit`: the route does not lead to this server. */
  | { type: 'transport-closed'; connectionId: string; error: string; unfit: boolean }
  | { type: 'transport-refused'; connectionId: string; error: string }
  | { type: 'room-joined'; connectionId: string; roomId: RoomId }
  | { type: 'join-refused'; connectionId: string; error: string }
  | { type: 'trial-ended'; trialId: string; isFound: boolean }
  /** The time that `deadlineOf` named has come. */
  | { type: 'time-passed' };

/** What is to be done in the world, in this order. */
export type Effect =
  | { type: 'announce'; state: ConnectionState }
  | { type: 'open'; connectionId: string; options: LineOptions }
  | { type: 'join'; roomId: RoomId }
  | { type: 'announce-joined'; roomId: RoomId }
  /** Closes the transport, and tells that its connection is no more. `byItself`: nobody here ended it. */
  | { type: 'close'; connectionId: string; byItself: boolean }
  | { type: 'open-trial'; trialId: string; options: LineOptions }
  | { type: 'close-trial' }
  | { type: 'keep-awake' }
  | { type: 'log'; name: NoteName; detail: string; payload?: unknown };

/** What a transition is judged by besides state and input: time, chance, and what goes on elsewhere. */
export interface Circumstances {
  now: number;
  /** Uniform in [0, 1). */
  dice: number;
  /** The id of the next connection. */
  nextId: string;
  /** Whether something is under way that a better route should not interrupt. */
  isBusy: boolean;
}

export type Transition = readonly [Machine, ...Effect[]];

/** A connection that nobody wants yet. */
export const idleMachine = (online: boolean): Machine => ({
  type: 'idle',
  common: { online, deliveryBoundMs: DEFAULT_BOUND_MS, maxPayload: FRAME_LIMIT },
});

/** The state that the views show. */
export const connectionStateOf = (machine: Machine): ConnectionState => {
  switch (machine.type) {
    case 'idle':
      return { state: 'idle' };
    case 'opening':
    case 'joining':
      return { state: 'connecting' };
    case 'connected':
      return { state: 'connected', transport: machine.details.transport };
    case 'waiting':
      // Without a network the tries go on: a server on this machine needs none.
      return machine.common.online ? { state: 'waiting', until: machine.until } : { state: 'offline' };
    case 'refused':
      return { state: 'refused', code: machine.code, error: machine.error };
    default:
      return machine satisfies never;
  }
};

/** When `time-passed` is due; infinite where nothing waits for its time. */
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
