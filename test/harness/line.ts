import type { TransportName } from '../../src/model/connection.ts';
import type { LineDetails, LineHandlers, LineOptions, OpenLine } from '../../src/transport/transport.ts';

/** What was emitted on a line. */
export interface Emitted {
  name: string;
  payload: { type: number; payload: Record<string, unknown> };
  onAck: ((...args: unknown[]) => void) | undefined;
}

/** The far end of a line: what it was opened with, what came over it, and what the server does. */
export interface FarEnd {
  options: LineOptions;
  emitted: Emitted[];
  /** Whether it was left cleanly from our side. */
  isClosed: boolean;
  open(details?: Partial<LineDetails>): void;
  upgrade(transport: TransportName): void;
  say(name: string, payload?: unknown): void;
  /** It breaks. */
  cut(error?: string): void;
  refuse(error: string): void;
}

/** Lines in memory. A line keeps telling after its end, as a late socket would: nobody may listen. */
export const lineTwin = (): { openLine: OpenLine; lines: FarEnd[]; last(): FarEnd } => {
  const lines: FarEnd[] = [];
  const openLine: OpenLine = (options, handlers) => {
    const far = farEnd(options, handlers);
    lines.push(far);
    return {
      emit: (name, payload, onAck) =>
        far.emitted.push({ name, payload: structuredClone(payload) as Emitted['payload'], onAck }),
      close: () => {
        far.isClosed = true;
      },
    };
  };
  return {
    openLine,
    lines,
    last: () => {
      const far = lines.at(-1);
      if (!far) throw new Error('no line was opened');
      return far;
    },
  };
};

const farEnd = (options: LineOptions, handlers: LineHandlers): FarEnd => ({
  options,
  emitted: [],
  isClosed: false,
  open: (details = {}) =>
    handlers.onOpen({ transport: 'websocket', pingInterval: 25_000, pingTimeout: 20_000, ...details }),
  upgrade: (transport) => handlers.onTransport(transport),
  say: (name, payload) => handlers.onEvent(name, payload === undefined ? [] : [payload]),
  cut: (error = 'transport close') => handlers.onClosed(error),
  refuse: (error) => handlers.onRefused(error),
});
