import { endThinking, noteMoreReplies, startAgentThinking, stillGoing } from '../chat/activity.ts';
import type { Activity, Change } from '../chat/change.ts';
import { decide } from '../chat/decide.ts';
import { messageIdsOf, roomOf } from '../chat/event-refs.ts';
import { revealReply, setReplyState, stopReply } from '../chat/reply.ts';
import { isOneTooMany, silentStreams } from '../chat/stream.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { OwnMessage } from '../model/message.ts';
import type { WireEvent } from '../wire/events.ts';
import type { Chance, Clock } from './clock.ts';
import type { Emit } from './events.ts';
import { createFrames, takeTurn } from './frames.ts';
import { type KnownMessages, knownAhead } from './known-messages.ts';
import { isRemoved } from './removed.ts';
import { type Chunk, type ReadonlyRoomState, type ReadonlySession, roomStateOf } from './session.ts';
import { placesIn } from './session-reads.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { Also, Transaction } from './transaction.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** How often streams and activities are looked over for their end, in milliseconds, while there are any. */
const SWEEP_MS = 1_000;

/** Applies to the conversations what is heard. */
export interface Inbound {
  /** Handles an event at once, after those that were heard before it. */
  handle(event: WireEvent): Promise<void>;
  /** Has an event handled with the others of its display frame, or at once where the outbox waits for it. */
  hear(event: WireEvent): void;
  /** Has at once handled what was heard: what is done next comes after it. */
  flush(): void;
  /** Shows that the agent is about to think about a message that was sent. */
  showThinking(roomId: RoomId): Promise<void>;
  /** Ends the streams as they are, marked; forgets who types. */
  connectionLost(): Promise<void>;
  /** Hides the rest of what is being answered, or is about to be. `isEnded`: nothing more will come of it. */
  stopReplies(roomId: RoomId, isEnded: boolean): Promise<void>;
  /** Shows of a stopped reply all that came. */
  showWholeReply(roomId: RoomId, id: MessageId): Promise<void>;
  /** Looks streams and activities over for their end, as long as there are any. */
  watch(): void;
}

/** An event that is to be handled. `follow` is given how that ends. */
interface Heard {
  event: WireEvent;
  follow(end: Promise<void>): void;
}

/** What an event changes. `unattributed`: the room in which it told of a message that another client may have sent. */
interface Effect {
  changes: Change[];
  chunk?: Chunk;
  unattributed?: RoomId;
}

const NOTHING: Effect = { changes: [] };

export interface InboundDeps {
  session: ReadonlySession;
  store: ReadonlyStore;
  unit: UnitOfWork;
  known: KnownMessages;
  clock: Clock;
  chance: Chance;
  log: Pick<DiagnosticsLog, 'foreignRoom'>;
  emit: Emit;
  onFault: (error: unknown) => void;
}

export const createInbound = (deps: InboundDeps): Inbound => {
  const { session, unit, known, clock, chance } = deps;
  let isSweeping = false;

  const apply = async (tx: Transaction, changes: readonly Change[], also?: Also): Promise<void> => {
    await tx.apply(changes, also);
    watch();
  };

  const watch = (): void => {
    if (isSweeping || ![...session.roomStates.values()].some(isGoingOn)) return;
    isSweeping = true;
    clock.after(SWEEP_MS, () => {
      isSweeping = false;
      void unit.transact((tx) => apply(tx, [...session.roomStates].flatMap(sweep))).catch(deps.onFault);
    });
  };

  /** The ends of streams and activities that are due in a room. */
  const sweep = ([roomId, { streams, activity }]: readonly [RoomId, ReadonlyRoomState]): Change[] => {
    const now = clock.now();
    const silent = silentStreams([...streams.values()], now);
    const left = stillGoing(activity, now);
    return [
      ...silent.map(({ message }) => setReplyState(message, 'incomplete')),
      ...(left === activity ? [] : [activityIn(roomId, left)]),
    ];
  };

  /** An event that names no room holds for the one that is open. */
  const roomIdOf = (event: WireEvent): RoomId | undefined => roomOf(event) ?? session.profile?.roomId;

  /** What an event changes, as long as no other of its room has been heard since. */
  const effectOf = async (event: WireEvent, known: KnownMessages): Promise<Effect> => {
    const roomId = roomIdOf(event);
    const room = roomId && session.rooms.get(roomId)?.room;
    if (!room) {
      if (roomId) deps.log.foreignRoom(roomId);
      return NOTHING;
    }
    if (isRemoved(session, room.id, messageIdsOf(event))) return NOTHING;
    const { streams, activity } = roomStateOf(session, room.id);
    if (event.type === 'stream-chunk' && isOneTooMany(streams, event.serverId)) {
      const next = noteMoreReplies(activity, clock.now());
      return next === activity ? NOTHING : { changes: [activityIn(room.id, next)] };
    }
    const changes = decide(event, {
      room,
      now: clock.now(),
      ...(await known.sight(room.id, messageIdsOf(event))),
      streams: [...streams.values()],
      activity,
      places: placesIn(session, room.id),
      mintId: () => chance.uuid() as MessageId,
    });
    const own = changes.flatMap((change) =>
      change.type === 'put' && change.message.type === 'own' ? [change.message] : [],
    );
    const removals = await Promise.all(own.map(known.removeDuplicate));
    return {
      changes: [...changes, ...removals.flat()],
      ...(event.type === 'stream-chunk' && { chunk: event }),
      ...(own.some(isUnattributed) && { unattributed: room.id }),
    };
  };

  /** Handles events of different rooms with one read and one commit. */
  const handleAtOnce = async (tx: Transaction, events: readonly WireEvent[]): Promise<void> => {
    const wanted = events.flatMap((event) => {
      const roomId = roomIdOf(event);
      return roomId === undefined ? [] : [{ roomId, ...messageIdsOf(event) }];
    });
    const known = await knownAhead(session, deps.store, wanted);
    const effects = await Promise.all(events.map((event) => effectOf(event, known)));
    const changes = effects.flatMap((effect) => effect.changes);
    const chunks = effects.flatMap(({ chunk }) => chunk ?? []);
    if (changes.length + chunks.length > 0) await apply(tx, changes, { chunks });
    for (const { unattributed: roomId } of effects) if (roomId) deps.emit({ type: 'unattributed', roomId });
  };

  const drain = async (tx: Transaction, items: Heard[]): Promise<void> => {
    while (items.length > 0) {
      const turn = takeTurn(items, ({ event }) => roomIdOf(event));
      const end = handleAtOnce(
        tx,
        turn.map(({ event }) => event),
      );
      for (const { follow } of turn) follow(end);
      await end.catch(() => {
        // Whoever follows it has heard.
      });
    }
  };

  const frames = createFrames<Heard>(
    (items) => void unit.transact((tx) => drain(tx, items)).catch(deps.onFault),
    clock,
  );

  /** Whether nobody waits for the event: the outbox does for what tells of a message of ours. */
  const canWait = (event: WireEvent): boolean => {
    switch (event.type) {
      case 'broadcast':
        return !event.message.clientId || !session.outbox.entries.has(event.message.clientId);
      case 'stream-chunk':
      case 'presence':
      case 'typing':
      case 'thinking':
        return true;
      default:
        return false;
    }
  };

  return {
    watch,
    handle: (event) => new Promise<void>((follow) => frames.take({ event, follow }, false)),
    hear: (event) => frames.take({ event, follow: (end) => void end.catch(deps.onFault) }, canWait(event)),
    flush: frames.flush,
    showThinking: (roomId) =>
      unit.transact(async (tx) => {
        const { room } = session.rooms.get(roomId) ?? {};
        if (!room) return;
        const { activity } = roomStateOf(session, roomId);
        await apply(tx, [activityIn(roomId, startAgentThinking(activity, room, clock.now()))]);
      }),
    stopReplies: (roomId, isEnded) =>
      unit.transact(async (tx) => {
        const { streams, activity } = roomStateOf(session, roomId);
        const stopped = [...streams.values()].map(({ message }): Change => {
          const stoppedHere = stopReply(message);
          return { type: 'put', message: isEnded ? { ...stoppedHere, reply: 'incomplete' } : stoppedHere };
        });
        const calm = endThinking(activity);
        // A reply that has not begun yet is stopped when it begins.
        const next = stopped.length > 0 || isEnded ? calm : { ...calm, stopped: true as const };
        await apply(tx, [...stopped, activityIn(roomId, next)]);
      }),
    showWholeReply: (roomId, id) =>
      unit.transact(async (tx) => {
        const live = roomStateOf(session, roomId).streams.get(id);
        const message = live?.message ?? (await known.find(roomId, { clientId: id }));
        if (message?.type === 'other') await apply(tx, [{ type: 'put', message: revealReply(message) }]);
      }),
    connectionLost: () => {
      frames.flush();
      return unit.transact(async (tx) => {
        const states = [...session.roomStates];
        await tx.commit({ roomStates: new Map(states.map(([id]) => [id, { caughtUp: false }])) });
        await apply(tx, states.flatMap(lostIn));
      });
    },
  };
};

/**
 * The changes that the end of the connection makes in a room. The agent thinks on, whether or not we hear it; people
 * who type or are present are not known any more.
 */
const lostIn = ([roomId, state]: readonly [RoomId, ReadonlyRoomState]): Change[] => {
  const {
    typing,
    presence,
    presenceCount: _,
    crowdUntil: __,
    moreRepliesUntil: ___,
    ...rest
  } = state.activity;
  return [
    ...[...state.streams.values()].map(({ message }) => setReplyState(message, 'incomplete')),
    ...(typing.length > 0 || presence ? [activityIn(roomId, { ...rest, typing: [] })] : []),
    ...(state.composerDisabled ? [{ type: 'composer' as const, roomId, disabled: false }] : []),
  ];
};

const activityIn = (roomId: RoomId, activity: Activity): Change => ({ type: 'activity', roomId, activity });

const isGoingOn = ({ streams, activity }: ReadonlyRoomState): boolean =>
  streams.size > 0 ||
  activity.typing.length > 0 ||
  activity.thinking !== undefined ||
  activity.crowdUntil !== undefined ||
  activity.moreRepliesUntil !== undefined;

/** Whether a message is another client's, as far as is known. */
const isUnattributed = ({ id, serverId }: OwnMessage): boolean =>
  (id as string) === (serverId as string | undefined);
