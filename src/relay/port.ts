/** The part of `runtime.Port` that both ends use; the tests have a pair of their own. */
export interface Port {
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

/** Opens a port to the worker, which starts it where it is not running. Throws when the extension is gone. */
export type OpenPort = () => Port;
