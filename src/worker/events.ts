import type { Outcome } from '../api/request.ts';
import type { ConnectionEvent } from '../connection/events.ts';
import type { RoomId } from '../model/ids.ts';
import type { ViewChange } from '../relay/to-view.ts';
import type { DueEffect } from './outbox-step.ts';

/** An event of one part of the worker that concerns others. */
export type WorkerEvent =
  | ConnectionEvent
  /** Storage failed, and the store goes on in memory. */
  | { type: 'storage-failed'; fault: string }
  /** A view has come or gone. */
  | { type: 'views-changed'; change: 'opened' | 'closed' }
  /** Committed: the views may be told. */
  | { type: 'committed'; changes: readonly ViewChange[] }
  /** A step of the outbox was committed: its effects may be run. */
  | { type: 'outbox-stepped'; due: readonly DueEffect[] }
  /** A request to the entered server has ended. */
  | { type: 'request-ended'; outcome: Outcome; path: string }
  /** The server answers no more requests until `until` (ms since the epoch). */
  | { type: 'limited'; until: number }
  | { type: 'server-entered' }
  /** Something has changed that the connection's target follows from. */
  | { type: 'target-changed' }
  /** The server can be read from again: there may be much to catch up with. */
  | { type: 'unblocked' }
  /** The server is an ElizaOS of another dialect than it was set up as. */
  | { type: 'other-dialect' }
  /** A message of the user's own came without the id that it was sent under: the history knows it. */
  | { type: 'unattributed'; roomId: RoomId }
  | { type: 'room-opened'; roomId: RoomId | undefined }
  /** The server has a room that was here alone: its first message is there. */
  | { type: 'room-made'; roomId: RoomId }
  /** The server has said what it knows of all rooms that were missing. */
  | { type: 'rooms-restored' }
  /** The server has to be asked again for rooms that are missing. */
  | { type: 'restore-waiting' };

/** Tells the worker what has happened. */
export type Emit = (event: WorkerEvent) => void;

/** Handles each event: the compiler asks for every type. */
export type Routes = {
  [Type in WorkerEvent['type']]: (event: Extract<WorkerEvent, { type: Type }>) => void;
};

/** Keeps what is emitted until the worker is built, and handles it then at once. */
export const createEventQueue = () => {
  const early: WorkerEvent[] = [];
  let route: Emit = (event) => void early.push(event);
  return {
    emit: ((event) => route(event)) as Emit,
    handle: (handler: Emit): void => {
      route = handler;
      early.splice(0).forEach(handler);
    },
  };
};
