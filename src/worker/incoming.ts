import { endThinking, startAgentThinking, stillGoing } from '../chat/activity.ts';
import type { Activity, Change } from '../chat/change.ts';
import { decide } from '../chat/decide.ts';
import { messageIdsOf, roomOf } from '../chat/event-refs.ts';
import { isDuplicate, type MergeContext } from '../chat/merge.ts';
import { revealReply, setReplyState, stopReply } from '../chat/reply.ts';
import { silentStreams } from '../chat/stream.ts';
import type { MessageId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { Message, OwnMessage } from '../model/message.ts';
import { justAfter } from '../model/time.ts';
import type { Store } from '../store/store.ts';
import type { WireEvent } from '../wire/events.ts';
import type { Chance, Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { isRemoved } from './removed.ts';
import { lifeOf, type RoomLife, type Session } from './session.ts';

/** The walk in: an event, what is known, what it changes, committed and announced. */
export interface Incoming {
  handle(event: WireEvent): Promise<void>;
  /** A message of ours has been emitted: the agent is about to think. */
  sent(roomId: RoomId): Promise<void>;
  /** What changes besides when the history brings the answer that a room waits for. */
  answered(roomId: RoomId): Change[];
  /** The line is gone: what was being written stays as it is, marked; who types is not known any more. */
  lineLost(): Promise<void>;
  /** Shows no more of what is being answered, or is about to be. `ended`: nothing more will come of it. */
  stop(roomId: RoomId, ended: boolean): Promise<void>;
  /** Shows of a stopped reply all that came. */
  reveal(roomId: RoomId, id: MessageId): Promise<void>;
  /** Sees to it that what goes on ends in time. */
  watch(): void;
  /** What is stored under any of the ids; a stream as it stands in memory. */
  find(
    roomId: RoomId,
    ids: { serverId?: ServerMessageId; clientId?: MessageId },
  ): Promise<Message | undefined>;
  /** What is stored under the client's id, else under the server's, and what else is under that. */
  sight(
    roomId: RoomId,
    ids: { serverId?: ServerMessageId; clientId?: MessageId },
  ): Promise<Pick<MergeContext, 'stored' | 'holder'>>;
  /**
   * The removal of what came under the server's id alone, where that turns out to be a message of ours. A
   * frame that is written when its line has ended, and a post that the browser repeats, are broadcast without
   * the id that they were sent under: they are taken for another client's until that is known.
   */
  twinOf(message: Pick<OwnMessage, 'roomId' | 'id' | 'serverId' | 'text'>): Promise<Change[]>;
}

export interface IncomingDeps {
  store: Store;
  session: Session;
  ledger: Ledger;
  clock: Clock;
  chance: Chance;
  onForeignRoom: (roomId: RoomId) => void;
  /** A message of the user's own came without the id that it was sent under: the history knows it. */
  onStray: (roomId: RoomId) => void;
}

/** The stream is known up to this chunk. */
const heard = ({ streams }: RoomLife, serverId: ServerMessageId, index: number): void => {
  for (const stream of streams.values()) {
    if (stream.message.serverId === serverId) stream.nextIndex = index + 1;
  }
};

/** Another client's, as far as is known. */
const isStray = ({ id, serverId }: OwnMessage): boolean =>
  (id as string) === (serverId as string | undefined);

/** How far ahead of our clock events may run, in milliseconds, before the clock must have been set back. */
const SET_BACK_MS = 10_000;

/** How often streams and activities are looked over for their end, in milliseconds, while there are any. */
const SWEEP_MS = 1_000;

export const createIncoming = (deps: IncomingDeps): Incoming => {
  const { store, session, ledger, clock, chance } = deps;
  let sweeping = false;
  let lastEventAt = 0;

  /** Our time of an event, where the server tells none: two of one millisecond keep their order. */
  const eventTime = (): number => {
    const now = clock.now();
    lastEventAt = lastEventAt - now > SET_BACK_MS ? now : Math.max(now, justAfter(lastEventAt));
    return lastEventAt;
  };

  const find: Incoming['find'] = async (roomId, ids) => {
    if (!ids.serverId && !ids.clientId) return undefined;
    for (const { message } of lifeOf(session, roomId).streams.values()) {
      if (ids.serverId === message.serverId) return message;
    }
    return session.profile && (await store.message(session.profile.id, roomId, ids));
  };

  const sight: Incoming['sight'] = async (roomId, { clientId, serverId }) => {
    const holder = serverId && (await find(roomId, { serverId }));
    const stored = clientId && (await find(roomId, { clientId }));
    return stored && holder?.id !== stored.id ? { stored, holder } : { stored: stored ?? holder };
  };

  const twinOf: Incoming['twinOf'] = async ({ roomId, id, serverId, text }) => {
    // It was stored under the one id that it came with.
    const twinId = serverId as string | undefined as MessageId | undefined;
    if (!twinId || twinId === id) return [];
    const twin = await find(roomId, { clientId: twinId });
    return twin && isDuplicate(twin, { text }) ? [{ type: 'removed', roomId, id: twinId }] : [];
  };

  /** An event that names no room holds for the one that is open. */
  const targetOf = (event: WireEvent): RoomId | undefined => roomOf(event) ?? session.profile?.roomId;

  const apply = async (changes: readonly Change[]): Promise<void> => {
    for (const change of changes) {
      if (change.type === 'activity') lifeOf(session, change.roomId).activity = change.activity;
      if (change.type === 'composer') lifeOf(session, change.roomId).composerDisabled = change.disabled;
    }
    await ledger.apply(changes);
    sweepLater();
  };

  const setActivity = (roomId: RoomId, activity: Activity): Promise<void> =>
    apply([{ type: 'activity', roomId, activity }]);

  const sweepLater = (): void => {
    const busy = [...session.lives.values()].some(
      ({ streams, activity }) => streams.size > 0 || activity.thinking || activity.typing.length > 0,
    );
    if (sweeping || !busy) return;
    sweeping = true;
    clock.after(SWEEP_MS, () => {
      sweeping = false;
      void ledger.alone(sweep);
    });
  };

  const sweep = async (): Promise<void> => {
    const now = clock.now();
    for (const [roomId, life] of session.lives) {
      const silent = silentStreams([...life.streams.values()], now);
      if (silent.length > 0) await apply(silent.map(({ message }) => setReplyState(message, 'incomplete')));
      const activity = stillGoing(life.activity, now);
      const count = ({ thinking, typing }: Activity) => typing.length + (thinking ? 1 : 0);
      if (count(activity) !== count(life.activity)) await setActivity(roomId, activity);
    }
    sweepLater();
  };

  return {
    find,
    sight,
    twinOf,
    watch: sweepLater,
    handle: (event) =>
      ledger.alone(async () => {
        const roomId = targetOf(event);
        const room = roomId && session.rooms.get(roomId)?.room;
        if (!room) {
          if (roomId) deps.onForeignRoom(roomId);
          return;
        }
        if (isRemoved(session, room.id, messageIdsOf(event))) return;
        const life = lifeOf(session, room.id);
        const changes = decide(event, {
          room,
          now: eventTime(),
          ...(await sight(room.id, messageIdsOf(event))),
          streams: [...life.streams.values()],
          activity: life.activity,
          lastAt: life.lastAt,
          mintId: () => chance.uuid() as MessageId,
        });
        const own = changes.flatMap((change) =>
          change.type === 'put' && change.message.kind === 'own' ? [change.message] : [],
        );
        const twins = await Promise.all(own.map(twinOf));
        await apply([...changes, ...twins.flat()]);
        if (own.some(isStray)) deps.onStray(room.id);
        if (event.type === 'stream-chunk') heard(life, event.serverId, event.index);
      }),
    sent: async (roomId) => {
      const { room } = session.rooms.get(roomId) ?? {};
      if (!room) return;
      await setActivity(roomId, startAgentThinking(lifeOf(session, roomId).activity, room, clock.now()));
    },
    stop: (roomId, isEnded) =>
      ledger.alone(async () => {
        const { streams, activity } = lifeOf(session, roomId);
        const open = [...streams.values()].map(({ message }): Change => {
          const stopped = stopReply(message);
          return { type: 'put', message: isEnded ? { ...stopped, reply: 'incomplete' } : stopped };
        });
        const calm = endThinking(activity);
        // What has not begun yet is stopped when it begins.
        const next = open.length > 0 || isEnded ? calm : { ...calm, stopped: true as const };
        await apply([...open, { type: 'activity', roomId, activity: next }]);
      }),
    answered: (roomId) => {
      const life = lifeOf(session, roomId);
      if (!life.activity.thinking) return [];
      life.activity = endThinking(life.activity);
      return [{ type: 'activity', roomId, activity: life.activity }];
    },
    reveal: (roomId, id) =>
      ledger.alone(async () => {
        const live = lifeOf(session, roomId).streams.get(id);
        const message = live?.message ?? (await find(roomId, { clientId: id }));
        if (message?.kind === 'other') await apply([{ type: 'put', message: revealReply(message) }]);
      }),
    lineLost: () =>
      ledger.alone(async () => {
        for (const [roomId, life] of session.lives) {
          life.caughtUp = false;
          life.mayFlush = false;
          const open = [...life.streams.values()].map(({ message }) => setReplyState(message, 'incomplete'));
          // The agent thinks on, whether or not we hear it; who types or is there, we cannot know any more.
          const changes: Change[] = [...open];
          const { typing, presence, ...rest } = life.activity;
          if (typing.length > 0 || presence) {
            changes.push({ type: 'activity', roomId, activity: { ...rest, typing: [] } });
          }
          if (life.composerDisabled) changes.push({ type: 'composer', roomId, disabled: false });
          await apply(changes);
        }
      }),
  };
};
