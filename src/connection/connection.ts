import type { Chance } from '../model/chance.ts';
import type { Clock } from '../model/clock.ts';
import type { ConnectionState } from '../model/connection.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { Refusal } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import type { Line, LineHandlers, LineOptions, OpenLine } from '../transport/transport.ts';
import { decodeEvent } from '../wire/decode.ts';
import { type Draft, encodeSend, frameBytes, type Oversize, oversizeOf } from '../wire/encode.ts';
import type { WireEvent } from '../wire/events.ts';
import { isJoined, isJoining } from './joins.ts';
import { connectionStateOf, deadlineOf, type Effect, type Input, idleMachine, isOpen } from './machine.ts';
import type { ConnectionTarget } from './target.ts';
import { transition } from './transition.ts';

export interface ConnectionHandlers {
  onState(state: ConnectionState): void;
  /** The room can be used on this connection: emit, and expect what is said in it. */
  onJoined(roomId: RoomId): void;
  onEvent(event: WireEvent): void;
  onUndecodable(reason: string): void;
  /** A message was handed over, and its answer does not settle it (see transport.ts). */
  onUnsettled(roomId: RoomId, messageId: MessageId, refusal?: Refusal | false): void;
  /** A message was taken, and its reply comes over no connection of ours. */
  onAnsweredElsewhere(roomId: RoomId): void;
  /** Whether something is under way that a better route should not interrupt. */
  isBusy(): boolean;
  /** The connection `connectionId` is no more, since `at`; `byItself`: nobody here ended it. */
  onLost(connectionId: string, at: number, byItself: boolean): void;
  /** Every 20 s while the connection alone does not keep a worker alive (polling, or pings rarer than 30 s). */
  keepAwake(): void;
  log(direction: 'in' | 'out' | 'note', name: string, detail: string, payload?: unknown): void;
}

/** The one connection to a server. */
export interface Connection {
  /** Connects, or moves over to another target; undefined: disconnects. */
  setTarget(target: ConnectionTarget | undefined): void;
  /** Tries at once where it is waiting or was refused. */
  tryNow(): void;
  /** The browser's network came or went. */
  networkChanged(online: boolean): void;
  state(): ConnectionState;
  /** The id of the connection on which a room is joined; undefined where it is not. */
  connectionIdOf(roomId: RoomId): string | undefined;
  /** Whether each message is answered by itself, so that a refusal can only be its own. */
  answersEach(): boolean;
  /**
   * What makes the message too large for the transport, or, while there is none, for the last one; undefined
   * where it is not, as far as is known.
   */
  oversize(room: Room, draft: Draft): Oversize | undefined;
  send(room: Room, draft: Draft, onAck: (...args: unknown[]) => void): void;
  /** Emits what may get lost. */
  emit(name: string, payload: unknown): void;
  /** Ends the replies that are coming in, where the route can: whether it could. */
  stop(roomId: RoomId): boolean;
  /** How long after its end an old connection can still deliver what it held, in milliseconds. */
  deliveryBound(): number;
  /** Closes the transport cleanly, and connects anew. */
  reconnect(reason: string): void;
}

export interface ConnectionDeps {
  openLine: OpenLine;
  clock: Clock;
  chance: Chance;
  online: boolean;
}

/** Runs the connection's machine: hands it what happens, and does what it says. */
export const createConnection = (deps: ConnectionDeps, handlers: ConnectionHandlers): Connection => {
  const { openLine, clock, chance } = deps;
  let machine = idleMachine(deps.online);
  let line: Line | undefined;
  let trial: Line | undefined;
  let nextId = chance.uuid();
  let cancelTimer = (): void => {};
  const inputs: Input[] = [];
  let isRunning = false;

  /** Effects may bring the next input at once: one is taken after the other. */
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

  const step = (input: Input): void => {
    const isBusy = handlers.isBusy() || line?.isBusy() === true;
    const circumstances = { now: clock.now(), dice: chance.dice(), nextId, isBusy };
    const [next, ...effects] = transition(machine, input, circumstances);
    machine = next;
    if (currentId() === nextId) nextId = chance.uuid();
    for (const effect of effects) run(effect);
    cancelTimer();
    const deadline = deadlineOf(machine);
    cancelTimer =
      deadline === Infinity
        ? () => {}
        : clock.after(Math.max(0, deadline - clock.now()), () => dispatch({ type: 'time-passed' }));
  };

  const run = (effect: Effect): void => {
    switch (effect.type) {
      case 'announce':
        handlers.onState(effect.state);
        break;
      case 'open':
        line = openLine(effect.options, handlersOf(effect.connectionId));
        break;
      case 'join': {
        const room = roomOf(effect.roomId);
        if (room) line?.join(room);
        break;
      }
      case 'announce-joined':
        handlers.onJoined(effect.roomId);
        break;
      case 'close':
        line?.close();
        line = undefined;
        handlers.onLost(effect.connectionId, clock.now(), effect.byItself);
        break;
      case 'open-trial':
        trial = openTrial(effect.trialId, effect.options);
        break;
      case 'close-trial':
        trial?.close();
        trial = undefined;
        break;
      case 'keep-awake':
        handlers.keepAwake();
        break;
      case 'log':
        handlers.log('note', effect.name, effect.detail, effect.payload);
        break;
      default:
        effect satisfies never;
    }
  };

  const currentId = (): string | undefined => ('connectionId' in machine ? machine.connectionId : undefined);
  const openMachine = () => (isOpen(machine) ? machine : undefined);
  const roomOf = (roomId: RoomId): Room | undefined =>
    'goal' in machine ? machine.goal.target.rooms.find(({ id }) => id === roomId) : undefined;

  /** What the transport of one connection says; after its end, nothing. */
  const handlersOf = (connectionId: string): LineHandlers => {
    const ifCurrent =
      <Args extends unknown[]>(act: (...args: Args) => void) =>
      (...args: Args): void => {
        if (currentId() === connectionId) act(...args);
      };
    const hear = (event: WireEvent): void => {
      const open = openMachine();
      if (event.type === 'joined') dispatch({ type: 'room-joined', connectionId, roomId: event.roomId });
      else if (event.type === 'message-error' && open && isJoining(open.joins)) {
        dispatch({ type: 'join-refused', connectionId, error: event.error });
      } else handlers.onEvent(event);
    };
    return {
      onOpen: (details) => dispatch({ type: 'transport-opened', connectionId, details }),
      onClosed: (error, unfit = false) => dispatch({ type: 'transport-closed', connectionId, error, unfit }),
      onRefused: (error) => dispatch({ type: 'transport-refused', connectionId, error }),
      onEvent: ifCurrent((name, args) => {
        const decoded = decodeEvent(name, args);
        const payload = args.length > 1 ? args : args[0];
        handlers.log('in', name, decoded.ok ? decoded.value.type : 'not understood', payload);
        if (decoded.ok) hear(decoded.value);
        else handlers.onUndecodable(decoded.reason);
      }),
      onDecoded: ifCurrent((event) => {
        handlers.log('in', event.type, event.type, event);
        hear(event);
      }),
      onSent: (name, detail, payload) => handlers.log('out', name, detail, payload),
      onUndecodable: handlers.onUndecodable,
      onUnsettled: ifCurrent(handlers.onUnsettled),
      onAnsweredElsewhere: ifCurrent(handlers.onAnsweredElsewhere),
    };
  };

  /** Opens a transport only to see whether it can be. */
  const openTrial = (trialId: string, options: LineOptions): Line =>
    openLine(options, {
      onOpen: () => dispatch({ type: 'trial-ended', trialId, isFound: true }),
      onClosed: () => dispatch({ type: 'trial-ended', trialId, isFound: false }),
      onRefused: () => dispatch({ type: 'trial-ended', trialId, isFound: false }),
      onEvent: () => {},
      onSent: () => {},
      onDecoded: () => {},
      onUndecodable: () => {},
      onUnsettled: () => {},
      onAnsweredElsewhere: () => {},
    });

  return {
    setTarget: (target) => dispatch({ type: 'target-set', target }),
    tryNow: () => dispatch({ type: 'retry-requested' }),
    networkChanged: (online) => dispatch({ type: 'network-changed', online }),
    state: () => connectionStateOf(machine),
    connectionIdOf: (roomId) => {
      const open = openMachine();
      return open && isJoined(open.joins, roomId) ? open.connectionId : undefined;
    },
    answersEach: () => {
      if (!('route' in machine)) return false;
      const { route } = machine;
      return route.by === 'rest' || route.posts;
    },
    oversize: (room, draft) => {
      if (openMachine()) return line?.oversize(room, draft);
      const [route] = 'goal' in machine ? machine.goal.target.roads : [];
      const isSocket = route?.by === 'socket' && !route.posts;
      return isSocket
        ? oversizeOf(frameBytes(encodeSend(room, draft), 0), machine.common.maxPayload)
        : undefined;
    },
    send: (room, draft, onAck) => {
      line?.send(room, draft, (...args) => {
        handlers.log('in', 'acknowledgement', 'acknowledged', args[0]);
        onAck(...args);
      });
    },
    emit: (name, payload) => line?.emit(name, payload),
    stop: (roomId) => line?.stop(roomId) ?? false,
    deliveryBound: () => machine.common.deliveryBoundMs,
    reconnect: (reason) => dispatch({ type: 'disconnect-requested', reason }),
  };
};
