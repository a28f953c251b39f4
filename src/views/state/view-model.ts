import { type ReadonlySignal, signal } from '@preact/signals';
import type { MessageId, RoomId } from '../../model/ids.ts';
import type { MessageExtras } from '../../model/message.ts';
import type { SavedDraft } from '../../model/saved-draft.ts';
import type { CommandResult, ViewState } from '../../relay/to-view.ts';
import type { Command } from '../../relay/to-worker.ts';
import type { ViewEnd, ViewEndHandlers } from '../../relay/view-end.ts';
import { containedBatch } from './contained-batch.ts';
import type { Conversation } from './conversation.ts';
import { createOpenConversation, type MessageListener } from './open-conversation.ts';
import { createReceiver } from './receive-changes.ts';
import { createViewSignals, type ReadonlyViewSignals } from './view-signals.ts';

/** The state that components read, as signals, and the commands that they give to the worker. */
export interface ViewModel extends ReadonlyViewSignals {
  /** Whether the first snapshot has arrived. */
  readonly ready: ReadonlySignal<boolean>;
  /** Whether what is shown is what is stored, since the worker has not answered yet. */
  readonly isEarly: ReadonlySignal<boolean>;
  /** The open conversation: the same object for as long as the same room is open. */
  readonly conversation: ReadonlySignal<Conversation | null>;
  /** Calls `listener` for each new or changed message, appended text apart. Returns how to stop. */
  onMessage(listener: MessageListener): () => void;
  /** Shows a state until the first snapshot arrives; does nothing after it. */
  showEarly(state: ViewState): void;
  /** The address of the server that was last in use since this view was opened. */
  lastAddress(): string | undefined;
  execute(command: Command): Promise<CommandResult>;
  /**
   * Sends to the open room. Resolves with ok once the worker has committed the message. `draftAt`: when the text, which
   * was the draft, was sent (ms since the epoch).
   */
  send(text: string, extras?: MessageExtras & { draftAt?: number }): Promise<CommandResult>;
  /** Saves the draft of a room, which need not be open any more. */
  saveDraft(roomId: RoomId, draft: SavedDraft): Promise<CommandResult>;
  /** Loads the page before the oldest message that is shown, or up to `limit` stored messages. */
  loadOlder(limit?: number): Promise<CommandResult>;
}

export interface ViewModelParts {
  connect(handlers: ViewEndHandlers): ViewEnd;
  /** Calls `run` at the next display frame. */
  nextFrame(run: () => void): void;
  newId(): string;
}

const NO_OPEN_ROOM: CommandResult = { ok: false, failure: { type: 'not-found', what: 'room' } };

/** Connects to the worker; the signals follow it from its first snapshot on. */
export const createViewModel = ({ connect, nextFrame, newId }: ViewModelParts): ViewModel => {
  const ready = signal(false);
  const signals = createViewSignals();
  const open = createOpenConversation();
  const { conversation } = open;
  const isEarly = signal(false);
  const receiver = createReceiver({ ready, signals, open, nextFrame });
  const { execute } = connect({
    ...receiver,
    onSnapshot: (state) => {
      receiver.onSnapshot(state);
      isEarly.value = false;
    },
  });

  let lastAddress: string | undefined;
  signals.profile.subscribe((profile) => {
    lastAddress = profile?.address ?? lastAddress;
  });

  return {
    ...signals,
    ready,
    isEarly,
    conversation,
    showEarly: (state) => {
      if (ready.peek()) return;
      isEarly.value = true;
      receiver.onSnapshot(state);
    },
    onMessage: open.onMessage,
    lastAddress: () => lastAddress,
    execute,
    send: async (text, extras) => {
      const roomId = conversation.peek()?.room.peek().id;
      if (roomId === undefined) return NO_OPEN_ROOM;
      return execute({ type: 'send', roomId, messageId: newId() as MessageId, text, ...extras });
    },
    saveDraft: (roomId, draft) => {
      open.applyChange({ type: 'draft', roomId, ...draft });
      return execute({ type: 'save-draft', roomId, ...draft });
    },
    loadOlder: async (limit) => {
      const current = conversation.peek();
      const before = current?.ids.peek()[0];
      if (!current || before === undefined) return NO_OPEN_ROOM;
      const result = await execute({
        type: 'load-older',
        roomId: current.room.peek().id,
        before,
        ...(limit !== undefined && { limit }),
      });
      const { older } = result.ok ? result : {};
      if (older) containedBatch(() => current.prependOlder(older));
      return result;
    },
  };
};
