import type { ConnectionState } from '../model/connection.ts';
import type { RoomId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import { answersEach } from '../transport/routes.ts';
import type { OpenTransport, Transport, TransportEvent, TransportOptions } from '../transport/transport.ts';
import { codecOf } from '../wire/codecs.ts';
import { type Draft, frameBytes, type Oversize, oversizeOf } from '../wire/encode.ts';
import type { ConnectionEvent } from './events.ts';
import { interpret } from './interpret.ts';
import { isJoined } from './joins.ts';
import { connectionStateOf, type Effect, isOpen, type Machine } from './machine.ts';
import { createRunner, type RunnerDeps } from './runner.ts';
import type { ConnectionTarget } from './target.ts';

/** The one connection to a server. */
export interface Connection {
  /** Connects, or moves over to another target; undefined: disconnects. */
  setTarget(target: ConnectionTarget | undefined): void;
  /** Tries at once, while it waits or after a refusal. */
  tryNow(): void;
  /** Tries again after a refusal that was not the server's, as after a loss. */
  tryAgain(): void;
  /** The browser's network came or went. */
  networkChanged(online: boolean): void;
  state(): ConnectionState;
  /** The id of the connection on which a room is joined; undefined where it is not. */
  connectionIdOf(roomId: RoomId): string | undefined;
  /** Whether each message is answered by itself, so that a refusal can only be its own. */
  answersEach(): boolean;
  /**
   * By how much the message is larger than the transport can carry, or, while there is none, than the last one could;
   * undefined where it is not, or is not known.
   */
  oversize(room: Room, draft: Draft): Oversize | undefined;
  send(room: Room, draft: Draft): void;
  /** May get lost. */
  sendTyping(room: Room, isTyping: boolean): void;
  /** Ends the replies that are being received, where the route allows it. Returns whether it does. */
  stopReplies(roomId: RoomId): boolean;
  /** How long after its end an old connection can still deliver what it held, in milliseconds. */
  deliveryBound(): number;
  /** Closes the transport cleanly, and connects anew. */
  reconnect(reason: string): void;
}

export interface ConnectionDeps extends RunnerDeps {
  openTransport: OpenTransport;
}

/** Runs the connection's machine: hands it what happens, and does what it says. */
export const createConnection = (
  { openTransport, ...deps }: ConnectionDeps,
  onEvent: (event: ConnectionEvent) => void,
): Connection => {
  let transport: Transport | undefined;
  let trial: Transport | undefined;

  const run = (effect: Effect): void => {
    switch (effect.type) {
      case 'open': {
        const { connectionId, options } = effect;
        transport = openTransport(options, (event) => hear(connectionId, event));
        break;
      }
      case 'join':
        transport?.join(effect.room);
        break;
      case 'close': {
        const { connectionId, byItself } = effect;
        transport?.close();
        transport = undefined;
        onEvent({ type: 'lost', connectionId, at: deps.clock.now(), byItself });
        break;
      }
      case 'open-trial':
        trial = openTrial(effect.trialId, effect.options);
        break;
      case 'close-trial':
        trial?.close();
        trial = undefined;
        break;
      case 'state':
      case 'room-joined':
      case 'keep-awake':
      case 'log':
        onEvent(effect);
        break;
      default:
        effect satisfies never;
    }
  };

  const isBusy = (): boolean => deps.isBusy() || transport?.isBusy() === true;
  const { machine, dispatch } = createRunner({ ...deps, isBusy }, run);

  /** Takes what a transport reports; of a connection that has ended, nothing. */
  const hear = (connectionId: string, event: TransportEvent): void => {
    if (connectionIdIn(machine()) !== connectionId) return;
    const meaning = interpret(event, connectionId, machine());
    if ('connectionId' in meaning) dispatch(meaning);
    else onEvent(meaning);
  };

  /** Opens a transport only to learn whether it can be opened. */
  const openTrial = (trialId: string, options: TransportOptions): Transport =>
    openTransport(options, ({ type }) => {
      if (type === 'opened') dispatch({ type: 'trial-ended', trialId, isFound: true });
      if (type === 'closed' || type === 'refused') dispatch({ type: 'trial-ended', trialId, isFound: false });
    });

  return {
    setTarget: (target) => dispatch({ type: 'target-set', target }),
    tryNow: () => dispatch({ type: 'retry-requested' }),
    tryAgain: () => dispatch({ type: 'refusal-withdrawn' }),
    networkChanged: (isOnline) => dispatch({ type: 'network-changed', online: isOnline }),
    state: () => connectionStateOf(machine()),
    connectionIdOf: (roomId) => {
      const now = machine();
      return isOpen(now) && isJoined(now.joins, roomId) ? now.connectionId : undefined;
    },
    answersEach: () => {
      const now = machine();
      return 'route' in now && answersEach(now.route);
    },
    oversize: (room, draft) =>
      isOpen(machine()) ? transport?.oversize(room, draft) : expectedOversize(machine(), room, draft),
    send: (room, draft) => transport?.send(room, draft),
    sendTyping: (room, isTyping) => transport?.sendTyping(room, isTyping),
    stopReplies: (roomId) => transport?.stopReplies(roomId) ?? false,
    deliveryBound: () => machine().common.deliveryBoundMs,
    reconnect: (reason) => dispatch({ type: 'disconnect-requested', reason }),
  };
};

const connectionIdIn = (machine: Machine): string | undefined =>
  'connectionId' in machine ? machine.connectionId : undefined;

/** By how much the message is larger than a socket to this server could carry when one was last open. */
const expectedOversize = (machine: Machine, room: Room, draft: Draft): Oversize | undefined => {
  if (machine.type === 'idle') return undefined;
  const { routes, dialect } = machine.goal.target;
  const [best] = routes;
  if (!best || answersEach(best)) return undefined;
  return oversizeOf(frameBytes(codecOf(dialect).send(room, draft), 0), machine.common.maxPayload);
};
