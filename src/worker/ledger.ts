import type { Change } from '../chat/change.ts';
import { isEqual } from '../model/equal.ts';
import type { MessageId, ProfileId, RoomId } from '../model/ids.ts';
import { isOursAlone, type Message, type OtherMessage } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import { titleFrom } from '../model/title.ts';
import type { ViewChange } from '../relay/to-view.ts';
import type { Store, Write } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { lifeOf, type Session, summaries, waitingIn } from './session.ts';

/** How often the text of a stream is committed: a kill loses at most this much of it, in milliseconds. */
const STREAM_COMMIT_MS = 300;
/** How much of a message a list of rooms shows. */
const PREVIEW_LENGTH = 120;

/**
 * The one place where anything changes: writes are committed, then taken over into the session, then
 * announced; one piece of work after the other.
 */
export interface Ledger {
  /** Runs `work` when all that was begun before has ended; nothing else changes meanwhile. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Commits and announces. To be called from within `alone`. Rejects, and changes nothing, when storage fails. */
  commit(writes: readonly Write[], changes: readonly ViewChange[]): Promise<void>;
  /** Commits and announces what an event changed, with whatever else is to be written in the same breath. */
  apply(changes: readonly Change[], also?: readonly Write[]): Promise<void>;
}

export interface LedgerDeps {
  store: Store;
  session: Session;
  clock: Clock;
  announce: (changes: readonly ViewChange[]) => void;
  onFault: (error: unknown) => void;
}

export const createLedger = ({ store, session, clock, announce, onFault }: LedgerDeps): Ledger => {
  let last: Promise<unknown> = Promise.resolve();
  const dirty = new Set<OtherMessage>();
  let flushing = false;

  const alone: Ledger['alone'] = (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  const profileId = (): ProfileId => {
    if (!session.profile) throw new Error('no server is set up');
    return session.profile.id;
  };

  const commit: Ledger['commit'] = async (writes, changes) => {
    if (writes.length > 0) await store.commit(profileId(), writes);
    const before = writes.length > 0 ? summaries(session) : undefined;
    for (const write of writes) takeOver(session, write);
    for (const write of writes) {
      if (write.type !== 'room') continue;
      const { room, readAt = 0 } = write.room;
      lifeOf(session, room.id).unread = await store.unread(profileId(), room.id, readAt);
    }
    const rooms = before && summaries(session);
    announce([
      ...changes.filter((change) => !isElsewhere(change, session)),
      ...(rooms === undefined || isEqual(before, rooms) ? [] : [{ type: 'rooms' as const, rooms }]),
    ]);
  };

  const flushLater = (): void => {
    if (flushing) return;
    flushing = true;
    clock.after(STREAM_COMMIT_MS, () => {
      flushing = false;
      alone(async () => {
        const writes = [...dirty].map((message): Write => ({ type: 'message', message }));
        dirty.clear();
        if (session.profile) await store.commit(session.profile.id, writes);
      }).catch(onFault);
    });
  };

  /** What is gone is not the last words of its room any more: which ones are, by room. */
  const wordsLeft = async (changes: readonly Change[]): Promise<Map<RoomId, string>> => {
    const left = new Map<RoomId, string>();
    for (const change of changes) {
      if (change.type === 'cleared') {
        const { messages } = await store.page(profileId(), change.roomId, Number.MAX_SAFE_INTEGER);
        left.set(change.roomId, wordsOf(messages.findLast(isOursAlone)));
      } else if (change.type === 'removed' && !left.has(change.roomId)) {
        const gone = removedFrom(changes, change.roomId);
        const { messages } = await store.page(profileId(), change.roomId, gone.size + 1);
        left.set(change.roomId, wordsOf(messages.findLast(({ id }) => !gone.has(id))));
      }
    }
    return left;
  };

  /** Streams live in memory: they grow there, and storage follows a few times a second. */
  const follow = (change: Change): void => {
    if (change.type === 'append') {
      const live = lifeOf(session, change.roomId).streams.get(change.id);
      if (!live) return;
      dirty.delete(live.message);
      live.message = { ...live.message, text: live.message.text + change.text };
      live.lastChunkAt = clock.now();
      dirty.add(live.message);
      flushLater();
    } else if (change.type === 'put' && change.message.kind === 'other') {
      const { message } = change;
      const { streams } = lifeOf(session, message.roomId);
      const live = streams.get(message.id);
      if (live) dirty.delete(live.message);
      if (message.reply === 'streaming') {
        streams.set(message.id, { message, lastChunkAt: clock.now(), nextIndex: live?.nextIndex });
      } else streams.delete(message.id);
    } else if (change.type === 'removed' || change.type === 'cleared') {
      const { streams } = lifeOf(session, change.roomId);
      const ended = change.type === 'cleared' ? [...streams.keys()] : [change.id];
      for (const id of ended) {
        const live = streams.get(id);
        // Or the next commit would bring it back.
        if (live) dirty.delete(live.message);
        streams.delete(id);
      }
    }
  };

  return {
    alone,
    commit,
    apply: async (changes, also = []) => {
      const rooms = roomWrites(session, changes, await wordsLeft(changes));
      const settled = settlements(session, changes);
      await commit([...changes.flatMap(writesOf), ...also, ...rooms, ...settled], changes);
      for (const change of changes) follow(change);
    },
  };
};

/** What a change means for storage. */
const writesOf = (change: Change): Write[] => {
  switch (change.type) {
    case 'put':
      return [{ type: 'message', message: change.message }];
    case 'removed':
      return [{ type: 'remove-message', roomId: change.roomId, id: change.id }];
    case 'cleared':
      return [{ type: 'clear-room', roomId: change.roomId }];
    case 'append':
    case 'activity':
    case 'composer':
      return [];
    default:
      return change satisfies never;
  }
};

/** A message of ours that the server has leaves the outbox in the same commit. */
const settlements = (session: Session, changes: readonly Change[]): Write[] =>
  changes.flatMap((change): Write[] =>
    change.type === 'put' &&
    change.message.kind === 'own' &&
    change.message.delivery.state === 'sent' &&
    session.outbox.get(change.message.id)?.roomId === change.message.roomId
      ? [{ type: 'remove-from-outbox', roomId: change.message.roomId, messageId: change.message.id }]
      : [],
  );

const isWords = (change: Change): boolean =>
  change.type === 'put' && !(change.message.kind === 'other' && change.message.reply === 'streaming');

const removedFrom = (changes: readonly Change[], roomId: RoomId): Set<MessageId> =>
  new Set(
    changes.flatMap((change) => (change.type === 'removed' && change.roomId === roomId ? [change.id] : [])),
  );

const wordsOf = (message: Message | undefined): string => (message ? previewOf(message) : '');

/** The last words of a room, as a list shows them. */
export const previewOf = ({ text, attachments }: Message): string =>
  (text || (attachments[0]?.title ?? '')).slice(0, PREVIEW_LENGTH);

/** The last words of a room, and how far it is known, go with the message that changes them. */
const roomWrites = (
  session: Session,
  changes: readonly Change[],
  wordsLeft: ReadonlyMap<RoomId, string>,
): Write[] => {
  const newest = new Map<RoomId, Message>();
  for (const change of changes) {
    if (change.type !== 'put' || !isWords(change)) continue;
    const { message } = change;
    const known = newest.get(message.roomId);
    if (!known || message.at >= known.at) newest.set(message.roomId, message);
  }
  return [...new Set([...wordsLeft.keys(), ...newest.keys()])].flatMap((roomId): Write[] => {
    const stored = session.rooms.get(roomId);
    if (!stored) return [];
    const left = wordsLeft.get(roomId);
    const kept: Write[] = left === undefined ? [] : [{ type: 'room', room: { ...stored, preview: left } }];
    const message = newest.get(roomId);
    if (!message) return kept;
    const room = {
      ...stored,
      room: titled(stored.room, changes),
      preview: previewOf(message),
      updatedAt: message.at,
    };
    // Our own clock may run ahead of the server's: it moves nothing that is compared with server times.
    if (!message.serverTime) return [{ type: 'room', room }];
    const { lastAt, caughtUp } = lifeOf(session, roomId);
    if (message.at < lastAt) return kept;
    return [{ type: 'room', room: caughtUp ? { ...room, headAt: message.at } : room }];
  });
};

/** A conversation that nobody gave a title is called after the first words that are written in it. */
const titled = (room: Room, changes: readonly Change[]): Room => {
  const first = changes.find(
    (change) => change.type === 'put' && change.message.kind === 'own' && change.message.roomId === room.id,
  );
  const title = room.untitled && first?.type === 'put' && titleFrom(first.message.text);
  if (!title) return room;
  const { untitled: _, ...rest } = room;
  return { ...rest, title };
};

/** The session holds of storage what is asked for all the time. */
const takeOver = (session: Session, write: Write): void => {
  switch (write.type) {
    case 'room':
      session.rooms.set(write.room.room.id, write.room);
      break;
    case 'remove-room':
      session.rooms.delete(write.roomId);
      session.lives.delete(write.roomId);
      for (const { messageId } of waitingIn(session, write.roomId)) session.outbox.delete(messageId);
      break;
    case 'message': {
      const life = lifeOf(session, write.message.roomId);
      if (write.message.serverTime) life.lastAt = Math.max(life.lastAt, write.message.at);
      break;
    }
    case 'outbox':
      session.outbox.set(write.entry.messageId, write.entry);
      break;
    case 'remove-from-outbox':
      session.outbox.delete(write.messageId);
      break;
    case 'remove-message':
    case 'clear-room':
    case 'draft':
      break;
    default:
      write satisfies never;
  }
};

/** Views show one room; what happens in the others they read when they open them. */
const isElsewhere = (change: ViewChange, session: Session): boolean => {
  const open = session.profile?.roomId;
  switch (change.type) {
    case 'put':
      return change.message.roomId !== open;
    case 'removed':
    case 'cleared':
    case 'append':
    case 'activity':
    case 'composer':
    case 'draft':
      return change.roomId !== open;
    default:
      return false;
  }
};
