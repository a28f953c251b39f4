import type {
  Line,
  LineDetails,
  LineHandlers,
  LineOptions,
  OpenLine,
} from '../../src/transport/transport.ts';
import { type Emission, encodeJoin, encodeSend } from '../../src/wire/encode.ts';

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
  /** Whether it says that a reply is coming in. */
  isBusy: boolean;
  /** What it says of a message's size. */
  oversize?: Line['oversize'];
  /** The road turns out not to lead to the server. */
  beUnfit(): void;
  open(details?: Partial<LineDetails>): void;
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
    const emit = ({ name, payload }: Emission, onAck?: Emitted['onAck']): void => {
      far.emitted.push({ name, payload: structuredClone(payload) as Emitted['payload'], onAck });
    };
    return {
      join: (room) => emit(encodeJoin(room)),
      oversize: (room, draft) => far.oversize?.(room, draft),
      send: (room, draft, onAck) => emit(encodeSend(room, draft), onAck),
      emit: (name, payload) =>
        far.emitted.push({ name, payload: payload as Emitted['payload'], onAck: undefined }),
      stop: () => false,
      isBusy: () => far.isBusy,
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
  isBusy: false,
  beUnfit: () => handlers.onClosed('no such mode', true),
  open: (details = {}) =>
    handlers.onOpen({ transport: 'websocket', pingInterval: 25_000, pingTimeout: 20_000, ...details }),
  say: (name, payload) => handlers.onEvent(name, payload === undefined ? [] : [payload]),
  cut: (error = 'transport close') => handlers.onClosed(error),
  refuse: (error) => handlers.onRefused(error),
});
