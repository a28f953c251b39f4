import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { MessageId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import type { ListEdit, MessageList } from './message-list.ts';

/** The messages of a conversation: a signal for their order, and one for each message. */
export interface MessageSignals {
  readonly ids: ReadonlySignal<readonly MessageId[]>;
  message(id: MessageId): ReadonlySignal<Message> | undefined;
  /** The messages as they are now; reading it subscribes to nothing. */
  peek(): MessageList;
  applyEdit(edit: ListEdit): void;
}

export const createMessageSignals = (): MessageSignals => {
  const messages = new Map<MessageId, Signal<Message>>();
  const ids = signal<readonly MessageId[]>([]);
  return {
    ids,
    message: (id) => messages.get(id),
    peek: () => ({ ids: ids.peek(), message: (id) => messages.get(id)?.peek() }),
    applyEdit: (edit) => {
      for (const message of edit.put) {
        const known = messages.get(message.id);
        if (known) known.value = message;
        else messages.set(message.id, signal(message));
      }
      ids.value = edit.ids;
      for (const id of edit.drop) messages.delete(id);
    },
  };
};
