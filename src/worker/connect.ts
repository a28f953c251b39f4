import type { ConnectionState, TransportName } from '../model/connection.ts';
import { isEqual } from '../model/equal.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { Refusal } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import { later } from '../model/time.ts';
import { backoff } from '../transport/backoff.ts';
import { openingTime, type Road } from '../transport/choose.ts';
import type { Line, LineDetails, LineOptions, OpenLine } from '../transport/transport.ts';
import { decodeEvent } from '../wire/decode.ts';
import {
  type Draft,
  encodeSend,
  FRAME_LIMIT,
  frameBytes,
  type Oversize,
  oversizeOf,
} from '../wire/encode.ts';
import type { WireEvent } from '../wire/events.ts';
import { refusalOf } from '../wire/refusal.ts';
import { lookForBetterRoad } from './better-road.ts';
import type { Chance, Clock } from './clock.ts';

/** How long a join may take to be confirmed before the line is given up, in milliseconds. */
const JOIN_TIMEOUT_MS = 10_000;
/** Pings that are rarer do not keep a service worker alive (measured: 28 s do, 30 s do not). */
const PING_KEEPS_AWAKE_MS = 30_000;
/** With the server's defaults: a ping every 25 s, 20 s to answer it. */
const DEFAULT_BOUND_MS = 65_000;
const KEEP_AWAKE_EVERY_MS = 20_000;
/** How long a line must have stood for the next loss to count as the first. */
const STEADY_MS = 10_000;

/** What to be connected to. */
export interface Target {
  address: string;
  entityId: string;
  key: string | undefined;
  token?: string | undefined;
  confirmsJoin: boolean;
  hasHistory: boolean;
  /** The ways to the server, the best first. */
  roads: readonly Road[];
  rooms: readonly Room[];
}

export interface ConnectionHandlers {
  onState(state: ConnectionState): void;
  /** The room can be used on this line: emit, and expect what is said in it. */
  onJoined(roomId: RoomId): void;
  onEvent(event: WireEvent): void;
  onUndecodable(reason: string): void;
  /** A message was handed over, and its answer does not settle it (see transport.ts). */
  onUnsettled(roomId: RoomId, messageId: MessageId, refusal?: Refusal | false): void;
  /** A message was taken, and its reply comes over no line of ours. */
  onAnsweredElsewhere(roomId: RoomId): void;
  /** Whether something is going on that should not be cut short for the sake of a better road. */
  isBusy(): boolean;
  /** The line `epoch` is no more, since `at`; `byItself`: nobody here ended it. */
  onLost(epoch: string, at: number, byItself: boolean): void;
  /** Every 20 s while the line alone does not keep a worker alive (polling, or pings rarer than 30 s). */
  keepAwake(): void;
  log(direction: 'in' | 'out' | 'note', name: string, detail: string, payload?: unknown): void;
}

export interface Connection {
  /** Connects, or moves over to another target; undefined: lets go. */
  aim(target: Target | undefined): void;
  /** Tries at once where it is waiting or was refused. */
  tryNow(): void;
  /** It was something else than the server that refused: it is tried again, as after a loss. */
  tryAgain(): void;
  /** The browser's network came or went. */
  networkChanged(online: boolean): void;
  state(): ConnectionState;
  /** The name of the line on which a room is joined; undefined where it is not. */
  epochOf(roomId: RoomId): string | undefined;
  /** Whether each message is answered by itself, so that a refusal can only be its own. */
  answersEach(): boolean;
  /**
   * What makes the message too large for the line, or, while there is none, for the last one; undefined where it
   * is not, as far as is known.
   */
  oversize(room: Room, draft: Draft): Oversize | undefined;
  send(room: Room, draft: Draft, onAck: (...args: unknown[]) => void): void;
  /** Emits what may get lost. */
  emit(name: string, payload: unknown): void;
  /** Ends the replies that are coming in, where the road can: whether it could. */
  stop(roomId: RoomId): boolean;
  /** How long after its end an old line can still deliver what it held, in milliseconds. */
  deliveryBound(): number;
  /** Gives the line up, cleanly, and connects anew. */
  leave(why: string): void;
}

interface Current {
  epoch: string;
  line: Line | undefined;
  road: Road;
  isOpen: boolean;
  /** Since when all rooms are joined. */
  joinedAt: number | undefined;
  transport: TransportName;
  pingsKeepAwake: boolean;
  joining: Set<RoomId>;
  joined: Set<RoomId>;
  /** The words in which the server refused rooms that are being joined. */
  refusals: string[];
  leftOut: Set<RoomId>;
  stopTimers: (() => void)[];
}

export interface ConnectionDeps {
  openLine: OpenLine;
  clock: Clock;
  chance: Chance;
  online: boolean;
}

/** Holds the one line to the server: opens it, joins the rooms on every connect, comes back for ever. */
export const createConnection = (deps: ConnectionDeps, handlers: ConnectionHandlers): Connection => {
  const { clock, chance } = deps;
  let online = deps.online;
  let target: Target | undefined;
  let current: Current | undefined;
  let attempt = 0;
  /** Which of the target's roads is being tried, or stands. */
  let roadIndex = 0;
  /** The roads that turned out not to lead to this server. */
  let unfit: Road[] = [];
  let bound = DEFAULT_BOUND_MS;
  /** What the server's socket took at once when it was last heard of, in bytes. */
  let maxPayload = FRAME_LIMIT;
  let stopWaiting = (): void => {};
  let state: ConnectionState = { state: 'idle' };

  const become = (next: ConnectionState): void => {
    state = next;
    handlers.onState(next);
  };

  const connect = (): void => {
    stopWaiting();
    if (!target || current) return;
    become({ state: 'connecting' });
    const options = optionsOf(target, roadIndex);
    if (!options) return;
    const { road } = options;
    const epoch = chance.uuid();
    /** A line that was dropped has nothing to say any more. */
    const ifMine = (act: () => void): void => {
      if (current?.epoch === epoch) act();
    };
    const self: Current = {
      epoch,
      line: undefined,
      road,
      isOpen: false,
      joinedAt: undefined,
      transport: 'websocket',
      pingsKeepAwake: true,
      joining: new Set(),
      joined: new Set(),
      refusals: [],
      leftOut: new Set(),
      stopTimers: [
        clock.after(openingTime(fitRoads(target), roadIndex), () =>
          ifMine(() => {
            if (!self.isOpen) lost(self, 'timeout');
          }),
        ),
      ],
    };
    current = self;
    self.line = deps.openLine(options, {
      onOpen: (details) => ifMine(() => opened(self, details)),
      onEvent: (name, args) => ifMine(() => receive(self, name, args)),
      onDecoded: (event) =>
        ifMine(() => {
          handlers.log('in', event.type, event.type, event);
          take(self, event);
        }),
      onSent: (name, detail, payload) => handlers.log('out', name, detail, payload),
      onUndecodable: handlers.onUndecodable,
      onUnsettled: (...args) => ifMine(() => handlers.onUnsettled(...args)),
      onAnsweredElsewhere: (roomId) => ifMine(() => handlers.onAnsweredElsewhere(roomId)),
      onClosed: (error, isUnfit) =>
        ifMine(() => {
          if (isUnfit && !options.isOnly) unfit = [...unfit, road];
          lost(self, error);
        }),
      onRefused: (error) => ifMine(() => refused(self, error)),
    });
  };

  const opened = (self: Current, details: LineDetails): void => {
    const { transport, pingInterval, pingTimeout } = details;
    bound = pingInterval + 2 * pingTimeout;
    maxPayload = details.maxPayload ?? maxPayload;
    self.isOpen = true;
    self.transport = transport;
    self.pingsKeepAwake = pingInterval < PING_KEEPS_AWAKE_MS;
    handlers.log('note', 'open', transport, details);
    keepAwake(self);
    joinRooms(self);
    const best = target && roadIndex > 0 ? optionsOf(target, 0) : undefined;
    if (!best) return;
    const stop = lookForBetterRoad({
      openLine: deps.openLine,
      clock,
      options: best,
      isBusy: () => handlers.isBusy() || self.line?.isBusy() === true,
      onFound: () => {
        handlers.log('note', 'better road', best.road.by);
        drop(self);
        roadIndex = 0;
        connect();
      },
    });
    self.stopTimers.push(stop);
  };

  const joinRooms = (self: Current): void => {
    if (!target) return;
    const missing = target.rooms.filter(
      ({ id }) => !self.joining.has(id) && !self.joined.has(id) && (isForemost(id) || !self.leftOut.has(id)),
    );
    for (const room of missing) {
      self.joining.add(room.id);
      self.line?.join(room);
      if (target.confirmsJoin) {
        self.stopTimers.push(
          clock.after(JOIN_TIMEOUT_MS, () => {
            if (current !== self || !self.joining.has(room.id)) return;
            if (isForemost(room.id)) lost(self, 'the join was not confirmed', false);
            else leaveOut(self, [room.id]);
          }),
        );
      } else joined(self, room.id);
    }
  };

  const joined = (self: Current, roomId: RoomId): void => {
    if (!self.joining.delete(roomId)) return;
    self.joined.add(roomId);
    answered(self);
    handlers.onJoined(roomId);
  };

  /**
   * A refusal does not say which room it means: that is known once no more rooms are left than refusals. One
   * that nobody looks at does not keep the others from being used.
   */
  const answered = (self: Current): void => {
    if (self.joining.size > self.refusals.length) return;
    const [error] = self.refusals.splice(0);
    if (error !== undefined && [...self.joining].some(isForemost)) refused(self, error);
    else leaveOut(self, [...self.joining]);
  };

  const leaveOut = (self: Current, roomIds: readonly RoomId[]): void => {
    for (const id of roomIds) {
      handlers.log('note', 'not joined', id);
      self.joining.delete(id);
      self.leftOut.add(id);
    }
    if (state.state === 'connected' || self.joining.size > 0) return;
    self.joinedAt = clock.now();
    become({ state: 'connected', transport: self.transport });
  };

  const receive = (self: Current, name: string, args: readonly unknown[]): void => {
    const decoded = decodeEvent(name, args);
    const payload = args.length > 1 ? args : args[0];
    handlers.log('in', name, decoded.ok ? decoded.value.type : 'not understood', payload);
    if (!decoded.ok) {
      handlers.onUndecodable(decoded.reason);
      return;
    }
    take(self, decoded.value);
  };

  const take = (self: Current, event: WireEvent): void => {
    if (event.type === 'joined') joined(self, event.roomId);
    else if (event.type === 'message-error' && self.joining.size > 0) {
      self.refusals.push(event.error);
      answered(self);
    } else handlers.onEvent(event);
  };

  /** Asked again each time: it may have moved from polling to a WebSocket meanwhile. */
  const keepAwake = (self: Current): void => {
    if (self.transport !== 'polling' && self.pingsKeepAwake) return;
    self.stopTimers.push(
      clock.after(KEEP_AWAKE_EVERY_MS, () => {
        if (current !== self) return;
        handlers.keepAwake();
        keepAwake(self);
      }),
    );
  };

  /** Ends the line, whatever state it is in, and tells. */
  const drop = (self: Current, byItself = false): void => {
    for (const stop of self.stopTimers) stop();
    current = undefined;
    self.line?.close();
    handlers.onLost(self.epoch, clock.now(), byItself);
  };

  const lost = (self: Current, error: string, byItself = true): void => {
    handlers.log('note', 'closed', error);
    if (self.joinedAt !== undefined && clock.now() - self.joinedAt >= STEADY_MS) attempt = 0;
    const { isOpen } = self;
    drop(self, byItself);
    // What did not open may open on another road; what was open is come back to on the best one.
    const isLast = !target || roadIndex >= fitRoads(target).length - 1;
    if (isOpen || isLast) {
      roadIndex = 0;
      wait();
    } else {
      roadIndex += 1;
      connect();
    }
  };

  const refused = (self: Current, error: string): void => {
    handlers.log('note', 'refused', error);
    const code = self.joining.size > 0 ? 'access-denied' : refusalOf(error);
    drop(self);
    roadIndex = 0;
    if (code) become({ state: 'refused', code, error });
    else wait();
  };

  const wait = (): void => {
    const ms = backoff(attempt, chance.dice());
    attempt += 1;
    stopWaiting = clock.after(ms, connect);
    // Without a network the tries go on: a server on this machine needs none.
    become(online ? { state: 'waiting', until: later(clock.now(), ms) } : { state: 'offline' });
  };

  /** The room that is looked at comes first. */
  const isForemost = (roomId: RoomId): boolean => roomId === target?.rooms[0]?.id;
  const startOver = (): void => {
    roadIndex = 0;
    unfit = [];
  };

  const fitRoads = ({ roads }: Target): Road[] =>
    roads.filter((road) => !unfit.some((other) => isEqual(other, road)));

  const optionsOf = (to: Target, index: number): LineOptions | undefined => {
    const { address, entityId, key, token, hasHistory } = to;
    const fit = fitRoads(to);
    const road = fit[index];
    return road && { address, entityId, key, token, hasHistory, road, isOnly: fit.length === 1 };
  };

  const roomIds = ({ rooms }: Target): RoomId[] => rooms.map(({ id }) => id);

  const isSameLine = (a: Target, b: Target): boolean =>
    a.address === b.address &&
    a.entityId === b.entityId &&
    a.key === b.key &&
    a.token === b.token &&
    isEqual(a.roads, b.roads) &&
    a.hasHistory === b.hasHistory;

  return {
    aim: (next) => {
      const before = target;
      target = next;
      if (next && before && isSameLine(before, next)) {
        // Where a room was refused, another one may not be.
        const isRefused = state.state === 'refused' && !isEqual(roomIds(before), roomIds(next));
        if (current?.isOpen) joinRooms(current);
        else if (state.state === 'idle' || isRefused) connect();
        return;
      }
      stopWaiting();
      if (current) drop(current);
      attempt = 0;
      startOver();
      if (next?.address !== before?.address) maxPayload = FRAME_LIMIT;
      if (next) connect();
      else become({ state: 'idle' });
    },
    tryNow: () => {
      if (state.state !== 'waiting' && state.state !== 'refused' && state.state !== 'offline') return;
      attempt = 0;
      startOver();
      connect();
    },
    tryAgain: () => {
      if (state.state === 'refused') wait();
    },
    networkChanged: (next) => {
      online = next;
      if (next && (state.state === 'offline' || state.state === 'waiting')) {
        attempt = 0;
        connect();
      }
      if (!next && state.state === 'waiting') become({ state: 'offline' });
    },
    state: () => state,
    epochOf: (roomId) => (current?.joined.has(roomId) ? current.epoch : undefined),
    answersEach: () => current?.road.by === 'rest' || current?.road.posts === true,
    oversize: (room, draft) => {
      if (current?.isOpen) return current.line?.oversize(room, draft);
      const [road] = target?.roads ?? [];
      const isSocket = road?.by === 'socket' && !road.posts;
      return isSocket ? oversizeOf(frameBytes(encodeSend(room, draft), 0), maxPayload) : undefined;
    },
    send: (room, draft, onAck) => {
      current?.line?.send(room, draft, (...args) => {
        handlers.log('in', 'acknowledgement', 'acknowledged', args[0]);
        onAck(...args);
      });
    },
    emit: (name, payload) => {
      current?.line?.emit(name, payload);
    },
    stop: (roomId) => current?.line?.stop(roomId) ?? false,
    deliveryBound: () => bound,
    leave: (why) => {
      if (current) lost(current, why, false);
    },
  };
};
