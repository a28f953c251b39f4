import type { Port } from './port.ts';
import type { AskResult, ToView, ViewChange, ViewState } from './to-view.ts';
import { type Ask, readToWorker } from './to-worker.ts';

export interface WorkerEnd {
  /** Serves a view that is one of ours: a snapshot, then every change. */
  accept(port: Port): void;
  /** Tells every view. What is told must be committed already, streams and activity excepted. */
  announce(changes: readonly ViewChange[]): void;
  viewCount(): number;
}

export interface WorkerEndHandlers {
  /**
   * Reads the state as it is and hands it to `tell` before any later change can be announced: the caller
   * keeps writers out until `tell` has returned.
   */
  snapshot(tell: (state: ViewState) => void): Promise<void>;
  perform(ask: Ask): Promise<AskResult>;
  /** A view has come or gone. */
  onViews(change: 'opened' | 'closed'): void;
  onUndecodable(reason: string): void;
}

/** The worker's end of the relay. A view hears changes only after its snapshot, and none twice. */
export const createWorkerEnd = (handlers: WorkerEndHandlers): WorkerEnd => {
  const views = new Set<Port>();
  /** Views that have their snapshot. */
  const informed = new Set<Port>();

  const tell = (port: Port, message: ToView): void => {
    if (!views.has(port)) return;
    try {
      port.postMessage(message);
    } catch {
      // It has closed, and the event that says so is still to come: the others must hear it all the same.
    }
  };

  return {
    accept: (port) => {
      views.add(port);
      handlers.onViews('opened');
      port.onDisconnect.addListener(() => {
        views.delete(port);
        informed.delete(port);
        handlers.onViews('closed');
      });
      port.onMessage.addListener((value) => {
        const message = readToWorker(value);
        if (!message) {
          handlers.onUndecodable('a view sent what is not of the contract');
          return;
        }
        const { requestId, ask } = message;
        void handlers.perform(ask).then((result) => tell(port, { type: 'reply', requestId, result }));
      });
      void handlers.snapshot((state) => {
        tell(port, { type: 'snapshot', state });
        if (views.has(port)) informed.add(port);
      });
    },
    announce: (changes) => {
      if (changes.length === 0) return;
      for (const port of informed) tell(port, { type: 'changes', changes: [...changes] });
    },
    viewCount: () => views.size,
  };
};
