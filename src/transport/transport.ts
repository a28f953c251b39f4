import type { TransportName } from '../model/connection.ts';

/** What a line is once it is open; the intervals are the server's, in milliseconds. */
export interface LineDetails {
  transport: TransportName;
  pingInterval: number;
  pingTimeout: number;
}

/** What a line tells of itself. After `onClosed` or `onRefused` nothing comes any more. */
export interface LineHandlers {
  onOpen(details: LineDetails): void;
  /** The transport below changed, or the first one settled. */
  onTransport(transport: TransportName): void;
  onEvent(name: string, args: readonly unknown[]): void;
  /** It was open and is not any more, or never opened: `error` has the words of the library or the server. */
  onClosed(error: string): void;
  /** The server answered the handshake with a refusal; its words. */
  onRefused(error: string): void;
}

/** One connection, from the first try to its end; another one is another line. */
export interface Line {
  /** Emits now. `onAck` is called with the arguments of the acknowledgement callback, if one comes. */
  emit(name: string, payload: unknown, onAck?: (...args: unknown[]) => void): void;
  /** Leaves cleanly: what the line still holds is discarded by the server (measured), unless it is dead. */
  close(): void;
}

export interface LineOptions {
  address: string;
  entityId: string;
  key: string | undefined;
}

export type OpenLine = (options: LineOptions, handlers: LineHandlers) => Line;
