import type { OpenPort, Port } from '../../src/relay/port.ts';
import type { CommandResult, ViewChange, ViewState } from '../../src/relay/to-view.ts';
import type { Command } from '../../src/relay/to-worker.ts';
import { readToWorker } from '../../src/relay/to-worker.ts';

export interface FakeWorker {
  openPort: OpenPort;
  /** All that was asked so far. */
  readonly asked: readonly Command[];
  announce(...changes: ViewChange[]): void;
  /** Breaks the port, as when the worker is replaced. */
  breakPort(): void;
}

/**
 * The worker's end of a port, in memory: a snapshot of `state()`, then what is announced.
 * `answer` answers what is asked; messages are copied and arrive later, as they do over a real port.
 */
export const createFakeWorker = (
  state: () => ViewState,
  answer: (command: Command, announce: FakeWorker['announce']) => CommandResult | Promise<CommandResult>,
): FakeWorker => {
  const asked: Command[] = [];
  let toView: ((message: unknown) => void) | undefined;
  let disconnected: (() => void) | undefined;
  const post = (message: unknown): void => {
    const copy: unknown = structuredClone(message);
    const receiver = toView;
    queueMicrotask(() => receiver?.(copy));
  };
  const announce: FakeWorker['announce'] = (...changes) => post({ type: 'changes', changes });

  const openPort: OpenPort = () => {
    const port: Port = {
      postMessage: (value) => {
        const message = readToWorker(value);
        if (!message) throw new Error('not of the contract');
        asked.push(message.command);
        void Promise.resolve(answer(message.command, announce)).then((result) =>
          post({ type: 'reply', requestId: message.requestId, result }),
        );
      },
      disconnect: () => {
        toView = undefined;
      },
      onMessage: {
        addListener: (listener) => {
          toView = listener;
        },
      },
      onDisconnect: {
        addListener: (listener) => {
          disconnected = listener;
        },
      },
    };
    queueMicrotask(() => post({ type: 'snapshot', state: state() }));
    return port;
  };

  return {
    openPort,
    asked,
    announce,
    breakPort: () => {
      toView = undefined;
      disconnected?.();
    },
  };
};
