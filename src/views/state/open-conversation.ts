import { type ReadonlySignal, signal } from '@preact/signals';
import type { Message } from '../../model/message.ts';
import { isCalled } from '../../model/room.ts';
import type { OpenRoom, RoomSummary } from '../../relay/to-view.ts';
import { catchErrors } from '../errors/record-error.ts';
import { type ConversationState, createConversation, type RoomChange, roomIdOf } from './conversation.ts';
import { raiseSeenOrder } from './seen-order.ts';

/** `previous`: the message as it was before; undefined for a new one. */
export type MessageListener = (message: Message, previous: Message | undefined) => void;

/** The conversation that is open, and the listeners to its messages. */
export interface OpenConversation {
  readonly conversation: ReadonlySignal<ConversationState | null>;
  /** Opens a room, or applies another snapshot of the open one. Null closes it. */
  open(room: OpenRoom | null): void;
  /** Applies a change of a room; ignores it where another room is open. */
  applyChange(change: RoomChange): void;
  /** Updates title and read mark of the open room from the list of rooms. */
  updateFrom(rooms: readonly RoomSummary[]): void;
  /** Calls `listener` for each new or changed message, appended text apart. Returns how to stop. */
  onMessage(listener: MessageListener): () => void;
}

export const createOpenConversation = (): OpenConversation => {
  const conversation = signal<ConversationState | null>(null);
  const listeners = new Set<MessageListener>();

  const notify: MessageListener = (message, previous) => {
    for (const listener of listeners) catchErrors(() => listener(message, previous));
  };

  /** A reply may have ended between two snapshots, while the worker was replaced. */
  const applySnapshot = (current: ConversationState, room: OpenRoom): void => {
    const before = current.ids.peek().map((id) => current.message(id)?.peek());
    current.applySnapshot(room);
    for (const previous of before) {
      const message = previous && current.message(previous.id)?.peek();
      if (message) notify(message, previous);
    }
  };

  return {
    conversation,
    open: (room) => {
      const current = conversation.peek();
      // The server may have made the open room under another id.
      if (room && current && isCalled(room.room, current.room.peek().id)) applySnapshot(current, room);
      else conversation.value = room && createConversation(room);
    },
    applyChange: (change) => {
      const current = conversation.peek();
      if (current?.room.peek().id !== roomIdOf(change)) return;
      const previous = change.type === 'put' ? current.message(change.message.id)?.peek() : undefined;
      current.applyChange(change);
      if (change.type !== 'put') return;
      // A message that catching up inserts further up is not new.
      if (!previous && current.ids.peek().at(-1) !== change.message.id) return;
      notify(change.message, previous);
    },
    updateFrom: (rooms) => {
      const current = conversation.peek();
      const summary = rooms.find(({ room }) => room.id === current?.room.peek().id);
      if (!current || !summary) return;
      current.setRoom(summary.room);
      raiseSeenOrder(current.seenOrder, summary.readOrder);
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
