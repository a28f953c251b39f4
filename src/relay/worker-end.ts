import type { Port } from './port.ts';
import type { CommandResult, ToView, ViewChange, ViewState } from './to-view.ts';
import { type Command, readToWorker } from './to-worker.ts';

export interface WorkerEnd {
  /** Serves a view: sends a snapshot, then every change. The caller has checked that the view is ours. */
  accept(port: Port): void;
  /** Sends changes to every view. They must be committed, but for streams and activity. */
  announce(changes: readonly ViewChange[]): void;
  viewCount(): number;
}

export interface WorkerEndHandlers {
  /**
   * Reads the state and passes it to `tell`. No change may be announced between the two: the implementation
   * holds writers back until `tell` has returned.
   */
  snapshot(tell: (state: ViewState) => void): Promise<void>;
  /** Runs a command. Must not reject. */
  runCommand(command: Command): Promise<CommandResult>;
  /** A view was opened or closed. */
  onViews(change: 'opened' | 'closed'): void;
  onUndecodable(reason: string): void;
}

/** The worker's end of the relay. A view receives changes only after its snapshot, and none twice. */
export const createWorkerEnd = (handlers: WorkerEndHandlers): WorkerEnd => {
  const views = new Set<Port>();
  /** The views that have received their snapshot. */
  const informed = new Set<Port>();

  const tell = (port: Port, message: ToView): void => {
    if (!views.has(port)) return;
    try {
      port.postMessage(message);
    } catch {
      // The port has closed, and `onDisconnect` follows. The other views must receive the message.
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
        const { requestId, command } = message;
        void handlers.runCommand(command).then((result) => tell(port, { type: 'reply', requestId, result }));
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
