import type {
  OpenTransport,
  Transport,
  TransportDetails,
  TransportEvent,
  TransportOptions,
} from '../../src/transport/transport.ts';
import { closed, createReporter, logReceived, PINGS } from '../../src/transport/transport.ts';
import type { Emission } from '../../src/wire/encode.ts';

/** An event emitted on a transport; `answer` calls its acknowledgement callback, where it has one. */
export interface Emitted {
  name: string;
  payload: { type: number; payload: Record<string, unknown> };
  answer: ((answer: unknown) => void) | undefined;
}

/** The far end of a transport: what it was opened with, what came over it, and what the server does. */
export interface FarEnd {
  options: TransportOptions;
  emitted: Emitted[];
  /** Whether it was closed from our side. */
  isClosed: boolean;
  /** Whether it says that a reply is being received. */
  isBusy: boolean;
  /** Its answer for the size of a message. */
  oversize?: Transport['oversize'];
  /** The route turns out not to lead to the server. */
  beUnfit(): void;
  open(details?: Partial<TransportDetails>): void;
  say(name: string, payload?: unknown): void;
  /** It breaks. */
  cut(error?: string): void;
  refuse(error: string): void;
}

/** Transports in memory, each with its far end. */
export interface MemoryTransports {
  openTransport: OpenTransport;
  /** All that were opened, the latest last. */
  farEnds: FarEnd[];
  last(): FarEnd;
}

/**
 * An in-memory socket. `isLoud`: it goes on reporting after its end, so that a test can show that nobody
 * listens any more.
 */
export const memoryTransports = ({ isLoud = true } = {}): MemoryTransports => {
  const farEnds: FarEnd[] = [];
  const openTransport: OpenTransport = (options, onEvent) => {
    const { report: reportOnce, end, isEnded } = createReporter(onEvent, () => {});
    const report = isLoud ? onEvent : reportOnce;
    const far = farEnd(options, report);
    farEnds.push(far);
    const { codec } = options;
    const emit = (detail: string, { name, payload }: Emission, answer?: Emitted['answer']): void => {
      if (isEnded() && !isLoud) return;
      report({ type: 'log', direction: 'out', name, detail, payload });
      far.emitted.push({ name, payload: structuredClone(payload) as Emitted['payload'], answer });
    };
    return {
      join: (room) => emit(`join ${room.id}`, codec.join(room)),
      oversize: (room, draft) => far.oversize?.(room, draft),
      send: (room, draft) =>
        emit('send', codec.send(room, draft), (answer) => {
          report(logReceived('acknowledgement', 'acknowledged', answer));
          const { messageId } = draft;
          report({ ...codec.decodeAcknowledgement(answer), roomId: room.id, messageId });
        }),
      sendTyping: (room, isTyping) => emit('', codec.typing(room, isTyping)),
      stopReplies: () => false,
      isBusy: () => far.isBusy,
      close: () => {
        end();
        far.isClosed = true;
      },
    };
  };
  return {
    openTransport,
    farEnds,
    last: () => {
      const far = farEnds.at(-1);
      if (!far) throw new Error('no transport was opened');
      return far;
    },
  };
};

const farEnd = (options: TransportOptions, report: (event: TransportEvent) => void): FarEnd => ({
  options,
  emitted: [],
  isClosed: false,
  isBusy: false,
  beUnfit: () => report(closed('no such mode', true)),
  open: (details = {}) =>
    report({ type: 'opened', details: { transport: 'websocket', ...PINGS, ...details } }),
  say: (name, payload) => {
    const decoded = options.codec.decodeEvent(name, payload === undefined ? [] : [payload]);
    report(logReceived(name, decoded.ok ? decoded.value.type : 'not understood', payload));
    report(
      decoded.ok ? { type: 'event', event: decoded.value } : { type: 'undecodable', reason: decoded.reason },
    );
  },
  cut: (error = 'transport close') => report(closed(error)),
  refuse: (error) => report({ type: 'refused', error }),
});
