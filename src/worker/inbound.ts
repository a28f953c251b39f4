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
import type { KnownMessages } from './known-messages.ts';
import { isRemoved } from './removed.ts';
import { type ReadonlyRoomState, type ReadonlySession, roomStateOf } from './session.ts';
import { placesIn } from './session-reads.ts';
import type { Also, Transaction } from './transaction.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** How often streams and activities are looked over for their end, in milliseconds, while there are any. */
const SWEEP_MS = 1_000;

/** Applies to the conversations what is heard. */
export interface Inbound {
  handle(event: WireEvent): Promise<void>;
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

export interface InboundDeps {
  session: ReadonlySession;
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

  const handle = async (tx: Transaction, event: WireEvent): Promise<void> => {
    // An event that names no room holds for the one that is open.
    const roomId = roomOf(event) ?? session.profile?.roomId;
    const room = roomId && session.rooms.get(roomId)?.room;
    if (!room) {
      if (roomId) deps.log.foreignRoom(roomId);
      return;
    }
    if (isRemoved(session, room.id, messageIdsOf(event))) return;
    const { streams, activity } = roomStateOf(session, room.id);
    if (event.type === 'stream-chunk' && isOneTooMany(streams, event.serverId)) {
      const next = noteMoreReplies(activity, clock.now());
      if (next !== activity) await apply(tx, [activityIn(room.id, next)]);
      return;
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
    const chunk = event.type === 'stream-chunk' ? event : undefined;
    await apply(tx, [...changes, ...removals.flat()], { chunk });
    if (own.some(isUnattributed)) deps.emit({ type: 'unattributed', roomId: room.id });
  };

  return {
    watch,
    handle: (event) => unit.transact((tx) => handle(tx, event)),
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
    connectionLost: () =>
      unit.transact(async (tx) => {
        const states = [...session.roomStates];
        await tx.commit({ roomStates: new Map(states.map(([id]) => [id, { caughtUp: false }])) });
        await apply(tx, states.flatMap(lostIn));
      }),
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
