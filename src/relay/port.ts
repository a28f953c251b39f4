/** The name of the ports that views open to the worker. */
export const PORT_NAME = 'parley';

/** The part of `runtime.Port` that both ends use; the tests have a pair in memory. */
export interface Port {
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

/** Opens a port to the worker, and so starts it. Throws when the extension was removed. */
export type OpenPort = () => Port;
