import type { OpenPort, Port } from './port.ts';
import { type CommandResult, readToView, type ViewChange, type ViewState } from './to-view.ts';
import type { Command, ToWorker } from './to-worker.ts';

export interface ViewEnd {
  /** Sends a command to the worker. It is sent again after a broken port, so each command must be safe to repeat. */
  execute(command: Command): Promise<CommandResult>;
  close(): void;
}

export interface ViewEndHandlers {
  onSnapshot(state: ViewState): void;
  onChanges(changes: readonly ViewChange[]): void;
  /** A part of a message did not decode and was left out; `path` is where it stood. */
  onUndecodable?(path: string): void;
}

/** The result of a command whose answer does not decode. */
const UNREADABLE: CommandResult = { ok: false, failure: { type: 'not-found', what: 'answer' } };

/** The commands that the worker has not answered, by their request ids. */
const createPending = () => {
  const pending = new Map<number, { message: ToWorker; resolve: (result: CommandResult) => void }>();
  let lastRequestId = 0;
  return {
    add: (command: Command, resolve: (result: CommandResult) => void): ToWorker => {
      lastRequestId += 1;
      const message: ToWorker = { requestId: lastRequestId, command };
      pending.set(lastRequestId, { message, resolve });
      return message;
    },
    resolve: (requestId: number, result: CommandResult): void => {
      pending.get(requestId)?.resolve(result);
      pending.delete(requestId);
    },
    messages: () => [...pending.values()].map(({ message }) => message),
  };
};

/**
 * Connects a view to the worker, and again each time that the worker was replaced. Each connection begins with a
 * snapshot; changes follow.
 */
export const connectView = (
  openPort: OpenPort,
  handlers: ViewEndHandlers,
  reconnectLater: (connect: () => void) => void = (connect) => void setTimeout(connect, 50),
): ViewEnd => {
  let port: Port | undefined;
  let closed = false;
  const pending = createPending();

  const receive = (value: unknown): void => {
    const message = readToView(value, (path) => handlers.onUndecodable?.(path));
    if (!message) {
      // The caller would wait for ever.
      const { requestId } = (value ?? {}) as { requestId?: unknown };
      if (typeof requestId === 'number') pending.resolve(requestId, UNREADABLE);
      return;
    }
    switch (message.type) {
      case 'snapshot':
        handlers.onSnapshot(message.state);
        break;
      case 'changes':
        handlers.onChanges(message.changes);
        break;
      case 'reply':
        pending.resolve(message.requestId, message.result);
        break;
      default:
        message satisfies never;
    }
  };

  const connect = (): void => {
    if (closed) return;
    let next: Port;
    try {
      next = openPort();
    } catch {
      // The browser is replacing the extension, or has removed it.
      reconnectLater(connect);
      return;
    }
    port = next;
    next.onMessage.addListener(receive);
    next.onDisconnect.addListener(() => {
      if (port !== next) return;
      port = undefined;
      reconnectLater(connect);
    });
    for (const message of pending.messages()) post(next, message);
  };

  connect();
  return {
    execute: (command) =>
      new Promise((resolve) => {
        const message = pending.add(command, resolve);
        if (port) post(port, message);
      }),
    close: () => {
      closed = true;
      port?.disconnect();
    },
  };
};

const post = (port: Port, message: ToWorker): void => {
  try {
    port.postMessage(message);
  } catch {
    // The port has closed, and `onDisconnect` follows: then all pending asks are sent again.
  }
};
