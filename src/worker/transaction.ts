import type { Change } from '../chat/change.ts';
import type { OutboxInput } from '../delivery/state.ts';
import type { MessageId, ProfileId, RoomId } from '../model/ids.ts';
import type { ViewChange } from '../relay/to-view.ts';
import type { Write } from '../store/store.ts';
import type { RoomPatches } from './last-words.ts';
import type { Chunk, ReadonlyRoomState, ReadonlySession } from './session.ts';

/** A write that any part may ask for: the outbox follows from its inputs alone. */
type RowWrite = Exclude<Write, { type: 'outbox' | 'remove-from-outbox' }>;

/** In-memory state of rooms, by room. */
type RoomStatePatches = ReadonlyMap<RoomId, Partial<Omit<ReadonlyRoomState, 'streams'>>>;

/** Changes that are made at once: stored first, then taken over into the session, then announced. */
export interface Update {
  writes?: readonly RowWrite[];
  session?: Partial<ReadonlySession>;
  roomStates?: RoomStatePatches;
  changes?: readonly ViewChange[];
}

/** Changes that are made together with those of a conversation. */
export interface Also {
  writes?: readonly RowWrite[];
  rooms?: RoomPatches;
  roomStates?: RoomStatePatches;
  /** Events of the outbox. */
  inputs?: readonly OutboxInput[];
  /** What is announced besides. */
  shown?: readonly ViewChange[];
  /** Rejects (`isAlreadyStored`), and changes nothing, where a message is stored under this id. */
  newId?: MessageId;
  /** The chunks that the changes are of. */
  chunks?: readonly Chunk[];
}

/** The way to a transaction: the unit of work starts one, and a transaction is joined by what it runs. */
export interface Writer {
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** The sole access to what can be changed. Nothing else changes until the work that it was given to has ended. */
export interface Transaction extends Writer {
  /** Rejects, and changes nothing, when storage fails. */
  commit(update: Update): Promise<void>;
  /**
   * Commits what an event changed in conversations, and what the outbox makes of it and of its inputs. A message of
   * ours that the server has leaves the outbox. Rejects, and changes nothing, when storage fails.
   */
  apply(changes: readonly Change[], also?: Also): Promise<void>;
  /** Deletes all that is stored of a server. */
  forget(profile: ProfileId): Promise<void>;
}
