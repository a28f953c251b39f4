import type { OpenPort, Port } from './port.ts';
import { type AskResult, readToView, type ViewChange, type ViewState } from './to-view.ts';
import type { Ask, ToWorker } from './to-worker.ts';

export interface ViewEnd {
  /** Asks the worker. After a broken port it is asked again, so each ask must be safe to repeat. */
  ask(ask: Ask): Promise<AskResult>;
  close(): void;
}

export interface ViewEndHandlers {
  onSnapshot(state: ViewState): void;
  onChanges(changes: readonly ViewChange[]): void;
  /** Something in what the worker said was not of the contract, and is left out; where it stood. */
  onUndecodable?(path: string): void;
}

/** An answer that is not of the contract. */
const UNREADABLE: AskResult = { ok: false, failure: { code: 'not-found', what: 'answer' } };

/** Connects a view to the worker, and again when the worker has been replaced: a snapshot, then changes. */
export const connectView = (
  openPort: OpenPort,
  handlers: ViewEndHandlers,
  reconnectLater: (connect: () => void) => void = (connect) => void setTimeout(connect, 50),
): ViewEnd => {
  let port: Port | undefined;
  let closed = false;
  let lastRequestId = 0;
  const open = new Map<number, { message: ToWorker; resolve: (result: AskResult) => void }>();

  const settle = (requestId: number, result: AskResult): void => {
    open.get(requestId)?.resolve(result);
    open.delete(requestId);
  };

  const receive = (value: unknown): void => {
    const message = readToView(value, (path) => handlers.onUndecodable?.(path));
    if (!message) {
      // Who asked would wait for ever.
      const { requestId } = (value ?? {}) as { requestId?: unknown };
      if (typeof requestId === 'number') settle(requestId, UNREADABLE);
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
        settle(message.requestId, message.result);
        break;
      default:
        message satisfies never;
    }
  };

  const post = (to: Port, message: ToWorker): void => {
    try {
      to.postMessage(message);
    } catch {
      // It has closed, and the event that says so is still to come: then all that is open is asked again.
    }
  };

  const connect = (): void => {
    if (closed) return;
    let next: Port;
    try {
      next = openPort();
    } catch {
      // The browser is replacing the extension, or has let go of it.
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
    for (const { message } of open.values()) post(next, message);
  };

  connect();
  return {
    ask: (ask) =>
      new Promise((resolve) => {
        lastRequestId += 1;
        const message: ToWorker = { requestId: lastRequestId, ask };
        open.set(lastRequestId, { message, resolve });
        if (port) post(port, message);
      }),
    close: () => {
      closed = true;
      port?.disconnect();
    },
  };
};
