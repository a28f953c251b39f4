import type { Change } from '../chat/change.ts';
import type { Connection } from '../connection/connection.ts';
import { withDelivery } from '../delivery/delivery-of.ts';
import type { OutboxInput } from '../delivery/state.ts';
import { isEqual } from '../model/equal.ts';
import type { MessageId, ProfileId, RoomId } from '../model/ids.ts';
import type { RoomSummary, ViewChange } from '../relay/to-view.ts';
import type { Store, Write } from '../store/store.ts';
import { answerWith } from './answer.ts';
import { isElsewhere, writesOf } from './changes.ts';
import type { Clock } from './clock.ts';
import type { Emit } from './events.ts';
import { roomWrites, wordsLeft } from './last-words.ts';
import { deliveredBy, deliveryRules, type OutboxStep, stepOutbox } from './outbox-step.ts';
import { withRoomRows } from './room-rows.ts';
import {
  type Chunk,
  changeableRoomState,
  type ReadonlySession,
  type Session,
  takeOverChange,
  takeOverChunk,
  takeOverWrite,
} from './session.ts';
import { openGaps, summaries, summaryIn } from './session-reads.ts';
import type { Transaction, Update, Writer } from './transaction.ts';
import { concludedIn } from './waiting.ts';

/** How often the text of a stream is committed: a kill loses at most this much of it, in milliseconds. */
const STREAM_COMMIT_MS = 300;

/** The rooms whose rows, or whose part of the outbox, are written. */
const touchedBy = (writes: readonly Write[]): RoomId[] => [
  ...new Set(
    writes.flatMap((write): RoomId[] => {
      switch (write.type) {
        case 'room':
          return [write.room.room.id];
        case 'outbox':
          return [write.entry.roomId];
        case 'remove-room':
        case 'remove-from-outbox':
          return [write.roomId];
        case 'message':
        case 'remove-message':
        case 'clear-room':
        case 'draft':
          return [];
        default:
          return write satisfies never;
      }
    }),
  ),
];

/** The write, which must not replace a message where it is of the one under `newId`. */
const asNew = (write: Write, newId: MessageId | undefined): Write =>
  write.type === 'message' && write.message.id === newId ? { ...write, isNew: true } : write;

/** How the lists show the rooms that were written, where that is otherwise than `before`. */
const roomChanges = (
  session: ReadonlySession,
  touched: readonly RoomId[],
  before: readonly (RoomSummary | undefined)[],
): ViewChange[] => {
  const changes: ViewChange[] = [];
  for (const [index, id] of touched.entries()) {
    const summary = summaryIn(session, id);
    if (isEqual(summary, before[index])) continue;
    if (!summary) return [{ type: 'rooms', rooms: summaries(session) }];
    changes.push({ type: 'room', summary });
  }
  return changes;
};

interface Commit extends Omit<Update, 'writes'> {
  writes?: readonly Write[];
  /** Changes that are taken over into the states of rooms. */
  taken?: readonly Change[];
  chunks?: readonly Chunk[] | undefined;
  /** The step of the outbox that is among the writes. */
  step?: OutboxStep | undefined;
}

/** The one place where session or storage change: one transaction after the other. */
export interface UnitOfWork extends Writer {
  /** Takes an input of the outbox that the next commit, whosever it is, must not overlook. */
  hear(input: OutboxInput): Promise<void>;
}

export interface UnitOfWorkDeps {
  store: Store;
  session: ReadonlySession;
  clock: Clock;
  connection: Pick<Connection, 'answersEach' | 'deliveryBound'>;
  emit: Emit;
  onFault: (error: unknown) => void;
}

export const createUnitOfWork = (deps: UnitOfWorkDeps): UnitOfWork => {
  const { store, clock, emit } = deps;
  const session = deps.session as Session;
  let last: Promise<unknown> = Promise.resolve();
  const heard: OutboxInput[] = [];
  /** The streams that have grown since their text was stored, each with its room. */
  const unsaved = new Map<MessageId, RoomId>();

  const transact: Writer['transact'] = (work) => {
    const result = last.then(async () => {
      let hasEnded = false;
      const ifOpen =
        <Args extends unknown[], T>(act: (...args: Args) => Promise<T>) =>
        async (...args: Args): Promise<T> => {
          if (hasEnded) throw new Error('the transaction has ended');
          return act(...args);
        };
      const tx: Transaction = {
        transact: ifOpen((inner) => inner(tx)) as Writer['transact'],
        commit: ifOpen(commit),
        apply: ifOpen(apply),
        forget: ifOpen(store.forget),
      };
      return work(tx).finally(() => {
        hasEnded = true;
      });
    });
    last = result.catch(() => {});
    return result;
  };

  const profileId = (): ProfileId => {
    if (!session.profile) throw new Error('no server is set up');
    return session.profile.id;
  };

  const commit = async ({ writes: given = [], ...update }: Commit): Promise<void> => {
    const writes = withRoomRows(session, given);
    const touched = touchedBy(writes);
    const before = touched.map((id) => summaryIn(session, id));
    const gapsBefore = openGaps(session);
    if (writes.length > 0) await store.commit(profileId(), writes);
    for (const write of writes) {
      if (write.type !== 'message') continue;
      changeableRoomState(session, write.message.roomId).answer = answerWith(session, write.message);
    }
    Object.assign(session, update.session);
    for (const [id, patch] of update.roomStates ?? []) Object.assign(changeableRoomState(session, id), patch);
    const made = writes.flatMap((write) => (isMaking(write) ? [write.room.room.id] : []));
    for (const write of writes) takeOverWrite(session, write);
    for (const change of update.taken ?? []) takeOverChange(session, change, clock.now());
    for (const chunk of update.chunks ?? []) takeOverChunk(session, chunk);
    if (update.step) {
      session.outbox = update.step.outbox;
      // A frame goes out before anything else is done.
      emit({ type: 'outbox-stepped', due: update.step.due });
    }
    for (const roomId of touched) await count(roomId);
    const open = session.profile?.roomId;
    const changes = (update.changes ?? [])
      .filter((change) => !isElsewhere(change, open))
      .map(withDeliveryNow);
    changes.push(...roomChanges(session, touched, before));
    const gaps = openGaps(session);
    if (open && !isEqual(gapsBefore, gaps)) changes.push({ type: 'gaps', roomId: open, gaps });
    emit({ type: 'committed', changes });
    for (const roomId of made) emit({ type: 'room-made', roomId });
  };

  /** Whether the write tells that the server has a room that was here alone. */
  const isMaking = (write: Write): write is Extract<Write, { type: 'room' }> =>
    write.type === 'room' &&
    session.rooms.get(write.room.room.id)?.room.local === true &&
    !write.room.room.local;
  /** Counts the unread messages of a room where what was written does not tell how many there are. */
  const count = async (roomId: RoomId): Promise<void> => {
    const room = session.rooms.get(roomId);
    if (!room || room.unread !== undefined) return;
    const unread = await store.unread(profileId(), roomId, room.readOrder);
    session.rooms.set(roomId, { ...room, unread });
  };

  const withDeliveryNow = (change: ViewChange): ViewChange =>
    change.type === 'put'
      ? { ...change, message: withDelivery(change.message, session.outbox.entries) }
      : change;

  /** The messages of the open room whose delivery is shown otherwise from now on. */
  const shownAnew = async (entries: OutboxStep['shown']): Promise<Change[]> => {
    const changes: Change[] = [];
    for (const { roomId, messageId: clientId } of entries) {
      if (roomId !== session.profile?.roomId) continue;
      const message = await store.message(profileId(), roomId, { clientId });
      if (message) changes.push({ type: 'put', message });
    }
    return changes;
  };

  const apply: Transaction['apply'] = async (events, also = {}) => {
    const { writes = [], rooms = new Map(), roomStates = new Map(), inputs = [] } = also;
    const heardNow = [...heard];
    const given = [...deliveredBy(events, session.outbox), ...heardNow, ...inputs];
    const rules = () => deliveryRules(session, deps.connection, clock.now());
    const step = given.length > 0 ? stepOutbox(session.outbox, given, rules()) : undefined;
    const concluded = await concludedIn(session, store, step?.concluded ?? [], clock.now());
    const changes = [...events, ...concluded.changes];
    await commit({
      writes: [
        ...changes.flatMap(writesOf).map((write) => asNew(write, also.newId)),
        ...writes,
        ...roomWrites(session, changes, await wordsLeft(store, session, changes), rooms, clock.now()),
        ...concluded.rooms,
        ...(step?.writes ?? []),
      ],
      roomStates,
      taken: changes,
      chunks: also.chunks,
      changes: [...(await shownAnew(step?.shown ?? [])), ...changes, ...(also.shown ?? [])],
      step,
    });
    heard.splice(0, heardNow.length);
    for (const change of changes) if (change.type === 'append') saveLater(change);
  };

  /** Has the text of a stream stored in a moment, with that of all that have grown meanwhile. */
  const saveLater = ({ id, roomId }: Extract<Change, { type: 'append' }>): void => {
    if (unsaved.size === 0) clock.after(STREAM_COMMIT_MS, () => void transact(save).catch(deps.onFault));
    unsaved.set(id, roomId);
  };

  const save = async (): Promise<void> => {
    const writes = [...unsaved].flatMap(([id, roomId]): Write[] => {
      const { message } = session.roomStates.get(roomId)?.streams.get(id) ?? {};
      return message ? [{ type: 'message', message }] : [];
    });
    unsaved.clear();
    if (writes.length > 0) await store.commit(profileId(), writes);
  };

  return {
    transact,
    hear: (input) => {
      heard.push(input);
      return transact((tx) => tx.apply([]));
    },
  };
};
