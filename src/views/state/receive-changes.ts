import type { Signal } from '@preact/signals';
import type { RoomSummary, ViewChange } from '../../relay/to-view.ts';
import type { ViewEndHandlers } from '../../relay/view-end.ts';
import { catchErrors, recordError } from '../errors/record-error.ts';
import { createAppendBuffer } from './append-buffer.ts';
import { containedBatch, containedBatchEach } from './contained-batch.ts';
import type { OpenConversation } from './open-conversation.ts';
import { setViewSignals, type ViewSignals } from './view-signals.ts';

interface ReceiverParts {
  /** Set to true by the first snapshot. */
  ready: Signal<boolean>;
  signals: ViewSignals;
  open: OpenConversation;
  /** Calls `run` at the next display frame. */
  nextFrame(run: () => void): void;
}

/** The rooms with one that is new or has changed, the latest first. */
export const withRoom = (rooms: readonly RoomSummary[], summary: RoomSummary): RoomSummary[] => {
  const others = rooms.filter(({ room }) => room.id !== summary.room.id);
  const index = others.findIndex(({ at }) => at <= summary.at);
  return others.toSpliced(index < 0 ? others.length : index, 0, summary);
};

/** Applies a change that has not to wait for a frame. */
const applyChange = (
  change: Exclude<ViewChange, { type: 'append' }>,
  signals: ViewSignals,
  open: OpenConversation,
): void => {
  switch (change.type) {
    case 'profile':
      signals.profile.value = change.profile;
      return;
    case 'servers':
      signals.servers.value = change.servers;
      return;
    case 'agents':
      signals.agents.value = change.agents;
      return;
    case 'rooms':
      signals.rooms.value = change.rooms;
      open.updateFrom(change.rooms);
      return;
    case 'room': {
      const { summary } = change;
      signals.rooms.value = withRoom(signals.rooms.peek(), summary);
      open.updateFrom([summary]);
      return;
    }
    case 'connection':
      signals.connection.value = change.connection;
      return;
    case 'settings':
      signals.settings.value = change.settings;
      return;
    case 'blocked':
      signals.blocked.value = change.origin;
      return;
    case 'limited':
      signals.limitedUntil.value = change.until;
      return;
    case 'storage':
      signals.storageFault.value = change.fault;
      return;
    case 'open':
      signals.closedRoomTitle.value = change.closedRoomTitle;
      open.open(change.open);
      return;
    default:
      open.applyChange(change);
  }
};

/** The handlers of what the worker sends: each applies it to the signals, in one batch. Errors are recorded. */
export const createReceiver = ({ ready, signals, open, nextFrame }: ReceiverParts): ViewEndHandlers => {
  const appends = createAppendBuffer(nextFrame, open.applyChange);
  return {
    onSnapshot: (state) =>
      containedBatch(() => {
        appends.clear();
        ready.value = true;
        setViewSignals(signals, state);
        catchErrors(() => open.updateFrom(signals.rooms.peek()));
        open.open(state.open);
      }),
    onChanges: (changes) =>
      containedBatchEach(changes, (change) => {
        if (change.type === 'append') {
          appends.add(change);
          return;
        }
        appends.flush();
        applyChange(change, signals, open);
      }),
    onUndecodable: (path) => recordError(new Error(`not of the contract: ${path}`)),
  };
};
